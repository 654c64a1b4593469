"""Every change of catalogue, stock and orders: one verb, one transaction."""

from .arrival import end_silences, presume_delivered, prove_lines, track_lines
from .asking import Wish, ask, end_overdue
from .bins import add_bin
from .cancelling import cancel_line, cancel_lines
from .catalogue import add_part, edit_part
from .cores import credit_core, refuse_core, send_core, set_deposit
from .counts import open_count, write_counts
from .desk import dispatch_many, promise_many
from .fittings import add_fitting
from .fulfilment import dispatch_lines, receive_lines
from .interchanges import add_interchange
from .order_work import refresh_due
from .orders import change_draft, create_order, submit_order
from .over import call_back, keep_over, report_over, send_back_over
from .papers import attach_papers
from .photos import add_photo
from .prices import set_price
from .problems import contest_lines, report_lines
from .promises import confirm_lines
from .reorder import advise
from .reserving import WHY_ANOTHER, Need, bring_back, free, free_claim, give_out, reallocate, reserve
from .returns import (
    ask_return,
    attach_to_return,
    credit_return,
    grant_return,
    lapse_returns,
    receive_return,
    refuse_return,
    returnable,
    send_return,
    take_back_return,
)
from .saying import end_said
from .sharing import share_stock, stop_sharing
from .stock import (
    clear_stock,
    count_stock,
    put_stock,
    receive_stock,
    scrap_stock,
    sell_stock,
    set_aside,
    set_reorder_level,
)
from .substitutions import answer_offer, offer_part
from .supersessions import supersede
from .supply import plan_receipt, share_part
from .transfers import receive_some, send_transfer

__all__ = [
    "WHY_ANOTHER",
    "Need",
    "Wish",
    "add_bin",
    "add_fitting",
    "add_interchange",
    "add_part",
    "add_photo",
    "advise",
    "answer_offer",
    "ask",
    "ask_return",
    "attach_papers",
    "attach_to_return",
    "bring_back",
    "call_back",
    "cancel_line",
    "cancel_lines",
    "change_draft",
    "clear_stock",
    "confirm_lines",
    "contest_lines",
    "count_stock",
    "create_order",
    "credit_core",
    "credit_return",
    "dispatch_lines",
    "dispatch_many",
    "edit_part",
    "end_overdue",
    "end_said",
    "end_silences",
    "free",
    "free_claim",
    "give_out",
    "grant_return",
    "keep_over",
    "lapse_returns",
    "offer_part",
    "open_count",
    "plan_receipt",
    "presume_delivered",
    "promise_many",
    "prove_lines",
    "put_stock",
    "reallocate",
    "receive_lines",
    "receive_return",
    "receive_some",
    "receive_stock",
    "refresh_due",
    "refuse_core",
    "refuse_return",
    "report_lines",
    "report_over",
    "reserve",
    "returnable",
    "scrap_stock",
    "sell_stock",
    "send_back_over",
    "send_core",
    "send_return",
    "send_transfer",
    "set_aside",
    "set_deposit",
    "set_price",
    "set_reorder_level",
    "share_part",
    "share_stock",
    "stop_sharing",
    "submit_order",
    "supersede",
    "take_back_return",
    "track_lines",
    "write_counts",
]
