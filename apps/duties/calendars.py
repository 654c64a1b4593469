"""Working calendars: a country's zone, ordinary and dated weeks, and the days on which they do not hold. No database.

A moment is working time when the wall clock of the zone shows a time inside a shift of that date.
Holidays and make-up days come from the ``holidays`` library (national_days.py), zones from the tz database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import holidays as holidays_library

from apps.core.today import listed_countries, zones_of
from apps.duties import calendar_facts as facts
from apps.duties.errors import CalendarError
from apps.duties.localtime import MICROSECOND, zone_info
from apps.duties.national_days import LIBRARY, NationalYear, Shift, Week, national_year

if TYPE_CHECKING:
    from apps.duties.worktime import Year

ShiftsUs = tuple[tuple[int, int], ...]

MIDNIGHT: Final = time(0)
ALL_DAY: Final[tuple[Shift, ...]] = ((MIDNIGHT, MIDNIGHT),)
"""00:00 to 24:00. As the end of a shift ``time(0)`` is the midnight that ends the date."""

_REFERENCE_WEEK: Final = tuple(date(2026, 1, 5) + timedelta(days=n) for n in range(7))


@dataclass(frozen=True)
class DayBook:
    """Dates on which the week does not hold.

    ``country``: take that country's public holidays, make-up working days and days that end early; empty: none.
    ``pinned``: what some years held when they were written down, instead of what the library says today.
    ``closed``, ``opened`` and ``hours`` are dates set by hand, which overrule the country's: not worked, worked as
    the week says, worked in shifts of their own. ``closed`` wins over the others, ``hours`` over ``opened``.
    """

    country: str = ""
    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()
    hours: tuple[tuple[date, tuple[Shift, ...]], ...] = ()
    pinned: tuple[NationalYear, ...] = ()

    def of_year(self, year: int) -> tuple[frozenset[date], frozenset[date]]:
        """Holidays and make-up working days of the year."""
        national = self.national(year)
        opened = self.opened - self.closed
        return (national.off - opened) | self.closed, (national.on - self.closed) | opened

    def early(self, year: int) -> dict[date, time]:
        """Days that end early by the country's custom, each with the time; those set by hand are not among them."""
        return {day: closes for day, closes in self.national(year).early if day not in self.opened}

    def own_hours(self, year: int) -> dict[date, tuple[Shift, ...]]:
        """Days of the year that are worked in shifts of their own."""
        return {day: shifts for day, shifts in self.hours if day.year == year and day not in self.closed}

    def national(self, year: int) -> NationalYear:
        """What the country's year holds: as written down, else as the library says."""
        for known in self.pinned:
            if known.year == year:
                return known
        return national_year(self.country, year) if self.country else NationalYear(year)


