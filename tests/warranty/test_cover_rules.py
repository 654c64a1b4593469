"""Whether a part is covered: the pure rule, by examples and by what must hold for every plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.vehicles.components import Component
from apps.warranty.content import PlanContent
from apps.warranty.coverage import Decision, Span, Term, decide
from apps.warranty.groups import Group, usual_group

START = date(2026, 2, 10)
PLAN = PlanContent(
    name="Care",
    effective_from=date(2026, 1, 1),
    terms=(
        Term(36, 100_000, "basic"),
        Term(60, 150_000, "powertrain"),
        Term(96, 160_000, "battery", 70),
        Term(84, None, "corrosion"),
        Term(None, 20_000, "wear"),
        Term(12, 20_000, "repair_parts"),
    ),
    source="Booklet",
)


def ask(component: str, on: date, km: int, plan: PlanContent = PLAN, **more: object) -> Decision:
    return decide(plan, component, starts_on=START, on=on, km=km, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("component", "on", "km", "verdict"),
    [
        ("charging", date(2029, 2, 9), 100_000, "covered"),
        ("charging", date(2029, 2, 10), 10, "ended_by_day"),
        ("charging", date(2026, 3, 1), 100_001, "ended_by_distance"),
        ("charging", date(2026, 2, 9), 0, "not_begun"),
        ("drive_motor", date(2029, 2, 10), 120_000, "covered"),
        ("high_voltage_battery", date(2034, 2, 9), 160_000, "covered"),
        ("corrosion", date(2033, 2, 9), 900_000, "covered"),
        ("tyres_wheels", date(2040, 1, 1), 20_000, "covered"),
        ("paint", date(2026, 3, 1), 10, "not_in_plan"),
    ],
)
def test_each_group_has_its_own_end(component: str, on: date, km: int, verdict: str) -> None:
    assert ask(component, on, km).verdict == verdict


def test_a_group_that_is_left_out_is_left_out_of_the_whole_car_too() -> None:
    whole = replace(PLAN, terms=(Term(36, None, "whole_car"),), excluded_groups=("wear",))
    assert ask("paint", date(2026, 3, 1), 10, whole).covered
    assert ask("tyres_wheels", date(2026, 3, 1), 10, whole).verdict == "excluded"


def test_a_part_may_belong_to_another_group_than_usual() -> None:
    moved = replace(PLAN, moved={"charging": "powertrain"})
    assert (ask("charging", date(2030, 1, 1), 10).covered, ask("charging", date(2030, 1, 1), 10, moved).covered) == (
        False,
        True,
    )


def test_a_plan_that_does_not_go_to_the_next_owner_ends_with_the_sale() -> None:
    personal, sold = replace(PLAN, transferable=False), date(2027, 1, 1)
    assert ask("charging", sold - timedelta(days=1), 10, personal, transferred_on=sold).covered
    assert ask("charging", sold, 10, personal, transferred_on=sold).verdict == "not_transferred"
    assert ask("charging", sold, 10, PLAN, transferred_on=sold).covered


def test_a_part_fitted_in_a_repair_is_covered_for_its_own_term_when_that_is_longer() -> None:
    late, early = date(2029, 1, 15), date(2026, 6, 1)
    fitted = [Term(12, 20_000).span(late, from_km=90_000)]
    found = ask("charging", date(2029, 12, 1), 105_000, fitted=fitted)
    assert (found.covered, found.by_repair) == (True, True)
    assert ask("charging", date(2029, 12, 1), 110_001, fitted=fitted).verdict == "ended_by_distance"
    soon = ask("charging", date(2026, 7, 1), 5_000, fitted=[Term(12, 20_000).span(early, from_km=4_000)])
    assert (soon.covered, soon.by_repair) == (True, False)
    assert ask("paint", date(2026, 7, 1), 10, fitted=[Span(early, date(2026, 6, 2), None)]).verdict == "not_in_plan"


def test_what_is_left_is_said_in_whole_months_days_and_kilometres() -> None:
    span = Term(36, 100_000).span(START)
    assert (span.months_left(date(2029, 1, 10)), span.months_left(date(2029, 1, 11))) == (1, 0)
    assert (span.days_left(date(2029, 2, 8)), span.days_left(date(2029, 3, 1))) == (1, 0)
    assert (span.km_left(99_999), span.km_left(120_000)) == (1, 0)
    assert Term(None, 5).span(START).months_left(START) is None


limits = st.one_of(st.none(), st.integers(1, 240)), st.one_of(st.none(), st.integers(1, 300_000))
terms = st.tuples(*limits).filter(any)
plans = st.builds(
    lambda given, goes: replace(PLAN, terms=tuple(Term(*given[g], g) for g in given), transferable=goes),
    st.dictionaries(st.sampled_from([g for g in Group if g != Group.REPAIR_PARTS]), terms, min_size=1),
    st.booleans(),
)
faults = st.tuples(st.sampled_from(Component), st.integers(0, 9_000), st.integers(0, 400_000))


@settings(max_examples=60)
@given(plans, faults)
def test_who_is_covered_was_covered_before_and_with_less_on_the_odometer(plan: PlanContent, fault: tuple) -> None:  # type: ignore[type-arg]
    component, days, km = fault
    if ask(component, START + timedelta(days=days), km, plan).covered:
        assert ask(component, START, km, plan).covered
        assert ask(component, START + timedelta(days=days), 0, plan).covered


@settings(max_examples=60)
@given(plans, faults, st.integers(0, 400_000))
def test_a_repair_never_takes_cover_away(plan: PlanContent, fault: tuple, repaired_km: int) -> None:  # type: ignore[type-arg]
    component, days, km = fault
    on = START + timedelta(days=days)
    fitted = [Term(12, 20_000).span(START + timedelta(days=days // 2), from_km=repaired_km)]
    without, within = ask(component, on, km, plan), ask(component, on, km, plan, fitted=fitted)
    assert within.covered or not without.covered
    assert within.covered == (without.covered or fitted[0].verdict(on, km) == "covered")


@settings(max_examples=40)
@given(plans, faults)
def test_nothing_is_covered_by_a_term_that_the_plan_does_not_have(plan: PlanContent, fault: tuple) -> None:  # type: ignore[type-arg]
    component, days, km = fault
    found = ask(component, START + timedelta(days=days), km, plan)
    promised = {term.group for term in plan.terms}
    if found.covered:
        assert found.term in plan.terms and {usual_group(component), Group.WHOLE} & promised


@settings(max_examples=30)
@given(plans)
def test_a_draft_says_the_same_after_it_was_kept(plan: PlanContent) -> None:
    assert PlanContent.from_json(plan.as_json()) == plan
