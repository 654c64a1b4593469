"""The slow and obvious way: walk minute by minute, looking at the wall clock. For tests and benchmarks.

Shares no arithmetic with worktime and clockwork, so that it can tell when they are wrong. All instants must
lie on whole minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from apps.duties.calendars import WorkingCalendar
from apps.duties.clockwork import Allowance, Interval

MINUTE = timedelta(minutes=1)
PATIENCE = 60 * 24 * 400


def works(calendar: WorkingCalendar, local: datetime, *, whole_day: bool = False) -> bool:
    """Whether the wall clock shows working time; ``whole_day``: whether it shows a working date."""
    shifts, closes, wall = _shifts(calendar, local.date()), _closing(calendar, local.date()), local.time()
    if whole_day:
        return bool(shifts)
    if closes is not None and wall >= closes and any(start < closes for start, _end in shifts):
        return False
    return any(start <= wall and (wall < end or end == time(0)) for start, end in shifts)


def _shifts(calendar: WorkingCalendar, day: date) -> tuple[tuple[time, time], ...]:
    """What stands in the calendar for the date, before it ends early."""
    book = calendar.days
    if day in book.closed:
        return ()
    for own, shifts in book.hours:
        if own == day:
            return shifts
    off, on = book.of_year(day.year)
    if day in off:
        return ()
    week = calendar.shifts
    for dated in calendar.weeks:
        if dated.first <= day and (dated.last is None or dated.last >= day):
            week = dated.shifts
    if not week[day.weekday()] and day in on:
        return next(shifts for shifts in week if shifts)
    return week[day.weekday()]


def _closing(calendar: WorkingCalendar, day: date) -> time | None:
    """When offices close early on the date; None: they do not."""
    book = calendar.days
    if day in book.opened or any(own == day for own, _shifts in book.hours):
        return None
    return dict(book.national(day.year).early).get(day)


def slow_between(start: datetime, end: datetime, calendar: WorkingCalendar) -> timedelta:
    """Working time in [start, end), a minute at a time."""
    zone, moment, minutes = ZoneInfo(calendar.zone), start.astimezone(UTC), 0
    while moment < end:
        minutes += works(calendar, moment.astimezone(zone))
        moment += MINUTE
    return minutes * MINUTE


def slow_due(intervals: Sequence[Interval], allowance: Allowance, calendar: WorkingCalendar) -> datetime | None:
    """The due time of a clock, a minute at a time."""
    left = _minutes(intervals[0].start, allowance, calendar)
    moment = intervals[0].start.astimezone(UTC)
    for _ in range(PATIENCE):
        kind = _kind(intervals, moment)
        if kind == "paused forever":
            return None
        if kind == "running" and _counts(allowance, calendar, moment):
            left -= 1
        moment += MINUTE
        if not left:
            # Days last up to their last microsecond, hours up to the full one.
            return moment if allowance.unit == "working_hours" else moment - timedelta(microseconds=1)
    raise AssertionError("no due time within the patience of the slow way")


def _minutes(start: datetime, allowance: Allowance, calendar: WorkingCalendar) -> int:
    if allowance.unit == "working_hours":
        return int(Decimal(allowance.amount) * 60)
    zone, moment = ZoneInfo(calendar.zone), start.astimezone(UTC)
    last = _last_date(moment.astimezone(zone).date(), allowance, calendar)
    minutes = 0
    while moment.astimezone(zone).date() <= last:
        minutes += _counts(allowance, calendar, moment)
        moment += MINUTE
    return minutes


def _last_date(day: date, allowance: Allowance, calendar: WorkingCalendar) -> date:
    left = int(allowance.amount)
    while left:
        day += timedelta(days=1)
        noon = datetime.combine(day, time(12))
        left -= allowance.unit == "calendar_days" or works(calendar, noon, whole_day=True)
    return day


def _counts(allowance: Allowance, calendar: WorkingCalendar, moment: datetime) -> bool:
    local = moment.astimezone(ZoneInfo(calendar.zone))
    return allowance.unit == "calendar_days" or works(calendar, local, whole_day=allowance.unit == "working_days")


def _kind(intervals: Sequence[Interval], moment: datetime) -> str:
    for interval in intervals:
        if interval.start <= moment and (interval.end is None or moment < interval.end):
            return "paused forever" if interval.kind == "paused" and not interval.end else interval.kind
    return "running"