@dataclass(frozen=True)
class DatedWeek:
    """A week that holds from a date up to and with another; ``last`` None: from then on.

    Of several that hold on a date, the last in the calendar's order is worked.
    """

    first: date
    last: date | None
    shifts: Week

    def holds(self, day: date) -> bool:
        """Whether the week holds on this date."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class WorkingCalendar:
    """When people work. Keep and share the object: its year tables are built once and cached in it.

    ``country``: ISO 3166-1 alpha-2. ``zone``: IANA name. ``shifts``: Monday to Sunday, each a tuple of
    (start, end) on that date's wall clock, in order; empty for a day off. ``weeks`` overrule it from a date to a
    date. A make-up day that falls on a day off is worked in the shifts of the week's first working weekday; on a day
    that ends early, shifts are cut at that time. ``source`` says where the facts are from.
    A date counts only where every calendar of ``also`` works on it too, in its own zone.
    Raises CalendarError when a value is not usable.
    """

    country: str
    zone: str
    shifts: Week
    days: DayBook = DayBook()
    source: str = field(default="", compare=False)
    weeks: tuple[DatedWeek, ...] = ()
    also: tuple[WorkingCalendar, ...] = ()
    years: dict[int, Year] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        zone_info(self.zone)
        check_week(self.shifts)
        for week in self.weeks:
            check_week(week.shifts)

    @cached_property
    def whole_days(self) -> WorkingCalendar:
        """The same working dates, each of them counted from midnight to midnight."""
        days = replace(
            self.days,
            hours=tuple((day, ALL_DAY if shifts else ()) for day, shifts in self.days.hours),
            pinned=tuple(
                replace(year, early=frozenset(), week=_whole(year.week) if year.week else None)
                for year in self.days.pinned
            ),
        )
        weeks = tuple(replace(week, shifts=_whole(week.shifts)) for week in self.weeks)
        return _WholeDays(self.country, self.zone, _whole(self.shifts), days, weeks=weeks, also=self.also)

    @cached_property
    def every_day(self) -> WorkingCalendar:
        """All dates of the zone, from midnight to midnight."""
        return WorkingCalendar(self.country, self.zone, (ALL_DAY,) * 7)

    def shifts_on(self, year: int) -> Callable[[date], ShiftsUs]:
        """What is worked on each date of the year, in microseconds after midnight; nothing on days off."""
        off, on = self.days.of_year(year)
        early = {day: _us(closes) for day, closes in self.early_days(year).items()}
        own = {day: _shifts_us(shifts) for day, shifts in self.days.own_hours(year).items()}
        ordinary = _week_us(self.ordinary(year))
        dated = [
            (week, _week_us(week.shifts))
            for week in reversed(self.weeks)
            if week.first.year <= year and (week.last is None or week.last.year >= year)
        ]

        others = [other.shifts_on(year) for other in self.also]

        def worked(day: date) -> ShiftsUs:
            if any(not other(day) for other in others):
                return ()
            if day in own:
                return own[day]
            if day in off:
                return ()
            week = next((shifts for week, shifts in dated if week.holds(day)), ordinary) if dated else ordinary
            shifts = week[day.weekday()] or (week[7] if day in on else ())
            return _until(shifts, early[day]) if day in early else shifts

        return worked

    def ordinary(self, year: int) -> Week:
        """The ordinary week of a year: as it was written down, else as it is known today."""
        return self.days.national(year).week or self.shifts

    def early_days(self, year: int) -> dict[date, time]:
        """Days of the year on which work ends early, each with the time."""
        return self.days.early(year)

    def is_working_date(self, day: date) -> bool:
        """Whether any shift is worked on this local date."""
        return bool(self.shifts_on(day.year)(day))


class _WholeDays(WorkingCalendar):
    """A calendar of dates: a day that ends early is as long as any other."""

    def early_days(self, year: int) -> dict[date, time]:
        return {}


@lru_cache(maxsize=512)
def default_calendar(country: str) -> WorkingCalendar:
    """The country's usual week in its main zone with its public holidays; hours 09:00 to 17:00.

    Weekend: calendar_facts where it has an entry, else the holidays library's. Same object each time.
    Raises CalendarError for anything that is not a known ISO 3166-1 alpha-2 code in capitals.
    """
    zone = country_zones(country)[0]
    rest, source = _weekend(country)
    short, short_source = facts.SHORT_DAYS.get(country, ({}, ""))
    week = tuple(() if day in rest else short.get(day, facts.FULL_DAY) for day in range(7))
    sources = [source, short_source, f"public holidays: {LIBRARY}"]
    return WorkingCalendar(country, zone, week, DayBook(country), source="; ".join(text for text in sources if text))


@lru_cache(maxsize=1024)
def shared_calendar(
    country: str,
    zone: str,
    shifts: Week,
    days: DayBook | None = None,
    source: str = "",
    weeks: tuple[DatedWeek, ...] = (),
    also: tuple[WorkingCalendar, ...] = (),
) -> WorkingCalendar:
    """One object for the same values each time, so that its year tables are built once: for stored calendars."""
    return WorkingCalendar(country, zone, shifts, days or DayBook(), source, weeks, also)


def narrowed(
    calendar: WorkingCalendar, *, closed: frozenset[date] = frozenset(), also: WorkingCalendar | None = None
) -> WorkingCalendar:
    """The calendar without some dates, and without those on which another one does not work."""
    days = replace(calendar.days, closed=calendar.days.closed | closed)
    both = (*calendar.also, also) if also else calendar.also
    return shared_calendar(
        calendar.country, calendar.zone, calendar.shifts, days, calendar.source, calendar.weeks, both
    )


def country_zones(country: str) -> tuple[str, ...]:
    """All zones of a country, its main zone first. Raises CalendarError for an unknown country."""
    zones = zones_of(country)
    if not zones:
        raise CalendarError(
            code="unknown_country",
            field="country",
            value=country,
            problem="no such country",
            mend="use an ISO 3166-1 alpha-2 code in capitals such as KE",
        )
    return zones


def known_countries() -> tuple[str, ...]:
    """All country codes that ``default_calendar`` takes, in order."""
    return listed_countries()


def read_week(rows: object) -> Week:
    """A week from JSON: Monday to Sunday, each a list of ["09:00", "13:00"]; "24:00" ends at midnight.

    Raises CalendarError naming the day and the value.
    """
    if not isinstance(rows, list | tuple):
        raise _bad_week("shifts", rows, "not a list", "give Monday to Sunday, [] for a day off")
    week = tuple(read_day(day, f"shifts[{number}]") for number, day in enumerate(rows))
    check_week(week)
    return week


def read_day(rows: object, name: str = "shifts") -> tuple[Shift, ...]:
    """The shifts of one day from JSON: a list of ["09:00", "13:00"]. Raises CalendarError naming the value."""
    try:
        day = tuple((_read_time(start), _read_time(end)) for start, end in rows)  # type: ignore[attr-defined]
    except (TypeError, ValueError) as error:
        mend = 'write each shift as ["09:00", "13:00"]'
        raise _bad_week(name, rows, "not a list of shifts", mend) from error
    _check_day(day, name)
    return day


def write_week(week: Week) -> list[list[list[str]]]:
    """The week as JSON that ``read_week`` reads."""
    return [write_day(day) for day in week]


def write_day(day: tuple[Shift, ...]) -> list[list[str]]:
    """One day's shifts as JSON that ``read_day`` reads."""
    return [[start.isoformat("minutes"), _write_end(end)] for start, end in day]


