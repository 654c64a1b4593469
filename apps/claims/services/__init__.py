"""Every change of a claim: one verb, one transaction, with its clocks, its event and its fact for the outbox."""

from .decisions import close, close_quiet, deny, reinstate, reopen, withdraw
from .filing import consider, file_claim
from .messages import add_message, see_contact, see_vin
from .recalls import file_recall_claim
from .repair import ask_owner, complete_repair, hand_back, order_parts, respond, start_repair
from .silence import end_silences
from .supply import part_promised, parts_arrived, parts_missing

__all__ = [
    "add_message",
    "ask_owner",
    "close",
    "close_quiet",
    "complete_repair",
    "consider",
    "deny",
    "end_silences",
    "file_claim",
    "file_recall_claim",
    "hand_back",
    "order_parts",
    "part_promised",
    "parts_arrived",
    "parts_missing",
    "reinstate",
    "reopen",
    "respond",
    "see_contact",
    "see_vin",
    "start_repair",
    "withdraw",
]
