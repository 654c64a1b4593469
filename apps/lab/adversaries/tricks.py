"""The tricks: what each does to the duties that are counted, and to which share of conduct it shows.

A model in numbers of the services at their weakest, before pauses had a cap and cancelled cases went on: a question
pauses a clock, a denial, a withdrawal or a cancellation lets a duty fall away, a denial that is taken back lets the
first clock go on, a line that is sent in pieces is met when its last piece leaves, and what was sent counts as
dispatched whether or not it is booked in.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What becomes of a duty that would have been missed."""

    #: It is stopped before its due time as counted.
    MET = "met"
    #: It falls away before its due time and counts for nobody.
    VOID = "void"
    #: It stays missed: the trick hides nothing.
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Shows:
    """A share of conduct in which the trick shows: its measure, and how much of a case it is (1, or of its time)."""

    measure: str
    weight: float = 1.0
    #: Weeks until it can be seen.
    after: int = 0


@dataclass(frozen=True, slots=True)
class Trick:
    """One way to hide a miss."""

    name: str
    fate: Fate
    shows: tuple[Shows, ...]


#: How often peers do it, on average: of all cases (of denials for what is taken back).
USUAL = {
    "question_rate": 0.08,
    "paused_share": 0.04,
    "denial_rate": 0.06,
    "refiled_rate": 0.02,
    "cancellation_rate": 0.03,
    "split_rate": 0.05,
    "unbooked_rate": 0.03,
    "reopen_rate": 0.04,
}

TRICKS = (
    Trick("pausing by a question", Fate.MET, (Shows("question_rate"), Shows("paused_share", weight=0.6))),
    Trick("denying", Fate.VOID, (Shows("denial_rate"),)),
    Trick("denying and reinstating", Fate.MISSED, (Shows("denial_rate"),)),
    Trick("cancelling", Fate.VOID, (Shows("cancellation_rate"),)),
    Trick("sending in pieces", Fate.MISSED, (Shows("split_rate"),)),
    Trick("withdrawing and refiling", Fate.VOID, (Shows("refiled_rate"),)),
    Trick("never booking in", Fate.MET, (Shows("unbooked_rate", after=5),)),
    Trick("calling it repaired", Fate.MET, (Shows("reopen_rate", after=2),)),
)
