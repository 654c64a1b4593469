"""Walls of vehicles, registrations and readings."""

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

WALLS = [
    Open("vehicles_wmi"),
    Open("vehicles_makercode"),
    Wall("vehicles_vehicle", **_SIDES, writes={Side.OWNER: "iu", Side.DEALER: "u", Side.MANUFACTURER: "iu"}),
    Wall("vehicles_registration", **_SIDES, writes={Side.OWNER: "iu"}),
    Wall("vehicles_odometerreading", **_SIDES, writes={Side.OWNER: "i", Side.DEALER: "i"}),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = ("vehicles_vehicle",)
