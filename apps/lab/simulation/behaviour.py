"""What happens on one simulated claim: when it is answered, whether parts are needed, when it is repaired.

Times are drawn so that each duty is kept with its manufacturer's true share; due times come from the arithmetic of
duties itself, never from a shortcut.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from apps.duties import clockwork
from apps.duties.calendars import WorkingCalendar
from apps.duties.clockwork import Allowance, Interval

from .population import Maker

PARTS_SHARE = 0.3
_PAUSED = timedelta(days=12)
#: Share of its orders that a cancelling manufacturer cancels, within so many days.
_CANCELLED, _CANCELLED_WITHIN = 0.3, 5.0
#: Share of its orders that a splitting manufacturer sends in pieces, the first within so much of the time to the last.
_SPLIT, _FIRST_PIECE = 0.4, 0.5


@dataclass(frozen=True)
class Rules:
    """The calendar and allowances of one country."""

    calendar: WorkingCalendar
    allowances: dict[str, Allowance]
    #: Whether the limit of the law, where there is one, is counted from the hand-over instead of from the request.
    limit_from_hand_in: bool = False


@dataclass
class SimulatedClock:
    """One duty: its intervals, due time and, when done by ``until``, its end."""

    obligation: str
    intervals: tuple[Interval, ...]
    due_at: datetime | None
    stopped_at: datetime | None
    ending: str = "done"


@dataclass
class SimulatedClaim:
    """Moments of a claim as known at the end of the simulation, and its clocks."""

    filed_at: datetime
    denied: bool = False
    responded_at: datetime | None = None
    ordered_at: datetime | None = None
    confirmed_at: datetime | None = None
    #: When a first piece left on its own; ``dispatched_at`` is when the last one did.
    piece_sent_at: datetime | None = None
    dispatched_at: datetime | None = None
    received_at: datetime | None = None
    cancelled_at: datetime | None = None
    repaired_at: datetime | None = None
    handed_back_at: datetime | None = None
    closed_at: datetime | None = None
    clocks: list[SimulatedClock] = field(default_factory=list)


def live(
    maker: Maker, country: str, filed_at: datetime, rules: Rules, rng: np.random.Generator, until: datetime
) -> SimulatedClaim:
    """Let a claim live from its filing up to ``until``; what would come later has not happened yet."""
    share = maker.share(country, filed_at.date())
    claim = SimulatedClaim(filed_at)
    claim.responded_at = _duty(claim, "first_response", "dealer", filed_at, share, rules, rng, until)
    if claim.responded_at is None:
        _limit(claim, rules, None)
        return claim
    if rng.random() < maker.denied:
        claim.denied, claim.closed_at = True, claim.responded_at
        _limit(claim, rules, None)
        return claim
    pause = _parts(claim, maker, claim.responded_at, share, rules, rng, until) if rng.random() < PARTS_SHARE else None
    if maker.kind == "pausing" and pause is None and rng.random() < 0.3:
        begin = claim.responded_at + timedelta(hours=2)
        pause = ("waiting_for_owner", "owner", begin, begin + _PAUSED * float(rng.uniform(0.5, 2.5)))
    claim.repaired_at = _repair(claim, claim.responded_at, share, pause, rules, rng, until)
    if claim.repaired_at is not None:
        claim.handed_back_at = _by(claim.repaired_at + timedelta(hours=float(rng.uniform(1, 40))), until)
    _limit(claim, rules, pause)
    if claim.handed_back_at is not None:
        claim.closed_at = _by(claim.handed_back_at + timedelta(days=float(rng.uniform(0.2, 14))), until)
    return claim


Pause = tuple[str, str, datetime, datetime]


def _by(moment: datetime, until: datetime) -> datetime | None:
    return moment if moment <= until else None


def _end(start: datetime, due: datetime, share: float, rng: np.random.Generator) -> datetime:
    """When the duty is done: before its due time with the true share, else somewhat or much later."""
    if rng.random() < share:
        return start + (due - start) * float(rng.uniform(0.08, 0.97))
    return due + max(due - start, timedelta(days=1)) * float(rng.uniform(0.05, 1.6))


def _duty(
    claim: SimulatedClaim,
    obligation: str,
    party: str,
    start: datetime,
    share: float,
    rules: Rules,
    rng: np.random.Generator,
    until: datetime,
) -> datetime | None:
    """A duty without pauses; returns when it was done, None while it runs."""
    intervals = clockwork.start(start, "started", party)
    due = clockwork.due_at(intervals, rules.allowances[obligation], rules.calendar)
    assert due is not None
    done = _by(_end(start, due, share, rng), until)
    if done is not None:
        intervals = clockwork.stop(intervals, done)
    claim.clocks.append(SimulatedClock(obligation, intervals, due, done))
    return done


def _parts(
    claim: SimulatedClaim,
    maker: Maker,
    after: datetime,
    share: float,
    rules: Rules,
    rng: np.random.Generator,
    until: datetime,
) -> Pause | None:
    """An ordered part: confirmed, dispatched, received; its wait is the manufacturer's."""
    ordered = _by(after + timedelta(hours=float(rng.uniform(1, 30))), until)
    if ordered is None:
        return None
    claim.ordered_at = ordered
    if maker.kind == "cancelling" and rng.random() < _CANCELLED:
        return _cancelled(claim, ordered, rules, rng, until)
    claim.confirmed_at = _duty(claim, "parts_confirmation", "manufacturer", ordered, share, rules, rng, until)
    claim.dispatched_at = _duty(claim, "parts_supply", "manufacturer", ordered, share, rules, rng, until)
    if claim.dispatched_at is not None:
        claim.confirmed_at = claim.confirmed_at or claim.dispatched_at
        if maker.kind == "splitting" and rng.random() < _SPLIT:
            claim.piece_sent_at = ordered + (claim.dispatched_at - ordered) * float(rng.uniform(0.1, _FIRST_PIECE))
        claim.received_at = _by(claim.dispatched_at + timedelta(days=float(rng.uniform(3, 15))), until)
    claim.clocks.append(_arrival(ordered, claim.received_at, rules))
    return (
        "waiting_for_parts",
        "manufacturer",
        ordered,
        claim.received_at or datetime.max.replace(tzinfo=ordered.tzinfo),
    )


