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
from .draft_files import add_photos as add_draft_photos
from .draft_files import leave_out as leave_out_of_draft
from .draft_files import of as files_of_draft
from .draft_files import set_paper as set_draft_paper
from .drafts import end as end_draft
from .drafts import end_old as end_old_drafts
from .drafts import keep as keep_draft
from .filing import consider, file_claim
from .messages import add_message, see_contact, see_vin
from .ratings import rate
from .recalls import file_recall_claim
from .repair import ask_owner, complete_repair, hand_back, order_parts, respond, start_repair
from .reserving import free_parts, part_given_on, reserve_parts
from .sharing import share_status, stop_sharing
from .silence import end_silences
from .supply import part_promised, parts_arrived, parts_missing

__all__ = [
    "add_draft_photos",
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
    "files_of_draft",
    "free_parts",
    "hand_back",
    "keep_draft",
    "leave_out_of_draft",
    "order_parts",
    "part_given_on",
    "part_promised",
    "parts_arrived",
    "parts_missing",
    "propose_denial",
    "rate",
    "refuse_denial",
    "reinstate",
    "reopen",
    "reserve_parts",
    "respond",
    "see_contact",
    "see_vin",
    "set_draft_paper",
    "share_status",
    "start_repair",
    "stop_sharing",
    "withdraw",
]
