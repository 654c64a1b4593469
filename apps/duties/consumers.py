"""What follows when a calendar was changed or a firm closes: due times that lie ahead are derived anew."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from apps.notifications.models import OutboxEvent
from apps.notifications.outbox import emit
from apps.notifications.relay import consumer

from . import services
from .clock_calendars import moved_by_closures
from .localtime import day_starts, from_us
from .models import CalendarRule, Clock, Closure, ObligationVersion, Party
from .selectors import calendar_of

#: Clocks in one transaction; the next ones are another event's.
BATCH = 500


@consumer("calendar", "rule.publish", "calendar.follow")
def follow(event: OutboxEvent, at: datetime) -> None:
    """Derive the due times of a country's running clocks anew that reach into the days that changed."""
    fact = event.payload
    if fact["kind"] not in CalendarRule.Kind.values:
        return
    first = date.fromisoformat(fact["effective_from"])
    starts = day_starts(calendar_of(fact["country"]).zone, first.year)
    begins = from_us(starts[first.timetuple().tm_yday - 1])
    # Duties of manufacturers may be counted by the calendar of their country, wherever the car is.
    abroad = ObligationVersion.objects.exclude(calendar=ObligationVersion.Calendar.DESTINATION)
    at_home = Q(version__in=abroad, manufacturer__country=fact["country"])
    rows = Clock.objects.filter(Q(country=fact["country"]) | at_home, due_at__gte=max(begins, at))
    _derive_anew(rows, "calendar.follow", fact, at)


@consumer("closures", "closure.declare", "closure.follow")
def close(event: OutboxEvent, at: datetime) -> None:
    """Derive the due times of a firm's running clocks anew that reach into the days on which it is closed."""
    fact = event.payload
    closure = Closure.objects.get(pk=fact["closure"])
    # A day is over somewhere before it is over here.
    begins = datetime.combine(closure.first - timedelta(days=1), time(), UTC)
    owed = {
        Party.DEALER: Q(dealer=closure.organization_id),
        Party.MANUFACTURER: Q(manufacturer=closure.organization_id),
    }
    mine = Q(pk__in=[])
    for party, side in owed.items():
        mine |= side & Q(responsible=party)
    moved = [version.pk for version in ObligationVersion.objects.all() if moved_by_closures(version)]
    _derive_anew(Clock.objects.filter(mine, version__in=moved, due_at__gte=max(begins, at)), "closure.follow", fact, at)


def _derive_anew(rows: QuerySet[Clock], topic: str, fact: dict[str, Any], at: datetime) -> None:
    """Derive the due times of running clocks anew, a batch in this transaction, the next ones in another."""
    clocks = list(rows.filter(stopped_at=None, pk__gt=fact.get("after", 0)).order_by("pk")[:BATCH])
    for clock in clocks:
        services.follow_calendar(clock, at=at)
    if len(clocks) == BATCH:
        emit(topic, at=at, **{**fact, "after": clocks[-1].pk})
