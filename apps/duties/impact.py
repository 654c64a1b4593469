"""What a change of a rule would change, asked before it is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from .models import Clock, ObligationVersion, RuleChange

_RECENT = timedelta(days=90)


@dataclass(frozen=True)
class InCountry:
    """Clocks of one country: running now under what ends, and started in the last 90 days."""

    country: str
    running: int
    recent: int


@dataclass(frozen=True)
class Impact:
    """What the change meets, most running clocks first; ``ends`` is the version that it ends, if any."""

    countries: tuple[InCountry, ...]
    ends: ObligationVersion | None

    @property
    def running(self) -> int:
        return sum(row.running for row in self.countries)

    @property
    def recent(self) -> int:
        return sum(row.recent for row in self.countries)


def impact_of(change: RuleChange, *, at: datetime) -> Impact:
    """Count by country the clocks that run, and those of the last 90 days (3 queries, index clock_country_latest).

    Of a duty: those under the version that new clocks will use no more. Of a calendar: all of the country.
    """
    rows = (
        _clocks(change)
        .filter(Q(stopped_at=None) | Q(started_at__gt=at - _RECENT))
        .order_by()
        .values("country")
        .annotate(
            running=Count("pk", filter=Q(stopped_at=None)),
            recent=Count("pk", filter=Q(started_at__gt=at - _RECENT)),
        )
    )
    found = [InCountry(row["country"], row["running"], row["recent"]) for row in rows]
    found.sort(key=lambda row: (-row.running, -row.recent, row.country))
    return Impact(tuple(found), version_that_ends(change))


def version_that_ends(change: RuleChange) -> ObligationVersion | None:
    """The version of the same duty and country that holds on the day on which the change takes effect."""
    same = ObligationVersion.objects.filter(
        obligation_id=change.obligation_id, country=str(change.country), effective_from__lt=change.effective_from
    )
    if change.status == RuleChange.Status.PUBLISHED:
        return same.filter(effective_to=change.effective_from).first()
    return same.filter(Q(effective_to=None) | Q(effective_to__gt=change.effective_from)).first()


def _clocks(change: RuleChange) -> QuerySet[Clock]:
    if change.is_calendar:
        return Clock.objects.filter(country=str(change.country))
    clocks = Clock.objects.filter(obligation_id=change.obligation_id)
    if change.country:
        return clocks.filter(country=str(change.country))
    own = (
        ObligationVersion.objects.filter(obligation_id=change.obligation_id, effective_from__lte=change.effective_from)
        .filter(Q(effective_to=None) | Q(effective_to__gt=change.effective_from))
        .exclude(country="")
    )
    return clocks.exclude(country__in=own.values("country"))