def _cancelled(
    claim: SimulatedClaim, ordered: datetime, rules: Rules, rng: np.random.Generator, until: datetime
) -> Pause:
    """An order that the manufacturer cancels before it owes anything: its duties fall away, the repair goes on."""
    claim.cancelled_at = _by(ordered + timedelta(days=float(rng.uniform(0.1, _CANCELLED_WITHIN))), until)
    for obligation in ("parts_confirmation", "parts_supply"):
        intervals = clockwork.start(ordered, "started", "manufacturer")
        due = clockwork.due_at(intervals, rules.allowances[obligation], rules.calendar)
        ended = claim.cancelled_at
        if ended is not None:
            intervals = clockwork.stop(intervals, ended)
        claim.clocks.append(SimulatedClock(obligation, intervals, due, ended, "fell_away"))
    end = claim.cancelled_at or datetime.max.replace(tzinfo=ordered.tzinfo)
    return ("waiting_for_parts", "manufacturer", ordered, end)


def _arrival(ordered: datetime, received: datetime | None, rules: Rules) -> SimulatedClock:
    """The duty to have the part there: kept or not by when it was sent, and by its way."""
    intervals = clockwork.start(ordered, "started", "manufacturer")
    due = clockwork.due_at(intervals, rules.allowances["parts_arrival"], rules.calendar)
    if received is not None:
        intervals = clockwork.stop(intervals, received)
    return SimulatedClock("parts_arrival", intervals, due, received)


def _limit(claim: SimulatedClaim, rules: Rules, pause: Pause | None) -> None:
    """The limit of the law where there is one: it runs on while others are waited for, at their cost."""
    start = claim.responded_at if rules.limit_from_hand_in else claim.filed_at
    if "legal_limit" not in rules.allowances or start is None or (rules.limit_from_hand_in and claim.denied):
        return
    stopped = claim.responded_at if claim.denied else claim.handed_back_at
    intervals = clockwork.start(start, "started", "dealer")
    if pause is not None and pause[2] > start:
        reason, party, begin, end = pause
        if stopped is None or begin < stopped:
            intervals = clockwork.hand_over(intervals, begin, reason, party)
        if claim.repaired_at is not None and end < claim.repaired_at:
            intervals = clockwork.hand_over(intervals, end, "resumed", "dealer")
    due = clockwork.due_at(intervals, rules.allowances["legal_limit"], rules.calendar)
    if stopped is not None:
        intervals = clockwork.stop(intervals, stopped)
    ending = "fell_away" if claim.denied else "done"
    claim.clocks.append(SimulatedClock("legal_limit", intervals, due, stopped, ending))


def _repair(
    claim: SimulatedClaim,
    start: datetime,
    share: float,
    pause: Pause | None,
    rules: Rules,
    rng: np.random.Generator,
    until: datetime,
) -> datetime | None:
    """The repair, perhaps with one pause; returns when it was done, None while it runs or waits."""
    intervals = clockwork.start(start, "started", "dealer")
    resumed = start
    if pause is not None and pause[2] <= until:
        reason, party, begin, end = pause
        intervals = clockwork.pause(intervals, begin, reason, party)
        if end > until:
            claim.clocks.append(SimulatedClock("repair", intervals, None, None))
            return None
        intervals = clockwork.resume(intervals, end, "resumed", "dealer")
        resumed = end
    due = clockwork.due_at(intervals, rules.allowances["repair"], rules.calendar)
    assert due is not None
    done = _by(max(_end(resumed, max(due, resumed), share, rng), resumed), until)
    if done is not None:
        intervals = clockwork.stop(intervals, done)
    claim.clocks.append(SimulatedClock("repair", intervals, due, done))
    return done
