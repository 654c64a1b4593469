"""By which calendar a clock is counted: the destination's, the maker's or both, without days closed beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from apps.organizations.models import Organization

from .calendars import WorkingCalendar, narrowed
from .models import Closure, ObligationVersion, Party
from .selectors import calendar_of

_HOME_OF_EXPORTERS: Final = "CN"


def calendar_for(version: ObligationVersion, *, party: str, sides: Mapping[str, Any]) -> WorkingCalendar:
    """The calendar of a clock under ``version``, owed by ``party`` (at most 3 queries beyond the countries').

    A manufacturer's own duty is counted where the version says; a workshop's, where the car is. Days on which the firm
    that owes it declared to be closed do not count, unless the law sets the time: a firm moves no law.
    """
    calendar = calendar_of(str(sides["country"]))
    home = home_country(version, party=party, sides=sides)
    if home and version.calendar == ObligationVersion.Calendar.MAKER:
        calendar = calendar_of(home)
    elif home:
        calendar = narrowed(calendar, also=calendar_of(home))
    closed = closed_days(version, organization_of(party, sides))
    return narrowed(calendar, closed=closed) if closed else calendar


def home_country(version: ObligationVersion, *, party: str, sides: Mapping[str, Any]) -> str:
    """The manufacturer's country, where the version counts by it; else empty.

    An exporter that is no firm of this portal works in China, where its cars come from.
    """
    maker = sides.get("manufacturer_id")
    if party != Party.MANUFACTURER or not _by_the_makers(version):
        return ""
    if maker is None:
        return _HOME_OF_EXPORTERS
    found = Organization.objects.filter(pk=maker).values_list("country", flat=True).first()
    return str(found or "")


def _by_the_makers(version: ObligationVersion) -> bool:
    return version.calendar in {ObligationVersion.Calendar.MAKER, ObligationVersion.Calendar.BOTH}


def organization_of(party: str, sides: Mapping[str, Any]) -> int | None:
    """The organisation that owes the duty; None for owners."""
    return {Party.DEALER: sides.get("dealer_id"), Party.MANUFACTURER: sides.get("manufacturer_id")}.get(Party(party))


def closed_days(version: ObligationVersion, firm: int | None) -> frozenset[date]:
    """Dates that the firm declared closed, where they move the duty (1 query)."""
    if firm is None or not moved_by_closures(version):
        return frozenset()
    spans = Closure.objects.filter(organization_id=firm).values_list("first", "last")
    return frozenset(first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1))


def moved_by_closures(version: ObligationVersion) -> bool:
    """Whether days closed by a firm do not count: in working time that is policy, never in what a law sets."""
    return version.basis == ObligationVersion.Basis.POLICY and version.unit != ObligationVersion.Unit.CALENDAR_DAYS
