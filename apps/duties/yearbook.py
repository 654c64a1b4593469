"""A country's year as people read it: hours of each date, and the days that are not like their week."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from .boards import calendar_rules
from .calendars import WorkingCalendar, hours_text
from .models import CalendarRule, HolidayYear
from .national_days import LIBRARY, names_of
from .selectors import calendar_of

_HOUR = 3_600_000_000


@dataclass(frozen=True)
class Day:
    """A date of the grid: hours worked, and the sign beside them (H holiday, S other hours than its week)."""

    date: date
    hours: float
    sign: str = ""
    name: str = ""


@dataclass(frozen=True)
class Month:
    """Its name and weeks from Monday to Sunday; None before the first and after the last date."""

    name: Any
    weeks: tuple[tuple[Day | None, ...], ...]


@dataclass(frozen=True)
class Note:
    """A day, or days, that are not like their week: why, and by whose word."""

    first: date
    last: date | None
    what: Any
    name: str
    hours: Any
    source: str


@dataclass(frozen=True)
class YearBook:
    """A year of a country; ``written_down`` names the release of the library that its holidays are kept from."""

    country: str
    year: int
    calendar: WorkingCalendar
    months: tuple[Month, ...]
    notes: tuple[Note, ...]
    written_down: HolidayYear | None


def year_of(country: str, year: int) -> YearBook:
    """The year with its hours and what is special in it (5 queries)."""
    calendar = calendar_of(country)
    pinned = HolidayYear.objects.filter(country=country, year=year).first()
    names = {date.fromisoformat(day): name for day, name in pinned.days["off"].items()} if pinned else {}
    names = {**names_of(country, year), **names}
    rules = list(calendar_rules(country, year))
    days = {day.date: day for day in _days(calendar, year, names, rules)}
    months = tuple(_month(days, year, number) for number in range(1, 13))
    notes = sorted([*_of_country(calendar, year, names, pinned), *map(_of_rule, rules)], key=lambda note: note.first)
    return YearBook(country, year, calendar, months, tuple(notes), pinned)


def _days(calendar: WorkingCalendar, year: int, names: dict[date, str], rules: list[CalendarRule]) -> Iterator[Day]:
    worked = calendar.shifts_on(year)
    off, on = calendar.days.of_year(year)
    named = {**names, **{day: rule.name for rule in rules for day in _dates(rule)}}
    ordinary = calendar.ordinary(year)
    day = date(year, 1, 1)
    while day.year == year:
        hours = sum(end - start for start, end in worked(day)) / _HOUR
        usual = sum(_length(shift) for shift in ordinary[day.weekday()])
        sign = "H" if day in off and not hours else "S" if hours and (hours != usual or day in on) else ""
        yield Day(day, hours, sign, named.get(day, "") if sign else "")
        day += timedelta(days=1)


def _dates(rule: CalendarRule) -> Iterator[date]:
    """Single days that a rule sets."""
    if rule.kind != CalendarRule.Kind.WEEK and rule.last is not None:
        for number in range((rule.last - rule.first).days + 1):
            yield rule.first + timedelta(days=number)


def _length(shift: Any) -> float:
    start, end = shift
    until = end.hour + end.minute / 60 or 24
    return float(until - start.hour - start.minute / 60)


def _month(days: dict[date, Day], year: int, number: int) -> Month:
    weeks = Calendar().monthdatescalendar(year, number)
    return Month(
        MONTHS[number], tuple(tuple(days[day] if day.month == number else None for day in week) for week in weeks)
    )


def _of_country(
    calendar: WorkingCalendar, year: int, names: dict[date, str], pinned: HolidayYear | None
) -> Iterator[Note]:
    source = pinned.library if pinned else LIBRARY
    national = calendar.days.national(year)
    for day in national.off:
        yield Note(day, None, _("Holiday"), names.get(day, ""), "", source)
    for day in national.on:
        yield Note(day, None, _("Working day"), "", "", source)
    for day, closes in national.early:
        yield Note(
            day, None, _("Ends early"), names.get(day, ""), _("until %(until)s") % {"until": f"{closes:%H:%M}"}, source
        )


def _of_rule(rule: CalendarRule) -> Note:
    hours = hours_text(rule.shifts) if rule.kind == CalendarRule.Kind.HOURS else ""
    if rule.kind == CalendarRule.Kind.WEEK:
        hours = " | ".join(hours_text(day) or "–" for day in rule.shifts)
    last = rule.last if rule.last != rule.first else None
    return Note(rule.first, last, rule.get_kind_display(), rule.name, hours, rule.source)
