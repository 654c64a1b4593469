"""When a service point is open: pure, in the time of its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apps.core.today import zones_of

#: From and until, of one day; until may be 24:00.
Shifts = list[tuple[time, time]]


@dataclass(frozen=True)
class Row:
    """Hours of a weekday (Monday: 0) from a day on; no shifts: closed."""

    weekday: int
    effective_from: date
    shifts: Shifts


def zone_of(country: str) -> ZoneInfo:
    """The main zone of a country; UTC for one that has none on record."""
    return ZoneInfo(next(iter(zones_of(country)), "UTC"))


def shifts_on(rows: Iterable[Row], day: date) -> Shifts | None:
    """The hours of a day: those of the newest row of its weekday; None: nothing is on record for it."""
    known = [row for row in rows if row.weekday == day.weekday() and row.effective_from <= day]
    return max(known, key=lambda row: row.effective_from).shifts if known else None


def is_open(rows: Iterable[Row], begins: datetime, ends: datetime, zone: ZoneInfo) -> bool:
    """Whether somebody is there from ``begins`` to ``ends``, both aware: lunch between two shifts does not matter.

    A place without hours on record is not known to be closed.
    """
    rows = list(rows)
    first, last = begins.astimezone(zone), ends.astimezone(zone)
    day, known = first.date(), True
    while day <= last.date():
        shifts = shifts_on(rows, day)
        begin = first.time() if day == first.date() else None
        end = last.time() if day == last.date() else None
        known = known and (shifts is None or _covers(shifts, begin, end))
        day += timedelta(days=1)
    return known


def _covers(shifts: Shifts, begin: time | None, end: time | None) -> bool:
    """Whether a day's shifts hold its part of an appointment; None: the part begins before, or ends after, the day."""
    if not shifts:
        return begin is None and end is not None and end == time(0)
    opens, closes = shifts[0][0], shifts[-1][1]
    in_time = begin is None or any(start <= begin < until or until == time(0) <= begin for start, until in shifts)
    return in_time and (begin is None or begin >= opens) and (end is None or closes == time(0) or end <= closes)


def read_shifts(shifts: Iterable[Iterable[str]]) -> Shifts:
    """The shifts of JSON: [["08:00", "12:30"], …]; 24:00 is midnight, the end of the day."""
    return [(_time(begin), _time(end)) for begin, end in (tuple(shift) for shift in shifts)]


def _time(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour) % 24, int(minute))
