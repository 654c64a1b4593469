"""What follows when a recall is published, a car of one comes, or a list grows: people are told, in bites."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from apps.notifications.catalogue import list_notice
from apps.notifications.models import OutboxEvent
from apps.notifications.relay import consumer
from apps.vehicles.models import Vehicle

from .models import Recall
from .services import recall_telling as telling


def _what_to_do(fact: Mapping[str, Any]) -> str:
    """Danger and advice, in the reader's language whatever the manufacturer wrote in."""
    hazard, advice = (dict(of.choices).get(fact.get(name)) for of, name in _SAID)
    return " ".join(f"{words}." for words in (hazard, advice) if words)


_SAID: tuple[tuple[Any, str], ...] = ((Recall.Hazard, "hazard"), (Recall.Advice, "advice"))

list_notice(
    "recall.concerns",
    to="owner",
    text=gettext_noop("Your %(vehicle)s is recalled (%(number)s): “%(title)s”. The repair is free: book it"),
    url_name="vehicles:detail",
    url_value="vin",
    next_words=_what_to_do,
    urgent=True,
)
list_notice(
    "recall.at_workshop",
    to="dealer",
    text=gettext_noop("Recall %(number)s is published: “%(title)s”. Its repair is free whatever the warranty"),
    url_name="exports:recall",
)
list_notice(
    "recall.in_country",
    to="regulators",
    text=gettext_noop("Recall %(number)s concerns %(cars)s cars of your country: “%(title)s”"),
    url_name="exports:recall",
)


@consumer("recall-telling", "recall.publish", "recall.tell")
def tell(event: OutboxEvent, at: datetime) -> None:
    """Tell everybody whom it concerns, or the next owners."""
    recall = Recall.objects.get(pk=event.payload["recall"])
    telling.tell_owners(recall, after=event.payload.get("after", 0), at=event.occurred_at)


@consumer("recall-of-new-owner", "vehicle.registered")
def registered(event: OutboxEvent, at: datetime) -> None:
    """Tell a new owner of the recalls that wait for the car."""
    vin = Vehicle.objects.values_list("vin", flat=True).filter(pk=event.payload["vehicle"]).first()
    if vin is not None:
        telling.tell_of_car(vin, at=event.occurred_at)
