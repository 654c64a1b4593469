"""Every read that pages, API and the apps above need of catalogue, stock and orders."""

from .catalogue import catalogue_after, parts_of_dealer, parts_offered
from .measures import BUCKETS, backorder_ages, backorders, fill_rate, fill_rate_lines
from .orders import (
    LineRow,
    lines_with_clocks,
    makers_of,
    open_lines_of_claim,
    order_of,
    orders_of_claim,
    orders_seen_by,
    still_open_for_claim,
)
from .stock import (
    Availability,
    Suggestion,
    availability,
    balances_off,
    ledger,
    numbers_for_others,
    numbers_on_shelf,
    stock_seen_by,
    suggestions,
)

__all__ = [
    "BUCKETS",
    "Availability",
    "LineRow",
    "Suggestion",
    "availability",
    "backorder_ages",
    "backorders",
    "balances_off",
    "catalogue_after",
    "fill_rate",
    "fill_rate_lines",
    "ledger",
    "lines_with_clocks",
    "makers_of",
    "numbers_for_others",
    "numbers_on_shelf",
    "open_lines_of_claim",
    "order_of",
    "orders_of_claim",
    "orders_seen_by",
    "parts_of_dealer",
    "parts_offered",
    "still_open_for_claim",
    "stock_seen_by",
    "suggestions",
]
