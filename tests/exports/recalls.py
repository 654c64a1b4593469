"""Recalls as their manufacturers and authorities write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from apps.casework import engine
from apps.exports.models import Recall, RecallCar
from apps.exports.services.recall_marks import mark_cars
from apps.exports.services.recalls import RecallFacts, draft_recall, order_recall
from apps.notifications.models import OutboxEvent
from apps.notifications.relay import consume, consumers_of
from apps.organizations.models import Organization
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW, Cast

FACTS = RecallFacts(
    reference="HH-2026-04",
    kind="safety",
    title="Cells of the drive battery may overheat",
    defect="Foil in cells of one supplier was cut with a burr that may pierce the separator.",
    hazard="fire",
    risk="The battery may catch fire while it is charged or parked.",
    remedy="The battery management is updated, and modules with such cells are replaced.",
    advice="outside",
    part_numbers=("HVB-4410",),
)
WHY = "Looked at in our own laboratory, with the report 26/118"


def draft(cast: Cast, *, at: datetime = NOW, who: Organization | None = None, **changes: Any) -> Recall:
    """Hanhai's own recall, unless said otherwise."""
    firm = who or cast.maker_hanhai
    with acting_as(cast.scope(firm)):
        return draft_recall(facts=replace(FACTS, **changes), by=cast.actor(firm), at=at)


def order(cast: Cast, *, who: Organization | None = None, country: str = "", at: datetime = NOW) -> Recall:
    """The authority orders Hanhai to recall cars, everywhere."""
    office = who or cast.authority
    with acting_as(cast.scope(office)):
        return order_recall(
            facts=replace(FACTS, reference="SAMR-26-7"), manufacturer=cast.maker_hanhai, country=country,
            instrument="State Council Order 626, art. 15", by=cast.actor(office), at=at,
        )  # fmt: skip


def step(cast: Cast, recall: Recall, verb: str, *, who: Organization | None = None, at: datetime = NOW) -> Recall:
    firm = who or cast.maker_hanhai
    with acting_as(cast.scope(firm)):
        return engine.take(recall, verb, by=cast.actor(firm), at=at, note=WHY)


def listed(recall: Recall, *vins: str, country: str = "KE", at: datetime = NOW) -> None:
    """Cars on its list, however they came there."""
    with system_scope("test"):
        RecallCar.objects.bulk_create(
            RecallCar(recall=recall, vin=vin, manufacturer_id=recall.manufacturer_id, country=country, added_at=at)
            for vin in vins
        )


def published(cast: Cast, *vins: str, at: datetime = NOW, **changes: Any) -> Recall:
    """Hanhai's recall of some cars in Kenya, published."""
    made = draft(cast, at=at, **changes)
    listed(made, *vins, at=at)
    return step(cast, made, "publish", at=at)


def mark(cast: Cast, recall: Recall, *vins: str, kind: str = "remedied", at: datetime = NOW, **more: Any) -> int:
    """Hanhai tells what became of cars."""
    firm = cast.maker_hanhai
    given = {"ground": "", "note": WHY, "happened_on": at.date(), **more}
    with acting_as(cast.scope(firm)):
        return mark_cars(recall=recall, vins=vins, kind=kind, by=cast.actor(firm), at=at, **given)


def relay(at: datetime = NOW) -> None:
    """Do what the workers do, until nothing waits."""
    done: set[Any] = set()
    while True:
        with system_scope("test"):
            events = [event for event in OutboxEvent.objects.order_by("occurred_at") if event.pk not in done]
        if not events:
            return
        for event in events:
            done.add(event.pk)
            for name in consumers_of(event.topic):
                consume(name, event.pk, at=at)


DAY_ONE = date(2026, 3, 4)
