"""Walls of catalogue, stock and orders. Owners have no part in them."""

from __future__ import annotations

from typing import Any

from apps.organizations.scope import Side
from apps.organizations.walls import Wall

_SIDES: dict[str, Any] = {"dealer": "dealer_id", "manufacturer": "manufacturer_id", "regulator": "country"}

WALLS = [
    # The catalogue is public; each manufacturer keeps its own.
    Wall("parts_part", manufacturer="manufacturer_id", directory=True, writes={Side.MANUFACTURER: "iu"}),
    Wall("parts_stockbalance", **_SIDES, writes={Side.DEALER: "iu"}),
    Wall("parts_stockmovement", **_SIDES, writes={Side.DEALER: "i"}),
    Wall("parts_partsorder", **_SIDES, writes={Side.DEALER: "iu", Side.MANUFACTURER: "u"}),
    Wall("parts_orderevent", **_SIDES, writes={Side.DEALER: "i", Side.MANUFACTURER: "i"}),
    # A manufacturer that sends fewer than ordered splits the line: one more row.
    Wall("parts_orderline", **_SIDES, writes={Side.DEALER: "iud", Side.MANUFACTURER: "iu"}),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = (
    "parts_partsorder",
    "parts_orderline",
)
