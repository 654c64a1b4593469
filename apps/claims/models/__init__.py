"""Tables of claims, and of requests that their owners have not sent yet."""

from .claim import (
    NOTHING_DUE,
    Claim,
    ClaimEvent,
    ClaimPhoto,
    Contact,
    Denial,
    DenialProposal,
    DenialReason,
    HowOften,
    Rating,
    StatusLink,
    Visit,
)
from .filing import KEPT_FOR, ClaimPaper, Draft
from .search import SearchLine

__all__ = [
    "KEPT_FOR",
    "NOTHING_DUE",
    "Claim",
    "ClaimEvent",
    "ClaimPaper",
    "ClaimPhoto",
    "Contact",
    "Denial",
    "DenialProposal",
    "DenialReason",
    "Draft",
    "HowOften",
    "Rating",
    "SearchLine",
    "StatusLink",
    "Visit",
]
