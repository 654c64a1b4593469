"""Working time between instants, and instants after an amount of working time. Pure and exact.

Each calendar keeps, per local year, the working spans as instants with running totals, so a question is two
binary searches and a step per year between them; a year's table is built once (about a millisecond).
All amounts are whole microseconds of real time: a shift that the change to summer time cuts by an hour has
an hour less.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from datetime import date, datetime, timedelta
from typing import Final

from apps.duties.calendars import WorkingCalendar
from apps.duties.errors import WorktimeError
from apps.duties.localtime import (
    DAY,
    EPOCH_ORDINAL,
    FIRST_YEAR,
    LAST_YEAR,
    MICROSECOND,
    day_starts,
    end_of_date,
    from_us,
    out_of_range,
    pieces,
    to_us,
    zone_info,
)

_MEAN_YEAR: Final = 31_556_952_000_000


class Year:
    """One local year of a calendar: working spans [opens, closes), the time before each, working dates."""

    __slots__ = ("before", "closes", "dates", "end", "opens", "start", "total")

    def __init__(self, calendar: WorkingCalendar, year: int) -> None:
        starts = day_starts(calendar.zone, year)
        self.start, self.end = starts[0], starts[-1]
        self.opens, self.closes, self.before = array("q"), array("q"), array("q")
        self.dates = array("l")
        self.total = 0
        worked = calendar.shifts_on(year)
        first = date(year, 1, 1).toordinal()
        for index in range(len(starts) - 1):
            ordinal = first + index
            if starts[index] == starts[index + 1]:
                continue  # a date that this zone left out
            shifts = worked(date.fromordinal(ordinal))
            if not shifts:
                continue  # a day off or a holiday
            self.dates.append(ordinal)
            if starts[index + 1] - starts[index] == DAY:
                for opening, closing in shifts:
                    self._add(starts[index] + opening, starts[index] + closing)
            else:
                self._add_uneven(calendar.zone, ordinal, starts[index], starts[index + 1], shifts)

    def _add_uneven(self, zone: str, ordinal: int, start: int, end: int, shifts: tuple[tuple[int, int], ...]) -> None:
        """A date on which the clocks change: each shift is cut out of each stretch of constant offset."""
        midnight = (ordinal - EPOCH_ORDINAL) * DAY
        for low, high, offset in pieces(zone, start, end):
            for opening, closing in shifts:
                opens = max(midnight + opening - offset, low)
                closes = min(midnight + closing - offset, high)
                if opens < closes:
                    self._add(opens, closes)

    def _add(self, opens: int, closes: int) -> None:
        if self.closes and self.closes[-1] == opens:
            self.closes[-1] = closes
        else:
            self.opens.append(opens)
            self.closes.append(closes)
            self.before.append(self.total)
        self.total += closes - opens

    def worked(self, us: int) -> int:
        """Working time from the start of this year to an instant of it."""
        index = bisect_right(self.opens, us) - 1
        if index < 0:
            return 0
        return self.before[index] + min(us, self.closes[index]) - self.opens[index]

    def reach(self, amount: int) -> int:
        """First instant at which ``amount`` (more than 0, at most the total) is worked."""
        index = bisect_left(self.before, amount) - 1
        return self.opens[index] + amount - self.before[index]


def add_working(start: datetime, amount: timedelta, calendar: WorkingCalendar) -> datetime:
    """The first instant (UTC) at which ``amount`` of working time has passed since ``start``.

    Nothing added gives ``start`` itself. When the amount ends with a shift, that is the shift's end, not the
    start of the next one. Raises WorktimeError for a negative amount or a result after the year 2199.
    """
    return from_us(add_us(to_us(start, "start"), amount // MICROSECOND, calendar))


def working_between(start: datetime, end: datetime, calendar: WorkingCalendar) -> timedelta:
    """Working time in [start, end). Raises WorktimeError when ``end`` is before ``start``."""
    return timedelta(microseconds=between_us(to_us(start, "start"), to_us(end, "end"), calendar))


def add_working_days(start: datetime, days: int, calendar: WorkingCalendar) -> datetime:
    """The last microsecond of the ``days``-th working date after the local date of ``start``, as UTC.

    The date of the event itself does not count, the last date counts to its end. With 0 days: the end of that
    date itself, or of the next working date when it is a day off.
    """
    _check_days(days)
    ordinal = local_ordinal(start, calendar.zone, "start")
    if days == 0:
        ordinal, days = ordinal - 1, 1
    return from_us(end_of_date(calendar.zone, _working_date_after(ordinal, days, calendar)))


def working_days_between(start: datetime, end: datetime, calendar: WorkingCalendar) -> int:
    """Working dates after the local date of ``start`` up to and with that of ``end``."""
    first = local_ordinal(start, calendar.zone, "start")
    last = local_ordinal(end, calendar.zone, "end")
    if end < start:
        raise _end_before_start(end)
    count = 0
    for number in range(date.fromordinal(first).year, date.fromordinal(last).year + 1):
        dates = year_of(calendar, number).dates
        count += bisect_right(dates, last) - bisect_right(dates, first)
    return count


def add_calendar_days(start: datetime, days: int, zone: str) -> datetime:
    """The last microsecond of the local date ``days`` after that of ``start``, as UTC."""
    _check_days(days)
    ordinal = local_ordinal(start, zone, "start") + days
    if date.fromordinal(ordinal).year > LAST_YEAR:
        raise out_of_range("days", days)
    return from_us(end_of_date(zone, ordinal))


def add_us(start: int, amount: int, calendar: WorkingCalendar) -> int:
    """``add_working`` on microseconds since 1970."""
    if amount < 0:
        raise WorktimeError(
            code="negative_amount",
            field="amount",
            value=amount * MICROSECOND,
            problem="less than nothing",
            mend="give a length of time that is not negative",
        )
    if not amount:
        return start
    number, table = _locate(calendar, start)
    target = table.worked(start) + amount
    while target > table.total:
        target -= table.total
        number += 1
        if number > LAST_YEAR:
            raise out_of_range("amount", amount * MICROSECOND)
        table = year_of(calendar, number)
    return table.reach(target)


def between_us(start: int, end: int, calendar: WorkingCalendar) -> int:
    """``working_between`` on microseconds since 1970."""
    if end < start:
        raise _end_before_start(from_us(end))
    first, table = _locate(calendar, start)
    worked = -table.worked(start)
    if end < table.end:
        return worked + table.worked(end)
    last, last_table = _locate(calendar, end)
    for number in range(first, last):
        worked += year_of(calendar, number).total
    return worked + last_table.worked(end)


def year_of(calendar: WorkingCalendar, number: int) -> Year:
    """The calendar's table of a year, built when first asked for."""
    table = calendar.years.get(number)
    if table is None:
        if not FIRST_YEAR - 1 <= number <= LAST_YEAR + 1:
            raise out_of_range("year", number)
        table = calendar.years[number] = Year(calendar, number)
    return table


