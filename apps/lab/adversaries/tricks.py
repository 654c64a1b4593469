"""The tricks: what each does to a duty that would be missed, and in which share of conduct it shows.

A model in numbers of what the services do (decision 31; tests/lab/test_adversaries.py names the test that holds each
line to them). Each trick is tried at its strongest: with owners who answer late, or withdraw when they are asked to.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from apps.claims.services.questions import MOST_PAUSING
from apps.claims.services.refiling import WITHIN

#: Days that one question may stop the time: five working days (rule ``owner_answer``).
ONE_QUESTION: Final = 7
#: Days that a repair and a first answer may take: fifteen working days, and two.
REPAIR, ANSWER = 21, 3
#: A duty that is missed is late by so much of its allowance, evenly spread (as in apps/lab/simulation/behaviour.py).
LEAST_LATE, MOST_LATE = 0.05, 1.6


class Fate(StrEnum):
    """What becomes of a duty that would have been missed."""

    #: Its time stands still for some days: it is met when it would have been late by no more, else missed.
    STOPPED = "stopped"
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
    #: Cases of the measure a request: its clocks are two, of the answer and of the repair.
    cases: int = 1


@dataclass(frozen=True, slots=True)
class Trick:
    """One way to hide a miss, and the rule that decides what comes of it."""

    name: str
    fate: Fate
    rule: str
    shows: tuple[Shows, ...]
    #: Days by which the duty then falls due later.
    later: int = 0
    #: Days that the duty may take.
    allowed: int = REPAIR

    @property
    def saved(self) -> float:
        """The part of the misses that is met after all."""
        if self.fate is not Fate.STOPPED:
            return 0.0
        part = (self.later / self.allowed - LEAST_LATE) / (MOST_LATE - LEAST_LATE)
        return min(max(part, 0.0), 1.0)


#: How often peers do it, on average, of all cases.
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
    Trick(
        "asking once, for nothing",
        Fate.STOPPED,
        "a repair that was completed without an answer waited for the first question only, five working days",
        (Shows("question_rate"), Shows("paused_share", weight=0.1, cases=2)),
        later=ONE_QUESTION,
    ),
    Trick(
        "asking four times",
        Fate.STOPPED,
        "a question stops the time until its answer, five working days at most, four in all",
        (Shows("question_rate"), Shows("paused_share", weight=0.3, cases=2)),
        later=MOST_PAUSING * ONE_QUESTION,
    ),
    Trick(
        "asking instead of answering",
        Fate.STOPPED,
        "only a question that says why stops the first answer, once, for its five working days",
        (Shows("question_rate"), Shows("paused_share", weight=0.3, cases=2)),
        later=ONE_QUESTION,
        allowed=ANSWER,
    ),
    Trick(
        "denying",
        Fate.VOID,
        "what was not due yet falls away; owner and regulator read why",
        (Shows("denial_rate"),),
    ),
    Trick(
        "denying and reinstating",
        Fate.MISSED,
        "the first clock goes on, and the time between is charged to whoever denied",
        (Shows("denial_rate"),),
    ),
    Trick(
        "promising and cancelling",
        Fate.MISSED,
        "who cancels what it owes has given it up: missed when it would have been due",
        (Shows("cancellation_rate"),),
    ),
    Trick(
        "sending in pieces",
        Fate.MISSED,
        "dispatch ends with the last piece, arrival too",
        (Shows("split_rate"),),
    ),
    Trick(
        "withdrawing and refiling",
        Fate.STOPPED,
        "the same duty goes on; the days between, thirty at most, are the owner's",
        (Shows("refiled_rate"),),
        later=WITHIN.days,
    ),
    Trick(
        "sending nothing",
        Fate.MISSED,
        "arrival is owed until the receipt, or a proof that nobody denies",
        (Shows("unbooked_rate", after=5),),
    ),
    Trick(
        "never booking in",
        Fate.MISSED,
        "the proof ends the manufacturer's time, and the repair goes on at the workshop's cost",
        (Shows("unbooked_rate", after=5),),
    ),
    Trick(
        "calling it repaired",
        Fate.MISSED,
        "the clock goes on with the time that was left, without the days with the owner",
        (Shows("reopen_rate", after=2),),
        later=7,
    ),
)
