"""Walls of warranty: published plans are readable by all sides, a vehicle's coverage is its sides' business."""

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

DOORS = {"warranty.plan": "A warranty plan is drafted, changed, published or withdrawn."}

#: What a step changes of a draft; whose it is and since when stay.
PLAN_MOVED = ("kept", "made_id", "status", "version", "updated_at")

WALLS = [
    Open("warranty_marketright"),
    # What cars were sold with is never changed: a new version begins on a later day.
    Wall(
        "warranty_warrantyplan",
        manufacturer="manufacturer_id",
        directory=True,
        writes={Side.CLERK: "i"},
        ledger=True,
        public="true",
        shown=(
            "id", "number", "manufacturer_id", "country", "model_name", "name", "effective_from", "sold_until",
            "source", "transferable", "moved", "excluded_groups", "exclusions", "exclusion_words", "service_months",
            "service_kilometres", "conditions", "published_at",
        ),
    ),
    Wall(
        "warranty_planterm",
        manufacturer="manufacturer_id",
        directory=True,
        writes={Side.CLERK: "i"},
        ledger=True,
        public="true",
        shown=("id", "plan_id", "manufacturer_id", "group", "months", "kilometres", "capacity_percent"),
    ),
    # Nobody's business but its maker's until it is published.
    Wall(
        "warranty_plandraft",
        manufacturer="manufacturer_id",
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: PLAN_MOVED},
    ),
    Wall("warranty_plandraftevent", manufacturer="manufacturer_id", writes={Side.CLERK: "i"}, ledger=True),
    Wall("warranty_coverage", **_SIDES),
    Wall("warranty_partcover", **_SIDES),
]  # fmt: skip

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = (
    "warranty_coverage",
    "warranty_marketright",
    "warranty_partcover",
)
