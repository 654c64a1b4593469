"""Walls of claims: owner, dealer and manufacturer of the car, and the regulator of its country.

They read; a claim moves by steps, and what a step writes is the clerk's.
"""

from __future__ import annotations

from typing import Any

from apps.organizations.scope import Side
from apps.organizations.walls import Wall

_SIDES: dict[str, Any] = {
    "owner": "owner_id",
    "dealer": "dealer_id",
    "manufacturer": "manufacturer_id",
    "regulator": "country",
}

DOORS = {"claims.step": "A claim is filed or moves, with its event."}

#: What a step may change of a claim; what was filed (car, fault, odometer, who, when) stays.
MOVED = (
    "status",
    "cause",
    "correction",
    "denial_reason",
    "denial_note",
    "responded_at",
    "vehicle_in_at",
    "repaired_at",
    "handed_back_at",
    "closed_at",
    "next_due_at",
    "waiting_for",
    "version",
)

WALLS = [
    Wall(
        "claims_claim",
        **_SIDES,
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: MOVED},
    ),
    Wall("claims_claimevent", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
    # Each moment of a stay is set once; a denial is taken back once.
    Wall(
        "claims_visit",
        **_SIDES,
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("taken_in_at", "repaired_at", "handed_back_at", "reopened_at", "cause", "correction"),
    ),
    Wall(
        "claims_denial",
        **_SIDES,
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("reversed_at", "reversed_by_id", "reversal_grounds"),
    ),
    Wall("claims_claimphoto", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = (
    "claims_claim",
    "claims_visit",
    "claims_denial",
)
