"""Walls of catalogue, stock and orders. Owners have no part in them."""

from __future__ import annotations

from typing import Any

from apps.organizations.scope import Side
from apps.organizations.walls import Wall

_SIDES: dict[str, Any] = {"dealer": "dealer_id", "manufacturer": "manufacturer_id", "regulator": "country"}

DOORS = {
    "parts.order": "An order is made or moves, with its lines.",
    "parts.stock": "A shelf's balance follows its movements.",
}

#: What a step may change of an order and of a line.
ORDER_MOVED = ("status", "priority", "note", "submitted_at", "updated_at", "next_due_at", "version")
LINE_MOVED = (
    "quantity",
    "status",
    "promised_on",
    "first_promised_on",
    "confirmed_at",
    "dispatched_at",
    "dispatched_on",
    "delivered_at",
    "received_at",
    "tracking",
    "cancelled_at",
    "cancelled_by",
    "cancel_reason",
    "cancel_note",
)

WALLS = [
    # The catalogue is public; each manufacturer keeps its own. A number stays: orders and shelves know a part by it.
    Wall(
        "parts_part",
        manufacturer="manufacturer_id",
        directory=True,
        writes={Side.MANUFACTURER: "i"},
        updates={Side.MANUFACTURER: ("name", "active", "component")},
    ),
    Wall(
        "parts_stockbalance",
        **_SIDES,
        writes={Side.CLERK: "i"},
        updates={Side.DEALER: ("reorder_level",), Side.CLERK: ("on_hand", "reorder_level")},
    ),
    Wall("parts_stockmovement", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
    Wall(
        "parts_partsorder",
        **_SIDES,
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: ORDER_MOVED},
    ),
    Wall("parts_orderevent", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
    Wall(
        "parts_orderline",
        **_SIDES,
        # Lines of a draft are replaced; a manufacturer that sends fewer than ordered splits a line: one more row.
        writes={Side.CLERK: "id"},
        updates={Side.CLERK: LINE_MOVED},
    ),
    Wall("parts_promise", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
    # What the dealer reported stays; the manufacturer's objection is set beside it once.
    Wall(
        "parts_deliveryproblem",
        **_SIDES,
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("objection", "objected_at"),
    ),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = (
    "parts_partsorder",
    "parts_orderline",
    "parts_promise",
)
