"""Clocks: a duty's time as a list of running and paused intervals, from which everything is recomputed.

One law for every unit: when a clock starts, its allowance becomes an exact amount of time on a *meter*;
running uses it up, and a pause moves the due time by exactly what the meter shows for the pause.

=================  ==============================================  =======================================
unit               meter                                           granted at the start
=================  ==============================================  =======================================
``working_hours``  shifts of the calendar                          that many hours
``working_days``   working dates, midnight to midnight             to the end of the n-th working date after
``calendar_days``  all time                                        to the end of the n-th date after
=================  ==============================================  =======================================

Nothing here reads the present time: ``at`` is given. docs/duties.md has worked examples.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from apps.duties.calendars import WorkingCalendar
from apps.duties.errors import ClockError
from apps.duties.localtime import HOUR, from_us, to_us
from apps.duties.worktime import add_calendar_days, add_us, add_working_days, between_us

Kind = Literal["running", "paused"]
Unit = Literal["working_hours", "working_days", "calendar_days"]
Status = Literal["met", "missed", "pending"]

UNITS: Final = ("working_hours", "working_days", "calendar_days")


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch [start, end) in which a clock runs or is paused; ``end`` None: it lasts.

    ``reason``: why, as a code. ``party``: who owes the next step meanwhile.
    """

    kind: Kind
    start: datetime
    end: datetime | None = None
    reason: str = ""
    party: str = ""


Intervals = Sequence[Interval]


@dataclass(frozen=True, slots=True)
class Allowance:
    """How long a duty may take. Days are whole numbers; hours may be decimal, to the microsecond.

    Raises ClockError for an unknown unit and for an amount that is not positive or not exact (floats).
    """

    unit: Unit
    amount: int | Decimal

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise _bad_allowance("unit", self.unit, "unknown", f"use one of {', '.join(UNITS)}")
        amount = self.amount
        if isinstance(amount, bool) or not isinstance(amount, (int, Decimal)):
            raise _bad_allowance("amount", amount, "not an exact number", "give an int or a Decimal")
        if not (Decimal(amount).is_finite() and amount > 0):
            raise _bad_allowance("amount", amount, "not more than 0", "give a positive number")
        if amount > 10**7:
            raise _bad_allowance("amount", amount, "more than a thousand years", "give a smaller number")
        if Fraction(amount) * self._step % 1:
            finest = "microseconds" if self.unit == "working_hours" else "days"
            raise _bad_allowance("amount", amount, f"not a whole number of {finest}", "round it")

    @property
    def whole(self) -> int:
        """Microseconds of the hours, or the number of days."""
        return int(Fraction(self.amount) * self._step) if isinstance(self.amount, Decimal) else self.amount * self._step

    @property
    def _step(self) -> int:
        return HOUR if self.unit == "working_hours" else 1

    def meter(self, calendar: WorkingCalendar) -> WorkingCalendar:
        """The calendar whose working time this unit counts."""
        if self.unit == "working_hours":
            return calendar
        return calendar.whole_days if self.unit == "working_days" else calendar.every_day


def granted(start: datetime, allowance: Allowance, calendar: WorkingCalendar) -> timedelta:
    """Time on the unit's meter that a clock started at ``start`` may use."""
    return timedelta(microseconds=_granted(start, allowance, calendar))


def due_at(intervals: Intervals, allowance: Allowance, calendar: WorkingCalendar) -> datetime | None:
    """The instant (UTC) by which the clock must be stopped; None while it is paused before that instant.

    A lasting run is taken to go on. A stopped clock has the due time it would have had, had it run on from
    the stop, so that clocks can be counted by due day whether early or late. A pause after the due time moves
    nothing. Takes intervals as the verbs below make them; ``validate`` others first.
    """
    meter = allowance.meter(calendar)
    left = _granted(_first(intervals).start, allowance, calendar)
    for interval in intervals:
        if interval.kind == "running":
            start = to_us(interval.start, "start")
            if interval.end is None:
                return from_us(add_us(start, left, meter))
            used = between_us(start, to_us(interval.end, "end"), meter)
            if used >= left:
                return from_us(add_us(start, left, meter))
            left -= used
    stopped = intervals[-1].end
    return None if stopped is None else from_us(add_us(to_us(stopped, "end"), left, meter))


def consumed(intervals: Intervals, allowance: Allowance, calendar: WorkingCalendar, at: datetime) -> timedelta:
    """Running time on the unit's meter up to ``at`` (a day of a day unit is 24 hours of a counted date)."""
    meter = allowance.meter(calendar)
    used = 0
    for interval in as_of(intervals, at):
        if interval.kind == "running":
            end = at if interval.end is None else interval.end
            used += between_us(to_us(interval.start, "start"), to_us(end, "end"), meter)
    return timedelta(microseconds=used)


def status(intervals: Intervals, allowance: Allowance, calendar: WorkingCalendar, at: datetime) -> Status:
    """*met*: stopped by its due time; *missed*: stopped later, or still running past it; else *pending*.

    What happened after ``at`` is left out, so any past moment can be judged again.
    """
    known = as_of(intervals, at)
    due = due_at(known, allowance, calendar)
    if due is None:
        return "pending"
    stopped = stopped_at(known)
    if stopped is not None:
        return "met" if stopped <= due else "missed"
    return "missed" if at > due else "pending"


