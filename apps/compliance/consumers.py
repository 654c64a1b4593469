"""What compliance does when a clock changed: count its days anew, and remember which cell to judge."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_noop as _noop

from apps.notifications.catalogue import tell
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


_FLAG = "oversight:flag"
tell("flag.opened", to="regulators", text=_noop("New flag %(number)s: a manufacturer lags"), url_name=_FLAG)
tell("flag.opened", to="manufacturer", text=_noop("A flag was raised on you: %(number)s"), url_name=_FLAG)
tell("flag.cleared", to="regulators", text=_noop("Flag %(number)s is cleared: the share is back"), url_name=_FLAG)
tell("flag.cleared", to="manufacturer", text=_noop("Flag %(number)s is cleared: the share is back"), url_name=_FLAG)
tell("flag.ask_statement", to="manufacturer", text=_noop("Your statement on %(number)s is asked for"), url_name=_FLAG)
tell("flag.answer", to="regulators", text=_noop("The manufacturer answered on %(number)s"), url_name=_FLAG)
tell("flag.dispute", to="regulators", text=_noop("A case of %(number)s is disputed"), url_name=_FLAG)
tell("flag.decide_dispute", to="manufacturer", text=_noop("A dispute of %(number)s was decided"), url_name=_FLAG)
tell("flag.dismiss", to="manufacturer", text=_noop("Flag %(number)s was dismissed"), url_name=_FLAG)
tell(
    "claim.safety_alert",
    to="regulators",
    text=_noop("Safety-critical claim %(number)s: please look at it"),
    url_name="claims:detail",
)
