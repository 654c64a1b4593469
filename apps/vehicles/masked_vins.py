"""A VIN as whoever asks may see it: who builds, repairs or owns the car sees it whole, who watches not its serial.

With the serial somebody can be found (registries of plates and insurers answer to it), so it is personal data where
the owner is a person. Who watches a manufacturer needs maker, model, year and plant. The check digit goes with the
serial: it would say something of it.
"""

from __future__ import annotations

from apps.organizations.scope import Actor, Side

#: The sides whose task needs the whole VIN.
NEED_IT = (Side.OWNER, Side.DEALER, Side.MANUFACTURER, Side.SYSTEM)
#: So many signs stand before the check digit.
BEFORE_CHECK_DIGIT = 8
_SIGN = "•"


def masked(vin: str) -> str:
    """``LMGEX1A2•SB••••••``: without check digit and serial."""
    return f"{vin[:BEFORE_CHECK_DIGIT]}{_SIGN}{vin[9:11]}{_SIGN * 6}"


def seen_whole(actor: Actor | None) -> bool:
    """Whether the side of whoever asks sees VINs whole."""
    return actor is not None and actor.side in NEED_IT


def seen_by(vin: str, actor: Actor | None) -> str:
    """The VIN, masked for whoever has no need of it."""
    return vin if seen_whole(actor) else masked(vin)
