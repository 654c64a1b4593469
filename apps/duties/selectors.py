"""Reads of obligations, calendars and clocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from .calendars import (
    DatedWeek,
    DayBook,
    WorkingCalendar,
    default_calendar,
    read_day,
    read_week,
    shared_calendar,
)
from .models import CalendarRule, Clock, ObligationVersion, Shifts
from .national_days import Shift
from .pinning import pinned_years


class NoRuleInForce(LookupError):
    """No version of the obligation is in force in the country on the day."""


def version_in_force(obligation: str, *, country: str, on: date) -> ObligationVersion:
    """The rule for ``country`` on the day ``on``: the country's own, else the one for every country.

    Raises NoRuleInForce when neither exists: a gap in the settings, not a matter for the person asking.
    """
    version = rule_in_force(obligation, country=country, on=on)
    if version is None:
        raise NoRuleInForce(f"no version of {obligation!r} for {country!r} on {on}: add one from a date")
    return version


def rule_in_force(obligation: str, *, country: str, on: date) -> ObligationVersion | None:
    """As ``version_in_force``; None where there is none, for duties that not every country or day has."""
    return (
        ObligationVersion.objects.filter(obligation_id=obligation, country__in=[country, ""])
        .filter(Q(effective_to=None) | Q(effective_to__gt=on), effective_from__lte=on)
        .order_by("-country", "-effective_from")
        .first()
    )


def calendar_of(country: str) -> WorkingCalendar:
    """Working time of a country: its ordinary week, years written down, and what was published (3 queries)."""
    default = default_calendar(country)
    own = Shifts.objects.filter(country=country).first()
    rules = list(CalendarRule.objects.filter(country=country).order_by("id"))
    return shared_calendar(
        country,
        own.zone if own else default.zone,
        read_week(own.week) if own else default.shifts,
        _day_book(replace(default.days, pinned=pinned_years(country)), rules),
        own.source if own else default.source,
        _dated_weeks(rules),
    )


def _day_book(book: DayBook, rules: Iterable[CalendarRule]) -> DayBook:
    """The book with the days that were published, in the order of publication: the last word holds."""
    last_word: dict[date, CalendarRule] = {}
    for rule in rules:
        if rule.kind != CalendarRule.Kind.WEEK and rule.last:
            for number in range((rule.last - rule.first).days + 1):
                last_word[rule.first + timedelta(days=number)] = rule
    kinds = CalendarRule.Kind
    hours: list[tuple[date, tuple[Shift, ...]]] = [
        (day, read_day(rule.shifts)) for day, rule in sorted(last_word.items()) if rule.kind == kinds.HOURS
    ]
    return replace(
        book,
        closed=frozenset(day for day, rule in last_word.items() if rule.kind == kinds.CLOSED),
        opened=frozenset(day for day, rule in last_word.items() if rule.kind == kinds.WORKED),
        hours=tuple(hours),
    )


def _dated_weeks(rules: Iterable[CalendarRule]) -> tuple[DatedWeek, ...]:
    """Open weeks, then those to a day; each in the order of publication, so that the last one holds."""
    weeks = [rule for rule in rules if rule.kind == CalendarRule.Kind.WEEK]
    weeks.sort(key=lambda rule: rule.last is not None)
    return tuple(DatedWeek(rule.first, rule.last, read_week(rule.shifts)) for rule in weeks)


def clocks_of(kind: str, subject_id: int) -> QuerySet[Clock]:
    """All clocks of one subject, in the order they started, with their intervals (2 queries)."""
    return (
        Clock.objects.filter(subject_kind=kind, subject_id=subject_id)
        .select_related("obligation", "version")
        .prefetch_related("intervals")
        .order_by("started_at", "id")
    )