def as_of(intervals: Intervals, at: datetime) -> tuple[Interval, ...]:
    """The intervals as they were known at ``at``. Raises ClockError when the clock had not started."""
    first = _first(intervals).start
    known = [interval for interval in intervals if interval.start <= at]
    if not known:
        mend = f"ask about a moment from {first.isoformat()} on"
        raise _error("not_started", "at", at.isoformat(), "before the clock started", mend)
    last = known[-1]
    if last.end is not None and last.end > at:
        known[-1] = replace(last, end=None)
    return tuple(known)


def stopped_at(intervals: Intervals) -> datetime | None:
    """When the clock was stopped; None while it runs or is paused."""
    return intervals[-1].end


def start(at: datetime, reason: str = "", party: str = "") -> tuple[Interval, ...]:
    """A new clock, running from ``at``."""
    return validate((Interval("running", at, None, reason, party),))


def pause(intervals: Intervals, at: datetime, reason: str, party: str) -> tuple[Interval, ...]:
    """Pause a running clock. Raises ClockError when it does not run, or ``at`` is before the run."""
    last = _open(intervals, at)
    if last.kind == "paused":
        mend = "resume it first, or hand the pause over to the new reason"
        raise _error("already_paused", "at", at.isoformat(), "the clock is paused already", mend)
    return _switch(intervals, at, Interval("paused", at, None, reason, party))


def resume(intervals: Intervals, at: datetime, reason: str = "", party: str = "") -> tuple[Interval, ...]:
    """Let a paused clock run again. Raises ClockError when it is not paused or the pause would be empty."""
    last = _open(intervals, at)
    if last.kind == "running":
        raise _error("not_paused", "at", at.isoformat(), "the clock is not paused", "pause it first")
    return _switch(intervals, at, Interval("running", at, None, reason, party))


def hand_over(intervals: Intervals, at: datetime, reason: str, party: str) -> tuple[Interval, ...]:
    """Go on as before, running or paused, under another reason and party."""
    last = _open(intervals, at)
    if last.start == at:
        return validate((*intervals[:-1], replace(last, reason=reason, party=party)))
    return _switch(intervals, at, Interval(last.kind, at, None, reason, party))


def stop(intervals: Intervals, at: datetime) -> tuple[Interval, ...]:
    """Stop the clock for good. A pause begun at the same instant falls away."""
    last = _open(intervals, at)
    if last.kind == "paused" and last.start == at:
        return validate(intervals[:-1])
    return validate((*intervals[:-1], replace(last, end=at)))


def validate(intervals: Intervals) -> tuple[Interval, ...]:
    """The intervals as a tuple, if they are a clock: running first, each from where the one before ended.

    Raises ClockError naming the interval, the value and the mend.
    """
    _first(intervals)
    if intervals[0].kind != "running":
        mend = "begin with a running interval"
        raise _error("starts_paused", "intervals[0].kind", intervals[0].kind, "not running", mend)
    before: Interval | None = None
    for number, interval in enumerate(intervals):
        _check(interval, before, f"intervals[{number}]")
        before = interval
    return tuple(intervals)


def _check(interval: Interval, before: Interval | None, name: str) -> None:
    if interval.kind not in ("running", "paused"):
        raise _error("bad_kind", f"{name}.kind", interval.kind, "unknown", "use running or paused")
    to_us(interval.start, f"{name}.start")
    if before is not None and before.end != interval.start:
        mend = "begin it where the interval before ends"
        raise _error("gap", f"{name}.start", interval.start.isoformat(), "gap or overlap", mend)
    if interval.end is None:
        return
    to_us(interval.end, f"{name}.end")
    if interval.end < interval.start:
        mend = "end it at or after its start"
        raise _error("backwards", f"{name}.end", interval.end.isoformat(), "before its start", mend)
    if interval.kind == "paused" and interval.end == interval.start:
        mend = "leave the pause out"
        raise _error("empty_pause", f"{name}.end", interval.end.isoformat(), "a pause of no length", mend)


def _first(intervals: Intervals) -> Interval:
    if not intervals:
        raise _error("no_intervals", "intervals", intervals, "no interval", "start the clock first")
    return intervals[0]


def _open(intervals: Intervals, at: datetime) -> Interval:
    """The lasting interval, in which a verb can take place at ``at``."""
    _first(intervals)
    to_us(at, "at")
    last = intervals[-1]
    if last.end is not None:
        problem = f"the clock was stopped at {last.end.isoformat()}"
        raise _error("stopped", "at", at.isoformat(), problem, "start a new clock")
    if at < last.start:
        problem = f"before the {last.kind} interval that began at {last.start.isoformat()}"
        raise _error("too_early", "at", at.isoformat(), problem, "give that moment or a later one")
    return last


def _switch(intervals: Intervals, at: datetime, new: Interval) -> tuple[Interval, ...]:
    return validate((*intervals[:-1], replace(intervals[-1], end=at), new))


def _granted(start: datetime, allowance: Allowance, calendar: WorkingCalendar) -> int:
    if allowance.unit == "working_hours":
        return allowance.whole
    if allowance.unit == "working_days":
        end = add_working_days(start, allowance.whole, calendar)
    else:
        end = add_calendar_days(start, allowance.whole, calendar.zone)
    return between_us(to_us(start, "start"), to_us(end, "due"), allowance.meter(calendar))


def _error(code: str, field: str, value: object, problem: str, mend: str) -> ClockError:
    return ClockError(code=code, field=field, value=value, problem=problem, mend=mend)


def _bad_allowance(field: str, value: object, problem: str, mend: str) -> ClockError:
    return _error("bad_allowance", f"allowance.{field}", value, problem, mend)
