"""Walls of vehicles, registrations and readings.

A VIN is looked up and a car's sides are changed across all tenants, so these writes are the system's.
"""

from __future__ import annotations

from typing import Any

from apps.organizations.scope import Side
from apps.organizations.walls import ASKED_VIN, Open, Wall

_SIDES: dict[str, Any] = {
    "owner": "owner_id",
    "dealer": "dealer_id",
    "manufacturer": "manufacturer_id",
    "regulator": "country",
}

DOORS = {"vehicles.registration": "A step of a registration: proof, verification, contest, its end, with the event."}

#: What a step changes of a registration: whose, which car and since when stay.
REGISTRATION_MOVED = ("status", "version", "verified_at", "verified_by", "answer_by", "answered_at", "ended_at")

WALLS = [
    Open("vehicles_wmi"),
    Open("vehicles_makercode", public=True),
    Open("vehicles_modelname"),
    Wall(
        "vehicles_vehicle",
        **_SIDES,
        # What its maker recorded of the car that somebody names. A car that only its owner registered is not there.
        public=f"vin = {ASKED_VIN} AND exported_on IS NOT NULL",
        shown=("id", "vin", "manufacturer_id", "maker_name", "model_name", "model_year", "exported_on", "country"),
    ),
    Wall("vehicles_registration", **_SIDES, updates={Side.CLERK: REGISTRATION_MOVED}),
    # What was said about papers, and the papers: their owner's, the workshop's, the authority's. A manufacturer has an
    # interest in a car not counting, so it does not look at proof.
    Wall(
        "vehicles_registrationevent",
        owner="owner_id",
        dealer="dealer_id",
        authority=True,
        writes={Side.CLERK: "i"},
        ledger=True,
    ),
    Wall("vehicles_registrationpaper", owner="owner_id", dealer="dealer_id", authority=True, writes={Side.CLERK: "i"}),
    # Who took a car over is told to nobody but the authority.
    Wall(
        "vehicles_handover",
        owner="owner_id",
        authority=True,
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("taken_at", "withdrawn_at", "became_id"),
    ),
    Wall(
        "vehicles_historylink",
        owner="owner_id",
        authority=True,
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("withdrawn_at",),
    ),
    Wall("vehicles_odometerreading", **_SIDES),
    Wall("vehicles_readingcorrection", **_SIDES),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = ("vehicles_vehicle", "vehicles_registration")
