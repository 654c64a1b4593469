"""Every change of a claim: one verb, one transaction, with its clocks, its event and its fact for the outbox."""

from .decisions import close, close_quiet, reopen, withdraw
from .denials import (
    confirm_denial,
    deny,
    drop_denial,
    end_undecided,
    propose_denial,
    refuse_denial,
    reinstate,
)
from .drafts import end as end_draft
from .drafts import end_old as end_old_drafts
from .drafts import keep as keep_draft
from .filing import consider, file_claim
from .messages import add_message, see_contact, see_vin
from .ratings import rate
from .recalls import file_recall_claim
from .repair import ask_owner, complete_repair, hand_back, order_parts, respond, start_repair
from .sharing import share_status, stop_sharing
from .silence import end_silences
from .supply import part_promised, parts_arrived, parts_missing

__all__ = [
    "add_message",
    "ask_owner",
    "close",
    "close_quiet",
    "complete_repair",
    "confirm_denial",
    "consider",
    "deny",
    "drop_denial",
    "end_draft",
    "end_old_drafts",
    "end_silences",
    "end_undecided",
    "file_claim",
    "file_recall_claim",
    "hand_back",
    "keep_draft",
    "order_parts",
    "part_promised",
    "parts_arrived",
    "parts_missing",
    "propose_denial",
    "rate",
    "refuse_denial",
    "reinstate",
    "reopen",
    "respond",
    "see_contact",
    "see_vin",
    "share_status",
    "start_repair",
    "stop_sharing",
    "withdraw",
]