def local_ordinal(moment: datetime, zone: str, field: str = "moment") -> int:
    """Ordinal of the date that the wall clock of the zone shows at that moment."""
    to_us(moment, field)  # the checks
    return moment.astimezone(zone_info(zone)).toordinal()


def _locate(calendar: WorkingCalendar, us: int) -> tuple[int, Year]:
    number = FIRST_YEAR + us // _MEAN_YEAR
    table = year_of(calendar, number)
    while us < table.start:
        number -= 1
        table = year_of(calendar, number)
    while us >= table.end:
        number += 1
        table = year_of(calendar, number)
    return number, table


def _working_date_after(ordinal: int, days: int, calendar: WorkingCalendar) -> int:
    number = date.fromordinal(ordinal).year
    while number <= LAST_YEAR:
        dates = year_of(calendar, number).dates
        index = bisect_right(dates, ordinal) + days - 1
        if index < len(dates):
            return dates[index]
        days = index - len(dates) + 1
        number += 1
    raise out_of_range("days", days)


def _check_days(days: int) -> None:
    if isinstance(days, bool) or not isinstance(days, int) or days < 0:
        raise WorktimeError(
            code="bad_days",
            field="days",
            value=days,
            problem="not a whole number of days, 0 or more",
            mend="give a whole number",
        )
    if days > (LAST_YEAR - FIRST_YEAR) * 366:
        raise out_of_range("days", days)


def _end_before_start(end: datetime) -> WorktimeError:
    return WorktimeError(
        code="end_before_start",
        field="end",
        value=end.isoformat(),
        problem="is before the start",
        mend="swap start and end or correct one of them",
    )
