"""A warranty plan as makers write it, and one of Hanhai's published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from apps.casework import engine
from apps.organizations.scope import acting_as
from apps.warranty.content import PlanContent
from apps.warranty.coverage import Term
from apps.warranty.models import PlanDraft, WarrantyPlan
from apps.warranty.services import draft_plan
from tests.cast import NOW, Cast

CONTENT = PlanContent(
    name="Care",
    effective_from=date(2026, 3, 4),
    terms=(
        Term(36, 100_000, "basic"),
        Term(60, 150_000, "powertrain"),
        Term(96, 160_000, "battery", 70),
        Term(84, None, "corrosion"),
        Term(12, 20_000, "repair_parts"),
    ),
    source="Booklet, page 4",
    exclusions=("wear", "accident"),
    service_months=12,
    service_kilometres=20_000,
)


def draft(cast: Cast, *, at: datetime = NOW, **changes: Any) -> PlanDraft:
    """A draft of Hanhai's."""
    maker = cast.maker_hanhai
    with acting_as(cast.scope(maker)):
        return draft_plan(content=replace(CONTENT, **changes), by=cast.actor(maker), at=at)


def publish(cast: Cast, *, at: datetime = NOW, **changes: Any) -> WarrantyPlan:
    """A plan of Hanhai's, drafted and published."""
    made = draft(cast, at=at, **changes)
    maker = cast.maker_hanhai
    with acting_as(cast.scope(maker)):
        done = engine.perform(made, "publish", by=cast.actor(maker), at=at, given={"note": ""}, version=None, key="")
        return WarrantyPlan.objects.get(pk=done.made_id)
