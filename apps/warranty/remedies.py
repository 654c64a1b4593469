"""Which remedies of the destination's law are open for one car, and how near the others are: pure.

Information, not advice: each says its figure, what was counted, and by which instrument. A figure that is still to be
confirmed opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .coverage import month_later
from .models import MarketRight

_C = MarketRight.Code


class State(StrEnum):
    """Open: what the figure asks for is there. Over: its time has passed. Unsure: the figure is to be confirmed."""

    OPEN = "open"
    COUNTING = "counting"
    OVER = "over"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Facts:
    """What is known of one car today.

    ``failed_repairs``: of the ``part`` that failed most often; ``failed_again``: when the last repair that failed was
    completed and when the trouble came back; ``days_out``: dates out of service in the warranty year; ``limit_due``:
    until when the repair under way may last by law, or by when one was to be done that was late (``limit_missed``);
    ``loaner_due``: the last day that the car, which is in the workshop, may be there before the law gives another.
    """

    delivered_on: date | None
    failed_repairs: int = 0
    part: str = ""
    days_out: int = 0
    last_repair: date | None = None
    failed_again: tuple[date, date] | None = None
    limit_due: date | None = None
    limit_missed: bool = False
    loaner_due: date | None = None


@dataclass(frozen=True)
class Remedy:
    """One right and how it stands; ``done`` of ``needed`` where it is counted, ``day`` where a day decides."""

    right: MarketRight
    state: State
    done: int | None = None
    needed: int | None = None
    day: date | None = None


def remedies(rights: Iterable[MarketRight], facts: Facts, *, on: date) -> list[Remedy]:
    """How each right that a car can open stands on a day, in the order of the rights; others are left out."""
    found = (_RULES[_C(right.code)](right, facts, on) for right in rights if right.code in _RULES)
    return [_unsure(remedy) for remedy in found if remedy is not None]


def _unsure(remedy: Remedy) -> Remedy:
    if remedy.right.confidence != MarketRight.Confidence.LOW:
        return remedy
    return Remedy(remedy.right, State.UNSURE, remedy.done, remedy.needed, remedy.day)


def _attempts(right: MarketRight, facts: Facts, on: date) -> Remedy:
    state = State.OPEN if facts.failed_repairs >= right.value else State.COUNTING
    return Remedy(right, state, facts.failed_repairs, right.value)


def _downtime(right: MarketRight, facts: Facts, on: date) -> Remedy:
    state = State.OPEN if facts.days_out > right.value else State.COUNTING
    return Remedy(right, state, facts.days_out, right.value)


def _repair_limit(right: MarketRight, facts: Facts, on: date) -> Remedy:
    return Remedy(right, State.OPEN if facts.limit_missed else State.COUNTING, day=facts.limit_due)


def _loaner(right: MarketRight, facts: Facts, on: date) -> Remedy:
    reached = facts.loaner_due is not None and on > facts.loaner_due
    return Remedy(right, State.OPEN if reached else State.COUNTING, day=facts.loaner_due)


def _fails_again(right: MarketRight, facts: Facts, on: date) -> Remedy:
    if facts.failed_again is not None:
        repaired, back = facts.failed_again
        if back <= last_day_of(right, repaired):
            return Remedy(right, State.OPEN, day=back)
    return _after_repair(right, facts, on, within=State.COUNTING)


def _repair_guarantee(right: MarketRight, facts: Facts, on: date) -> Remedy:
    return _after_repair(right, facts, on, within=State.OPEN)


def _after_repair(right: MarketRight, facts: Facts, on: date, *, within: State) -> Remedy:
    if facts.last_repair is None:
        return Remedy(right, State.COUNTING)
    last = last_day_of(right, facts.last_repair)
    return Remedy(right, within if on <= last else State.OVER, day=last)


def _from_delivery(right: MarketRight, facts: Facts, on: date) -> Remedy | None:
    if facts.delivered_on is None:
        return None
    last = last_day_of(right, facts.delivered_on)
    return Remedy(right, State.OPEN if on <= last else State.OVER, day=last)


def last_day_of(right: MarketRight, start: date) -> date:
    """The last day of a figure in days, months or years that began on a day."""
    if right.unit in MarketRight.MONTHS:
        return month_later(start, right.value * MarketRight.MONTHS[right.unit])
    return date.fromordinal(start.toordinal() + right.value - 1)


_RULES = {
    _C.ATTEMPTS: _attempts,
    _C.DOWNTIME: _downtime,
    _C.REPAIR_LIMIT: _repair_limit,
    _C.LOANER: _loaner,
    _C.REPAIR_AGAIN: _fails_again,
    _C.REPAIR_GUARANTEE: _repair_guarantee,
    _C.REJECT: _from_delivery,
    _C.BURDEN: _from_delivery,
}
