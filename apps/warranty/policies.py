"""Walls of warranty terms: plans are readable by all sides, a vehicle's coverage is its sides' business."""

from __future__ import annotations

from apps.organizations.scope import Side
from apps.organizations.walls import Open, Wall

WALLS = [
    Open("warranty_marketright"),
    Wall(
        "warranty_warrantyplan",
        manufacturer="manufacturer_id",
        directory=True,
        # A term that cars were sold under is never edited: a new one begins on a later day.
        writes={Side.MANUFACTURER: "i"},
        ledger=True,
        public="true",
        shown=("id", "manufacturer_id", "country", "name", "months", "kilometres", "effective_from", "source"),
    ),
    Wall(
        "warranty_coverage",
        owner="owner_id",
        dealer="dealer_id",
        manufacturer="manufacturer_id",
        regulator="country",
    ),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = (
    "warranty_coverage",
    "warranty_marketright",
)
