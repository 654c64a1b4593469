"""Walls of warranty terms: plans are public, a vehicle's coverage is its sides' business."""

from __future__ import annotations

from apps.organizations.scope import Side
from apps.organizations.walls import Open, Wall

WALLS = [
    Open("warranty_warrantyplan"),
    Wall(
        "warranty_coverage",
        owner="owner_id",
        dealer="dealer_id",
        manufacturer="manufacturer_id",
        regulator="country",
        writes={Side.OWNER: "iu", Side.MANUFACTURER: "iu"},
    ),
]
