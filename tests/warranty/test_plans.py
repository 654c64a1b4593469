"""Plans are drafted, tried, published and never changed; cars keep the version that they began under."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from apps.casework import engine
from apps.core.errors import Conflict, Refused
from apps.organizations.scope import acting_as, system_scope
from apps.warranty import services
from apps.warranty.coverage import Term
from apps.warranty.models import Coverage, PlanDraft, PlanTerm, WarrantyPlan
from tests.cast import NOW, Cast
from tests.factories import make_plan, make_vehicle, make_vin
from tests.warranty.plans import CONTENT, draft, publish
from tests.warranty.test_terms import plan_of, register

DAY = timedelta(days=1)


def test_what_is_published_says_what_was_drafted(makers: Cast) -> None:
    made = publish(makers)
    with acting_as(makers.scope(makers.amina)):
        read = WarrantyPlan.objects.get(pk=made.pk)
        assert (read.content, read.published_at, read.manufacturer_id) == (CONTENT, NOW, makers.maker_hanhai.pk)


def test_a_draft_is_its_maker_s_alone_and_the_same_again_is_the_same(makers: Cast) -> None:
    made = draft(makers)
    assert draft(makers) == made
    for who in (makers.amina, makers.dealer_nairobi, makers.maker_lanting, makers.regulator_ke, makers.authority):
        with acting_as(makers.scope(who)):
            assert not PlanDraft.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"country": "XX"}, "country"),
        ({"sold_until": date(2026, 3, 3)}, "sold_until"),
        ({"terms": ()}, "terms"),
        ({"terms": (Term(12, None, "repair_parts"),)}, "terms"),
        ({"terms": (Term(None, None, "basic"),)}, "terms"),
        ({"terms": (Term(12, None, "basic"), Term(24, None, "basic"))}, "terms"),
        ({"terms": (Term(12, None, "basic", 70),)}, "terms"),
        ({"terms": (Term(361, None, "basic"),)}, "terms"),
        ({"terms": (Term(12, None, "seats"),)}, "terms"),
        ({"excluded_groups": ("basic",)}, "excluded_groups"),
        ({"excluded_groups": ("whole_car",)}, "excluded_groups"),
        ({"moved": {"charging": "repair_parts"}}, "moved"),
        ({"exclusions": ("rain",)}, "exclusions"),
    ],
)
def test_what_no_plan_may_say_is_refused_by_name(makers: Cast, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as told:
        draft(makers, **changes)
    assert told.value.field == field
    with system_scope("test"):
        assert not PlanDraft.objects.exists()


def test_a_new_version_is_for_cars_delivered_from_its_day_on(makers: Cast) -> None:
    first = publish(makers, effective_from=date(2026, 2, 1))
    before = register(makers)
    second = publish(makers, effective_from=date(2026, 3, 5), terms=(Term(12, 10_000, "basic"),))
    assert plan_of(before) == first
    # Registered after the new version, delivered before it.
    assert plan_of(register(makers, vin_text=make_vin(2), delivered_on=date(2026, 3, 4))) == first
    with system_scope("test"):
        assert Coverage.objects.get(vehicle=before).ends_on == date(2029, 2, 9)
        assert second.terms.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"effective_from": date(2026, 2, 1)},
        {"effective_from": date(2026, 3, 3), "country": "KE"},
        {"effective_from": date(2026, 3, 3), "model_name": "Sea 5"},
    ],
)
def test_no_plan_reaches_back_to_cars_that_another_was_for(makers: Cast, changes: dict[str, Any]) -> None:
    """Neither the same scope nor a narrower one: cars that wait to be registered keep what they were sold with."""
    publish(makers)
    with pytest.raises(Refused) as told:
        publish(makers, source="Another booklet", **changes)
    assert told.value.field == "effective_from"
    with system_scope("test"):
        assert WarrantyPlan.objects.filter(manufacturer=makers.maker_hanhai).count() == 1


def test_a_first_plan_may_say_what_cars_were_sold_with_before(makers: Cast) -> None:
    old = publish(makers, country="KE", effective_from=date(2020, 1, 1))
    publish(makers, country="KZ", effective_from=date(2021, 1, 1))
    assert plan_of(register(makers)) == old


def test_the_model_s_plan_comes_before_the_general_and_ends_with_its_last_day(makers: Cast) -> None:
    make_plan(makers.maker_hanhai, effective_from=date(2025, 1, 1))
    own = make_plan(makers.maker_hanhai, model_name="Sea 5", sold_until=date(2026, 2, 10))
    for serial, day in ((1, date(2026, 2, 10)), (2, date(2026, 2, 11))):
        vin = make_vehicle(makers.maker_hanhai, serial=serial).vin
        assert (plan_of(register(makers, vin_text=vin, delivered_on=day)) == own) == (serial == 1)


def test_a_change_by_somebody_else_is_told_and_what_it_said_before_is_kept(makers: Cast) -> None:
    made, maker = draft(makers), makers.maker_hanhai
    with acting_as(makers.scope(maker)):
        arguments: dict[str, Any] = {"plan": made, "by": makers.actor(maker), "at": NOW + DAY, "version": 1}
        services.edit_plan(content=replace(CONTENT, name="Care 2"), **arguments)
        with pytest.raises(Conflict):
            services.edit_plan(content=replace(CONTENT, name="Care 3"), **arguments)
        made.refresh_from_db()
        assert made.content.name == "Care 2"
        assert made.events.get(kind="edit").values["before"]["name"] == "Care"


def test_only_makers_draft_and_nobody_publishes_anothers(makers: Cast) -> None:
    with acting_as(makers.scope(makers.dealer_nairobi)), pytest.raises(PermissionDenied):
        services.draft_plan(content=CONTENT, by=makers.actor(makers.dealer_nairobi), at=NOW)
    made, other = draft(makers), makers.maker_lanting
    with acting_as(makers.scope(other)), pytest.raises(PermissionDenied):
        engine.perform(made, "publish", by=makers.actor(other), at=NOW, given={"note": ""}, version=None, key="")
    with system_scope("test"):
        assert not PlanTerm.objects.filter(manufacturer=makers.maker_hanhai).exists()
