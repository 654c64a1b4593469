"""Recalls of the demo: a battery campaign under way for ten weeks, and one that the authority has just ordered."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from apps.casework import engine
from apps.exports.models import Recall
from apps.exports.services.recall_lists import CarRule, list_by_rule, list_vins
from apps.exports.services.recall_marks import mark_cars
from apps.exports.services.recall_telling import tell_owners
from apps.exports.services.recalls import RecallFacts, draft_recall, order_recall
from apps.organizations.scope import system_scope
from apps.parts.models import Part
from apps.vehicles.models import Powertrain, Vehicle

if TYPE_CHECKING:
    from .stories import Stage

WEEK = timedelta(days=7)
WEEKS = 10
#: Who comes at all, and how fast: most who come do so in the first weeks.
_COMING, _PACE = 0.62, 4.5
_BATTERY = RecallFacts(
    reference="LT-RC-07",
    kind="safety",
    title="Modules of the drive battery may overheat",
    defect="In modules of one supplier's lot the foil of cells was cut with a burr that may pierce the separator.",
    hazard="fire",
    risk="A cell may short-circuit within and set the battery on fire, also while the car is parked.",
    remedy="The battery management gets another version; modules that it finds to be of the lot are replaced.",
    advice="outside",
)
_BRAKES = RecallFacts(
    reference="ELO-2026-31",
    kind="safety",
    title="The brake booster may lose its vacuum",
    defect="The hose of the brake booster was clamped at its end only and may slip off when it is cold.",
    hazard="brakes",
    risk="The pedal becomes hard and the way to a stop longer.",
    remedy="The clamp is replaced by one that holds on both sides.",
    advice="drive",
)
_TOLD = "The owners were told by letter and by the app; 94 of a hundred letters were delivered."


def tell(stage: Stage) -> None:
    """The maker's campaign with its curve, and an order that waits for the maker."""
    _campaign(stage)
    petrol = _models(stage, Powertrain.PETROL)[:1]
    if petrol:
        ordered = stage.do(
            stage.people.authority, order_recall, facts=_BRAKES, manufacturer=stage.people.maker, country="",
            instrument="State Council Order 626, art. 15", at=stage.now - timedelta(days=4),
        )  # fmt: skip
        rule = CarRule(models=tuple(petrol))
        stage.do(stage.people.authority, list_by_rule, recall=ordered, rule=rule, at=stage.now - timedelta(days=4))


def _campaign(stage: Stage) -> None:
    maker, began = stage.people.maker, stage.now - WEEKS * WEEK
    facts = replace(_BATTERY, part_numbers=tuple(_parts(stage)))
    drafted = stage.do(maker, draft_recall, facts=facts, at=began - timedelta(days=5))
    electric = CarRule(models=tuple(_models(stage, Powertrain.BATTERY)), exported_to=began.date())
    stage.do(maker, list_by_rule, recall=drafted, rule=electric, at=began - timedelta(days=4))
    stage.do(maker, list_vins, recall=drafted, vins=_own_cars(stage), at=began - timedelta(days=4))
    recall = _step(stage, drafted, "publish", at=began, note="")
    _remedy(stage, recall)
    _step(stage, recall, "report_told", at=began + 6 * WEEK, note=_TOLD)
    with system_scope("demo: owners are told, as a worker would tell them"):
        tell_owners(recall, after=0, at=began)


def _step(stage: Stage, recall: Recall, verb: str, **given: Any) -> Recall:
    def take(**arguments: Any) -> Recall:
        return engine.take(recall, verb, **arguments)

    made: Recall = stage.do(stage.people.maker, take, **given)
    return made


def _remedy(stage: Stage, recall: Recall) -> None:
    """Each week the workshops report; owners of the demo still have theirs to book."""
    maker, mine = stage.people.maker, set(_own_cars(stage))
    with system_scope("demo: cars of a recall"):
        vins = [vin for vin in recall.cars.order_by("vin").values_list("vin", flat=True) if vin not in mine]
    # In an order that has nothing to do with where cars were sold.
    vins.sort(key=lambda vin: vin[::-1])
    scrapped, waiting = vins[: len(vins) // 60], vins[len(vins) // 60 :]
    done = 0
    for week in range(1, WEEKS + 1):
        until = round(len(waiting) * _COMING * (1 - math.exp(-week / _PACE)))
        at = recall.began_at + timedelta(days=5) + week * WEEK - timedelta(hours=20)
        for start in range(done, until, 1_000):
            batch = waiting[start : min(start + 1_000, until)]
            note = f"Reported by the workshops, week {week}"
            stage.do(
                maker, mark_cars, recall=recall, vins=batch, kind="remedied", note=note, happened_on=at.date(), at=at
            )
        done = until
    for start in range(0, len(scrapped), 1_000):
        at, batch = recall.began_at + 6 * WEEK, scrapped[start : start + 1_000]
        stage.do(
            maker, mark_cars, recall=recall, vins=batch, kind="not_applicable", ground="scrapped",
            note="Struck from the register of the country", happened_on=at.date(), at=at,
        )  # fmt: skip


def _parts(stage: Stage) -> list[str]:
    """What a remedy of the battery needs, as far as the maker's catalogue has it."""
    with system_scope("demo: parts of a remedy"):
        rows = Part.objects.filter(manufacturer=stage.people.maker, name__icontains="battery")
        return list(rows.order_by("number").values_list("number", flat=True)[:2])


def _models(stage: Stage, powertrain: str) -> list[str]:
    with system_scope("demo: models of the maker"):
        rows = Vehicle.objects.filter(manufacturer=stage.people.maker, powertrain=powertrain)
        return list(rows.order_by("model_name").values_list("model_name", flat=True).distinct())


def _own_cars(stage: Stage) -> list[str]:
    """The electric cars of the demo's owner."""
    with system_scope("demo: cars of the owner"):
        rows = Vehicle.objects.filter(owner=stage.people.owner, powertrain=Powertrain.BATTERY)
        return list(rows.order_by("vin").values_list("vin", flat=True))
