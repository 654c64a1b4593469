"""Walls of the workshop's day: what is its own nobody else reads; appointments and loans the claim's sides read."""

from __future__ import annotations

from typing import Any

from apps.organizations.scope import Side
from apps.organizations.walls import Wall

DOORS = {
    "workshop.desk": "Somebody of a workshop is put in charge of a request, or notes something about it.",
    "workshop.place": "A workshop says what bays and replacement cars it has, and when it is open.",
    "workshop.booking": "An appointment of a car is made or moves, with its event.",
    "workshop.loan": "A workshop lends a replacement car or takes it back.",
}

_SIDES: dict[str, Any] = {
    "owner": "owner_id",
    "dealer": "dealer_id",
    "manufacturer": "manufacturer_id",
    "regulator": "country",
}

#: What a step changes of an appointment; where it was stands in its history.
BOOKING_MOVED = ("status", "version", "starts_at", "ends_at", "bay_id", "service_point_id")

WALLS = [
    Wall(
        "workshop_assignment",
        dealer="dealer_id",
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("ended_at",),
    ),
    # Not for regulators either: who may be heard must be able to think aloud.
    Wall("workshop_internalnote", dealer="dealer_id", writes={Side.CLERK: "i"}, ledger=True),
    # When and where cars are repaired is no secret.
    Wall(
        "workshop_bay",
        dealer="dealer_id",
        directory=True,
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: ("retired_on",)},
    ),
    Wall("workshop_openinghours", dealer="dealer_id", directory=True, writes={Side.CLERK: "i"}, ledger=True),
    Wall(
        "workshop_booking",
        **_SIDES,
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: BOOKING_MOVED},
    ),
    Wall("workshop_bookingevent", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
    Wall(
        "workshop_loaner",
        dealer="dealer_id",
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: ("retired_on",)},
    ),
    Wall(
        "workshop_loan",
        **_SIDES,
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("returned_at", "returned_km"),
    ),
]