def hours_text(shifts: Sequence[Sequence[str]]) -> str:
    """One day's shifts (JSON) as people write them: ``09:00–13:00, 14:00–18:00``."""
    return ", ".join(f"{start}–{end}" for start, end in shifts)


def check_week(week: Week) -> None:
    """Raise CalendarError unless the week has seven days with ordered shifts and any working time."""
    if not isinstance(week, tuple) or len(week) != 7:
        raise _bad_week("shifts", week, "not seven days", "give Monday to Sunday, () for a day off")
    if not any(week):
        raise _bad_week("shifts", week, "no working time at all", "give at least one shift")
    for number, day in enumerate(week):
        _check_day(day, f"shifts[{number}]")


def _check_day(day: tuple[Shift, ...], name: str) -> None:
    last = 0
    for start, end in day:
        first, until = _us(start), _us(end) or _us(None)
        if first < last or until <= first:
            mend = "put shifts in order, each ending after it starts; end a night shift at 00:00"
            raise _bad_week(name, day, "shifts overlap or end before they start", mend)
        last = until


def _bad_week(name: str, value: object, problem: str, mend: str) -> CalendarError:
    return CalendarError(code="bad_shifts", field=name, value=value, problem=problem, mend=mend)


def _read_time(text: str) -> time:
    return MIDNIGHT if text == "24:00" else time.fromisoformat(text)


def _write_end(end: time) -> str:
    return "24:00" if end == MIDNIGHT else end.isoformat("minutes")


def _us(moment: time | None) -> int:
    """Microseconds after midnight; None is the midnight that ends the date."""
    if moment is None:
        return timedelta(days=1) // MICROSECOND
    span = timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
    return span // MICROSECOND + moment.microsecond


def _weekend(country: str) -> tuple[frozenset[int], str]:
    if country in facts.WEEKENDS:
        days, source = facts.WEEKENDS[country]
        return days, f"weekend: {source}"
    book = holidays_library.country_holidays(country)
    rest = frozenset(day.weekday() for day in _REFERENCE_WEEK if book.is_weekend(day))
    return rest, f"weekend: {LIBRARY}"


def _whole(week: Week) -> Week:
    return tuple(ALL_DAY if day else () for day in week)


def _shifts_us(shifts: tuple[Shift, ...]) -> ShiftsUs:
    return tuple((_us(start), _us(end) or _us(None)) for start, end in shifts)


def _week_us(week: Week) -> tuple[ShiftsUs, ...]:
    """Monday to Sunday, then (index 7) a make-up day."""
    days = tuple(_shifts_us(day) for day in week)
    return (*days, next(day for day in days if day))


def _until(shifts: ShiftsUs, closes: int) -> ShiftsUs:
    """Shifts cut at a time; work that begins only after it is as always."""
    return tuple((start, min(end, closes)) for start, end in shifts if start < closes) or shifts
