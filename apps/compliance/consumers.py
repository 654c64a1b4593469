"""What compliance does when a clock changed: count its days anew, and remember which cell to judge."""

from __future__ import annotations

from datetime import date, datetime

from apps.notifications.models import OutboxEvent
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
