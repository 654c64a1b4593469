"""Walls of obligations and clocks."""

from __future__ import annotations

from typing import Any

from apps.organizations.scope import Side
from apps.organizations.walls import Open, Wall

_SIDES: dict[str, Any] = {
    "owner": "owner_id",
    "dealer": "dealer_id",
    "manufacturer": "manufacturer_id",
    "regulator": "country",
}
_WRITES = {Side.OWNER: "iu", Side.DEALER: "iu", Side.MANUFACTURER: "iu", Side.REGULATOR: "iu"}

WALLS = [
    Open("duties_obligation"),
    Open("duties_obligationversion"),
    Open("duties_shifts"),
    Wall("duties_clock", **_SIDES, writes=_WRITES),
    Wall("duties_clockinterval", **_SIDES, writes=dict.fromkeys(_WRITES, "iud")),
]
