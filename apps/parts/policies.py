"""Walls of catalogue, stock and orders. Owners have no part in them."""

from __future__ import annotations

from typing import Any

from apps.organizations.scope import Side
from apps.organizations.walls import Wall

from .details import DEFAULTS

_FIRMS: dict[str, Any] = {"dealer": "dealer_id", "manufacturer": "manufacturer_id"}
_SIDES: dict[str, Any] = {**_FIRMS, "regulator": "country"}

DOORS = {
    "parts.order": "An order is made or moves, with its lines.",
    "parts.sharing": "A dealer lets others see its stock, or ends that.",
    "parts.catalogue": "A manufacturer says what a part fits, costs and is replaced by, or ends that.",
    "parts.count": "Shelves are counted, and differences approved.",
    "parts.transfer": "Parts are sent from one point of a dealer to another, and received.",
    "parts.asking": "A dealer asks another for parts, and what becomes of that.",
    "parts.stock": "A shelf's balance follows its movements, and what is promised of it.",
    "parts.supply": "A manufacturer plans receipts of a part and shares out what is scarce.",
    "parts.reorder": "What a workshop should keep of a part is worked out.",
    "parts.core": "A used part is owed back, sent and credited.",
    "parts.return": "A dealer sends parts back to their manufacturer, which credits them.",
}

#: Who waits for a part may read when it comes: the lines in sight say so.
_WAITS = "EXISTS (SELECT 1 FROM parts_orderline l WHERE l.part_id = parts_plannedreceipt.part_id)"

