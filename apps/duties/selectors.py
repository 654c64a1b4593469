"""Reads of obligations, calendars and clocks."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from .calendars import WorkingCalendar, default_calendar, read_week, shared_calendar
from .models import Clock, ObligationVersion, Shifts


class NoRuleInForce(LookupError):
    """No version of the obligation is in force in the country on the day."""


def version_in_force(obligation: str, *, country: str, on: date) -> ObligationVersion:
    """The rule for ``country`` on the day ``on``: the country's own, else the one for every country.

    Raises NoRuleInForce when neither exists: a gap in the settings, not a matter for the person asking.
    """
    version = (
        ObligationVersion.objects.filter(obligation_id=obligation, country__in=[country, ""])
        .filter(Q(effective_to=None) | Q(effective_to__gt=on), effective_from__lte=on)
        .order_by("-country", "-effective_from")
        .first()
    )
    if version is None:
        raise NoRuleInForce(f"no version of {obligation!r} for {country!r} on {on}: add one from a date")
    return version


def calendar_of(country: str) -> WorkingCalendar:
    """Working time of a country: its row of shifts where one is set, else the default calendar."""
    default = default_calendar(country)
    own = Shifts.objects.filter(country=country).first()
    if own is None:
        return default
    return shared_calendar(country, own.zone, read_week(own.week), default.days, own.source)


def clocks_of(kind: str, subject_id: int) -> QuerySet[Clock]:
    """All clocks of one subject, in the order they started, with their intervals (2 queries)."""
    return (
        Clock.objects.filter(subject_kind=kind, subject_id=subject_id)
        .select_related("obligation", "version")
        .prefetch_related("intervals")
        .order_by("started_at", "id")
    )
