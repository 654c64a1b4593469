"""What follows when a calendar was changed: due times that lie ahead are derived anew."""

from __future__ import annotations

from datetime import date, datetime

from apps.notifications.models import OutboxEvent
from apps.notifications.outbox import emit
from apps.notifications.relay import consumer

from . import services
from .localtime import day_starts, from_us
from .models import CalendarRule, Clock
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
    rows = (
        Clock.objects.filter(country=fact["country"], stopped_at=None, due_at__gte=max(begins, at))
        .filter(pk__gt=fact.get("after", 0))
        .order_by("pk")[:BATCH]
    )
    clocks = list(rows)
    for clock in clocks:
        services.follow_calendar(clock, at=at)
    if len(clocks) == BATCH:
        emit("calendar.follow", at=at, **{**fact, "after": clocks[-1].pk})
