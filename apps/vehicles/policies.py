"""Walls of vehicles, registrations and readings.

A VIN is looked up and a car's sides are changed across all tenants, so these writes are the system's.
"""

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

#: What reading a file changes of its import.
READ_OF_IMPORT = (
    "content",
    "status",
    "total",
    "created",
    "unchanged",
    "refused",
    "warned",
    "message",
    "report",
    "finished_at",
)

WALLS = [
    Open("vehicles_wmi"),
    Open("vehicles_makercode"),
    Wall("vehicles_vehicle", **_SIDES),
    Wall("vehicles_registration", **_SIDES),
    Wall(
        "vehicles_exportimport",
        manufacturer="manufacturer_id",
        writes={Side.MANUFACTURER: "i"},
        updates={Side.MANUFACTURER: READ_OF_IMPORT},
    ),
    Wall("vehicles_odometerreading", **_SIDES),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = ("vehicles_vehicle",)
