"""Reads of rules for people: what is in force where, what is coming, what is drafted, and how a duty changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from apps.core.today import today_in

from .models import CalendarRule, HolidayYear, Obligation, ObligationVersion, RuleChange, Shifts


@dataclass(frozen=True)
class DutyRow:
    """A duty with its versions in force and those to come, all countries first."""

    obligation: Obligation
    in_force: tuple[ObligationVersion, ...]
    coming: tuple[ObligationVersion, ...]


def versions(*, on: date | None = None) -> QuerySet[ObligationVersion]:
    """Published versions by duty, country and newest first; ``on``: those in force on the day."""
    rows = ObligationVersion.objects.select_related("obligation").order_by(
        "obligation_id", "country", "-effective_from"
    )
    if on is None:
        return rows
    return rows.filter(Q(effective_to=None) | Q(effective_to__gt=on), effective_from__lte=on)


def duties(*, at: datetime) -> list[DutyRow]:
    """Every duty with what holds now, by each country's day, and what is published for later (2 queries)."""
    found: dict[str, tuple[list[ObligationVersion], list[ObligationVersion]]] = {}
    for version in versions():
        today = today_in(str(version.country), at)
        if version.effective_to is None or version.effective_to > today:
            now, later = found.setdefault(version.obligation_id, ([], []))
            (now if version.effective_from <= today else later).append(version)
    return [DutyRow(duty, *(tuple(rows) for rows in found.get(duty.pk, ((), ())))) for duty in Obligation.objects.all()]


def drafts() -> QuerySet[RuleChange]:
    """Drafts of the reader's organisation, newest first."""
    return RuleChange.objects.filter(status=RuleChange.Status.DRAFT).select_related("obligation")


def timeline_of(obligation: Obligation) -> list[dict[str, Any]]:
    """A duty's versions and, for whoever sees them, what happened to its changes; newest first (2 queries)."""
    lines: list[dict[str, Any]] = [
        {"at": version.set_at, "version": version} for version in versions().filter(obligation=obligation)
    ]
    for change in obligation.changes.prefetch_related("events"):
        lines += [{"at": event.happened_at, "event": event, "change": change} for event in change.events.all()]
    lines.sort(key=lambda line: line["at"], reverse=True)
    return lines


def calendar_countries(at: datetime) -> list[str]:
    """Countries whose calendar says something of its own or is used by clocks (3 queries)."""
    year = HolidayYear.objects.filter(year__gte=at.year - 1).values_list("country", flat=True)
    own = [*Shifts.objects.values_list("country", flat=True), *CalendarRule.objects.values_list("country", flat=True)]
    return sorted({str(country) for country in [*year, *own]})


def calendar_rules(country: str, year: int) -> QuerySet[CalendarRule]:
    """What was published for a country and holds on some day of the year, in order (1 query)."""
    rows = CalendarRule.objects.filter(country=country, first__year__lte=year).order_by("first", "id")
    return rows.filter(Q(last=None) | Q(last__year__gte=year))