#: What a step may change of an order and of a line.
ORDER_MOVED = ("status", "priority", "note", "submitted_at", "updated_at", "next_due_at", "version")
LINE_MOVED = (
    "part_id",
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

#: What a step may change of a return.
RETURN_MOVED = (
    *("status", "version", "return_number", "payer", "send_by", "refusal", "sent", "sent_at", "tracking"),
    *("found", "finding", "credit", "currency", "in_full", "back"),
)

CORE_MOVED = ("status", "version", "quantity", "tracking", "sent_at", "accepted", "refusal")

_SAID: dict[str, Any] = {
    "manufacturer": "manufacturer_id",
    "directory": True,
    "writes": {Side.CLERK: "i"},
    "ledger": True,
    "filled_once": ("ended_at",),
}
#: Prices are for the dealers that the manufacturer appointed, each in its countries.
_APPOINTED = """EXISTS (
    SELECT 1 FROM organizations_appointment a
    WHERE a.manufacturer_id = parts_partprice.manufacturer_id
        AND a.dealer_id = (SELECT nullif(current_setting('app.organization_id', true), '')::bigint)
        AND (parts_partprice.market = '' OR a.country = parts_partprice.market)
        AND a.starts_on <= current_date AND (a.ends_on IS NULL OR a.ends_on > current_date)
)"""
_NO_INVOICE = dict.fromkeys((Side.REGULATOR, Side.AUTHORITY), "kind <> 'invoice'")
#: Two dealers, and nobody else: what one asks of the other, and at what price, is theirs.
_BETWEEN = "(SELECT nullif(current_setting('app.organization_id', true), '')::bigint) IN (dealer_id, supplier_id)"
#: What a step may change of a request between dealers.
ASKING_MOVED = (
    "status",
    "version",
    "due_at",
    "offered",
    "price",
    "currency",
    "send_by",
    "sent",
    "received",
    "way_id",
    "carrier",
    "tracking",
    "expected_on",
)
#: What follows from the ledger and from promises.
BALANCE_MOVED = ("on_hand", "reserved", "quarantined", "in_transit")

WALLS = [
    # The catalogue is public; each manufacturer keeps its own. A number stays: orders and shelves know a part by it.
    Wall(
        "parts_part",
        manufacturer="manufacturer_id",
        directory=True,
        writes={Side.MANUFACTURER: "i"},
        updates={Side.MANUFACTURER: ("name", "active", "component", *DEFAULTS)},
    ),
    Wall(
        "parts_stockbalance",
        **_SIDES,
        writes={Side.CLERK: "i"},
        updates={Side.DEALER: ("reorder_level",), Side.CLERK: (*BALANCE_MOVED, "reorder_level")},
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
    # A workshop's own plans: its manufacturers see what it orders.
    Wall("parts_reorderadvice", dealer="dealer_id", writes={Side.CLERK: "i"}, ledger=True),
    Wall("parts_promise", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
    # What the dealer reported stays; the manufacturer's objection is set beside it once.
    Wall(
        "parts_deliveryproblem",
        **_SIDES,
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("objection", "objected_at"),
    ),
    # What is said of a part is as public as the part; what it costs is not.
    *(Wall(f"parts_{name}", **_SAID) for name in ("fitting", "supersession", "interchange", "partphoto")),
    Wall(
        "parts_partprice",
        manufacturer="manufacturer_id",
        joined={Side.DEALER: _APPOINTED},
        writes={Side.CLERK: "i"},
        ledger=True,
    ),
    Wall("parts_stockshare", dealer="dealer_id", writes={Side.CLERK: "i"}, ledger=True, filled_once=("ended_at",)),
    # Where on its shelves a dealer keeps what is its own business; how much it has its makers see.
    Wall("parts_bin", dealer="dealer_id", writes={Side.CLERK: "i"}),
    Wall(
        "parts_binbalance",
        dealer="dealer_id",
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: ("on_hand", "reserved")},
    ),
    Wall(
        "parts_reservation",
        **_SIDES,
        writes={Side.CLERK: "i"},
        updates={
            Side.CLERK: ("status", "quantity", "bin_id", "order_id", "transferline_id", "partrequest_id"),
        },
    ),
    # From one shelf of a dealer to another: what the ledger tells of it the others read there.
    Wall(
        "parts_stocktake",
        dealer="dealer_id",
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: ("status", "version", "counted_by_id")},
    ),
    Wall(
        "parts_stocktakeline",
        dealer="dealer_id",
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: ("counted", "by_ledger")},
    ),
    Wall("parts_stockcount", dealer="dealer_id", writes={Side.CLERK: "i"}, ledger=True),
    Wall("parts_stocktakeevent", dealer="dealer_id", writes={Side.CLERK: "i"}, ledger=True),
    Wall("parts_transfer", dealer="dealer_id", writes={Side.CLERK: "i"}, updates={Side.CLERK: ("status", "version")}),
    Wall("parts_transferline", dealer="dealer_id", writes={Side.CLERK: "i"}, updates={Side.CLERK: ("received",)}),
    Wall("parts_transferevent", dealer="dealer_id", writes={Side.CLERK: "i"}, ledger=True),
    Wall(
        "parts_partrequest",
        joined={Side.DEALER: _BETWEEN},
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: ASKING_MOVED},
    ),
    Wall("parts_partrequestevent", joined={Side.DEALER: _BETWEEN}, writes={Side.CLERK: "i"}, ledger=True),
    Wall("parts_reservationevent", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
    Wall(
        "parts_plannedreceipt",
        manufacturer="manufacturer_id",
        authority=True,
        joined=dict.fromkeys((Side.DEALER, Side.REGULATOR), _WAITS),
        writes={Side.CLERK: "i"},
        ledger=True,
    ),
    # What is offered stays; the dealer's answer is set beside it once.
    Wall(
        "parts_substitution",
        **_SIDES,
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("answer", "answered_at"),
    ),
    Wall("parts_consignment", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
    Wall("parts_consignmentline", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
    Wall("parts_allocation", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
    # Prices are the business of the two firms (docs/decisions/0044-money.md); an invoice says them, too.
    Wall("parts_lineprice", **_FIRMS, writes={Side.CLERK: "i"}, ledger=True),
    Wall("parts_orderpaper", **_SIDES, also=_NO_INVOICE, writes={Side.CLERK: "i"}, ledger=True),
    Wall("parts_partreturn", **_SIDES, writes={Side.CLERK: "i"}, updates={Side.CLERK: RETURN_MOVED}),
    Wall("parts_partreturnevent", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
    # As public as the part: whoever orders it owes by it.
    Wall("parts_coredeposit", manufacturer="manufacturer_id", directory=True, writes={Side.CLERK: "i"}, ledger=True),
    Wall("parts_core", **_SIDES, writes={Side.CLERK: "i"}, updates={Side.CLERK: CORE_MOVED}),
    Wall("parts_coreevent", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = (
    "parts_partsorder",
    "parts_orderline",
    "parts_promise",
    "parts_part",
    "parts_reservation",
    "parts_plannedreceipt",
    "parts_allocation",
    "parts_consignment",
    "parts_consignmentline",
    "parts_orderpaper",
    "parts_lineprice",
    "parts_partreturn",
    "parts_core",
)
