"""Every change of catalogue, stock and orders: one verb, one transaction."""

from .arrival import prove_lines, track_lines
from .catalogue import add_part, edit_part
from .fulfilment import confirm_lines, dispatch_lines, receive_lines
from .order_work import refresh_due
from .orders import cancel_line, cancel_lines, change_draft, create_order, submit_order
from .problems import contest_lines, report_lines
from .stock import count_stock, issue_stock, receive_stock, set_reorder_level

__all__ = [
    "add_part",
    "cancel_line",
    "cancel_lines",
    "change_draft",
    "confirm_lines",
    "contest_lines",
    "count_stock",
    "create_order",
    "dispatch_lines",
    "edit_part",
    "issue_stock",
    "prove_lines",
    "receive_lines",
    "receive_stock",
    "refresh_due",
    "report_lines",
    "set_reorder_level",
    "submit_order",
    "track_lines",
]
