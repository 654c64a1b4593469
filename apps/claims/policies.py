"""Walls of claims: owner, dealer and manufacturer of the car, and the regulator of its country."""

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

WALLS = [
    Wall(
        "claims_claim",
        **_SIDES,
        writes={Side.OWNER: "iu", Side.DEALER: "iu", Side.MANUFACTURER: "u"},
    ),
    Wall("claims_claimevent", **_SIDES, writes={Side.OWNER: "i", Side.DEALER: "i", Side.MANUFACTURER: "i"}),
    Wall("claims_visit", **_SIDES, writes={Side.DEALER: "iu", Side.OWNER: "u"}),
    Wall("claims_denial", **_SIDES, writes={Side.DEALER: "i", Side.MANUFACTURER: "iu"}),
    Wall("claims_claimphoto", **_SIDES, writes={Side.OWNER: "i", Side.DEALER: "i"}),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = (
    "claims_claim",
    "claims_visit",
    "claims_denial",
)
