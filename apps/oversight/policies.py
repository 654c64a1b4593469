"""Walls of signals: a manufacturer sees its own, a regulator its countries; the night writes them."""

from __future__ import annotations

from typing import Any

from apps.organizations.scope import Side
from apps.organizations.walls import Wall

_SIDES: dict[str, Any] = {"manufacturer": "manufacturer_id", "regulator": "country"}

DOORS = {"oversight.signal": "Something is said of a signal, or it is back among the peers."}

WALLS = [
    Wall("oversight_signal", **_SIDES, ledger=True, filled_once=("ended_on",)),
    Wall("oversight_signalnote", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = ("oversight_signal",)
