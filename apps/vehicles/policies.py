"""Walls of vehicles, registrations and readings.

A VIN is looked up and a car's sides are changed across all tenants, so these writes are the system's.
"""

from __future__ import annotations

from typing import Any

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
    Open("vehicles_modelname"),
    Wall("vehicles_vehicle", **_SIDES),
    Wall("vehicles_registration", **_SIDES),
    Wall("vehicles_odometerreading", **_SIDES),
    Wall("vehicles_readingcorrection", **_SIDES),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = ("vehicles_vehicle",)
