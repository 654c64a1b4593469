"""Every change of a claim: one verb, one transaction, with its clocks, its event and its fact for the outbox."""

from .decisions import close, close_quiet, deny, reinstate, reopen, withdraw
from .filing import file_claim
from .messages import add_message
from .repair import ask_owner, complete_repair, hand_back, order_parts, parts_arrived, respond, start_repair

__all__ = [
    "add_message",
    "ask_owner",
    "close",
    "close_quiet",
    "complete_repair",
    "deny",
    "file_claim",
    "hand_back",
    "order_parts",
    "parts_arrived",
    "reinstate",
    "reopen",
    "respond",
    "start_repair",
    "withdraw",
]
