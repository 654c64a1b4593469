"""Working calendars: a country's zone, weekly shifts, public holidays and make-up working days. No database.

A moment is working time when the wall clock of the zone shows a time inside a shift of that date.
Holidays and make-up days come from the ``holidays`` library, zones from the tz database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cached_property, lru_cache
from importlib import metadata, resources
from typing import TYPE_CHECKING, Final

import holidays as holidays_library

from apps.duties import calendar_facts as facts
from apps.duties.errors import CalendarError
from apps.duties.localtime import MICROSECOND, zone_info

if TYPE_CHECKING:
    from apps.duties.worktime import Year

Shift = tuple[time, time]
Week = tuple[tuple[Shift, ...], ...]

MIDNIGHT: Final = time(0)
ALL_DAY: Final[tuple[Shift, ...]] = ((MIDNIGHT, MIDNIGHT),)
"""00:00 to 24:00. As the end of a shift ``time(0)`` is the midnight that ends the date."""

_LIBRARY: Final = metadata.version("holidays")
_REFERENCE_WEEK: Final = tuple(date(2026, 1, 5) + timedelta(days=n) for n in range(7))


@dataclass(frozen=True)
class DayBook:
    """Dates on which the ordinary week does not hold.

    ``country``: take that country's public holidays and make-up working days; empty: none.
    ``closed`` and ``opened``: dates set by hand, which overrule the country's; of the two, ``closed`` wins.
    """

    country: str = ""
    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()

    def of_year(self, year: int) -> tuple[frozenset[date], frozenset[date]]:
        """Holidays and make-up working days of the year."""
        off, on = _national_days(self.country, year) if self.country else (frozenset(), frozenset())
        opened = self.opened - self.closed
        return (off - opened) | self.closed, (on - self.closed) | opened


@dataclass(frozen=True)
class WorkingCalendar:
    """When people work. Keep and share the object: its year tables are built once and cached in it.

    ``country``: ISO 3166-1 alpha-2. ``zone``: IANA name. ``shifts``: Monday to Sunday, each a tuple of
    (start, end) on that date's wall clock, in order; empty for a day off. A make-up day that falls on a day
    off is worked in the shifts of the first working weekday. ``source`` says where the facts are from.
    Raises CalendarError when a value is not usable.
    """

    country: str
    zone: str
    shifts: Week
    days: DayBook = DayBook()
    source: str = field(default="", compare=False)
    years: dict[int, Year] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        zone_info(self.zone)
        check_week(self.shifts)

    @cached_property
    def shifts_us(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Monday to Sunday, then (index 7) a make-up day: shifts in microseconds after midnight."""
        week = tuple(tuple((_us(a), _us(b) or _us(None)) for a, b in day) for day in self.shifts)
        return (*week, next(day for day in week if day))

    @cached_property
    def whole_days(self) -> WorkingCalendar:
        """The same working dates, each of them counted from midnight to midnight."""
        week = tuple(ALL_DAY if day else () for day in self.shifts)
        return WorkingCalendar(self.country, self.zone, week, self.days)

    @cached_property
    def every_day(self) -> WorkingCalendar:
        """All dates of the zone, from midnight to midnight."""
        return WorkingCalendar(self.country, self.zone, (ALL_DAY,) * 7)

    def is_working_date(self, day: date) -> bool:
        """Whether any shift is worked on this local date."""
        off, on = self.days.of_year(day.year)
        return day not in off and (day in on or bool(self.shifts[day.weekday()]))


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
    sources = [source, short_source, f"public holidays: holidays {_LIBRARY}"]
    return WorkingCalendar(country, zone, week, DayBook(country), source="; ".join(text for text in sources if text))


@lru_cache(maxsize=1024)
def shared_calendar(
    country: str, zone: str, shifts: Week, days: DayBook | None = None, source: str = ""
) -> WorkingCalendar:
    """One object for the same values each time, so that its year tables are built once: for stored calendars."""
    return WorkingCalendar(country, zone, shifts, days or DayBook(), source)


@lru_cache(maxsize=512)
def country_zones(country: str) -> tuple[str, ...]:
    """All zones of a country, its main zone first. Raises CalendarError for an unknown country."""
    listed = _zone_table().get(country, ())
    main = facts.MAIN_ZONES.get(country)
    if main:
        return (main, *(zone for zone in listed if zone != main))
    if not listed:
        raise CalendarError(
            code="unknown_country",
            field="country",
            value=country,
            problem="no such country",
            mend="use an ISO 3166-1 alpha-2 code in capitals such as KE",
        )
    return listed


def known_countries() -> tuple[str, ...]:
    """All country codes that ``default_calendar`` takes, in order."""
    return tuple(sorted({*_zone_table(), *facts.MAIN_ZONES}))


def read_week(rows: object) -> Week:
    """A week from JSON: Monday to Sunday, each a list of ["09:00", "13:00"]; "24:00" ends at midnight.

    Raises CalendarError naming the day and the value.
    """
    if not isinstance(rows, list | tuple):
        raise _bad_week("shifts", rows, "not a list", "give Monday to Sunday, [] for a day off")
    week = []
    for number, day in enumerate(rows):
        try:
            week.append(tuple((_read_time(start), _read_time(end)) for start, end in day))
        except (TypeError, ValueError) as error:
            mend = 'write each shift as ["09:00", "13:00"]'
            raise _bad_week(f"shifts[{number}]", day, "not a list of shifts", mend) from error
    check_week(tuple(week))
    return tuple(week)


def write_week(week: Week) -> list[list[list[str]]]:
    """The week as JSON that ``read_week`` reads."""
    return [[[start.isoformat("minutes"), _write_end(end)] for start, end in day] for day in week]


def check_week(week: Week) -> None:
    """Raise CalendarError unless the week has seven days with ordered shifts and any working time."""
    if not isinstance(week, tuple) or len(week) != 7:
        raise _bad_week("shifts", week, "not seven days", "give Monday to Sunday, () for a day off")
    if not any(week):
        raise _bad_week("shifts", week, "no working time at all", "give at least one shift")
    for number, day in enumerate(week):
        last = 0
        for start, end in day:
            first, until = _us(start), _us(end) or _us(None)
            if first < last or until <= first:
                mend = "put shifts in order, each ending after it starts; end a night shift at 00:00"
                raise _bad_week(f"shifts[{number}]", day, "shifts overlap or end before they start", mend)
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
    return rest, f"weekend: holidays {_LIBRARY}"


@lru_cache(maxsize=8192)
def _national_days(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    # A fresh object each time: the library's objects fill themselves, which two threads must not share.
    book = holidays_library.country_holidays(country)
    if not book.start_year <= year <= book.end_year:
        return frozenset(), frozenset()  # beyond what the library knows; asking would only warn
    book = holidays_library.country_holidays(country, years=[year], expand=False)
    off = frozenset(day for day in book if day.year == year)
    return off, frozenset(day for day in book.weekend_workdays if day.year == year)


@lru_cache(maxsize=1)
def _zone_table() -> dict[str, tuple[str, ...]]:
    """Country → its zones in the order of the tz database's zone.tab (most populous first, mostly)."""
    text = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    table: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            country, _place, zone = line.split("\t")[:3]
            table.setdefault(country, []).append(zone)
    return {country: tuple(zones) for country, zones in table.items()}
