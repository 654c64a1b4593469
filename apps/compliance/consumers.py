"""What compliance does when a clock changed: count its days anew, and remember which cell to judge."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_noop

from apps.notifications.catalogue import list_notice
from apps.notifications.models import OutboxEvent
from apps.notifications.outbox import emit
from apps.notifications.relay import consumer

from . import tallies


@consumer("tallies", "clock.changed")
def count(event: OutboxEvent, at: datetime) -> None:
    fact = event.payload
    if fact["manufacturer"] is None:
        return
    tallies.count_days(
        (
            tallies.CellDay(
                manufacturer_id=fact["manufacturer"],
                country=fact["country"],
                obligation=fact["obligation"],
                powertrain=fact["powertrain"],
                due_on=date.fromisoformat(day),
            )
            for day in fact["due_days"]
        ),
        at=at,
    )


@consumer("safety-alerts", "claim.filed")
def alert(event: OutboxEvent, at: datetime) -> None:
    """A single safety-critical case takes its own path: a person is told. It raises no flag."""
    if event.payload.get("safety_critical"):
        emit("claim.safety_alert", at=at, **event.payload)


list_notice(
    "claim.safety_alert",
    to="regulators",
    text=gettext_noop("Safety-critical claim %(number)s: please look at it"),
    url_name="claims:detail",
    urgent=True,
)
