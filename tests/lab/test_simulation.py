"""The simulated industry holds its own rules, shows its truth, and is the same for the same seed."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.claims.models import Claim
from apps.compliance import tallies
from apps.compliance.models import Flag, Tally
from apps.duties.models import Clock
from apps.duties.selectors import calendar_of
from apps.duties.services import due, intervals_of
from apps.lab.simulation.faults import FAULTS, components_of
from apps.lab.simulation.industry import Plan, build, truth
from apps.organizations.scope import system_scope
from apps.parts.models import PartsOrder
from apps.parts.services.order_work import next_due
from apps.vehicles.vin_reading import read_vin

PLAN = Plan(seed=7, months=18, clocks=6_000, as_of=datetime(2026, 10, 1, tzinfo=UTC), makers=6)


@pytest.fixture(scope="module")
def built(lasting: None) -> None:
    build(PLAN)


@pytest.fixture
def industry(built: None, db: None) -> None:
    """The plan's industry; what a test adds to it goes with the test."""


def test_due_times_are_those_of_the_arithmetic(industry: None) -> None:
    with system_scope("test"):
        clocks = list(Clock.objects.select_related("version").order_by("id")[::97])
        assert len(clocks) > 40
        for clock in clocks:
            assert clock.due_at == due(intervals_of(clock), clock.version, calendar_of(str(clock.country)))


def test_nothing_lies_in_the_future_and_every_case_exists(industry: None) -> None:
    with system_scope("test"):
        assert not Clock.objects.filter(stopped_at__gt=PLAN.as_of).exists()
        claims = set(Claim.objects.values_list("pk", flat=True))
        assert set(Clock.objects.filter(subject_kind="claim").values_list("subject_id", flat=True)) <= claims
        assert tallies.differences() == []


def test_the_truth_shows_in_the_tallies(industry: None) -> None:
    lagging = next(maker for maker in truth(PLAN) if maker.kind == "lagging")
    good = next(maker for maker in truth(PLAN) if maker.kind == "good")
    assert lagging.lagging_from is not None
    with system_scope("test"):
        before = share(lagging.slug, due_on__lt=lagging.lagging_from)
        after = share(lagging.slug, due_on__gte=lagging.lagging_from + timedelta(days=45))
        assert before > 0.92
        assert after < 0.85
        assert share(good.slug) > 0.94


def share(slug: str, **window: Any) -> float:
    rows = Tally.objects.filter(manufacturer__slug=slug, due_on__lt=PLAN.as_of.date()).filter(**window)
    due_count, met = (sum(rows.values_list(name, flat=True)) for name in ("due", "met"))
    return met / due_count


def test_the_same_seed_gives_the_same_industry() -> None:
    assert truth(PLAN) == truth(PLAN)
    assert truth(PLAN) != truth(Plan(8, 18, 6_000, PLAN.as_of, 6))


def test_a_database_with_clocks_is_left_alone(industry: None) -> None:
    with pytest.raises(CommandError, match="has clocks already"):
        call_command("simulate", "--clocks", "1000")


def test_flags_find_the_lagging_and_nobody_else(industry: None) -> None:
    call_command("compliance_sweep", "--as-of", "2026-09-30", stdout=StringIO())
    lagging = {maker.slug for maker in truth(PLAN) if maker.kind == "lagging"}
    with system_scope("test"):
        flagged = set(Flag.objects.values_list("manufacturer__slug", flat=True))
    assert flagged <= lagging


def test_claims_are_of_people_who_say_what_can_fail_on_their_cars(industry: None) -> None:
    with system_scope("test"):
        claims = list(Claim.objects.select_related("vehicle", "owner", "contact"))
    commonest = Counter(claim.complaint for claim in claims).most_common(1)[0][1]
    assert commonest < len(claims) / 50
    assert {claim.contact.name for claim in claims} == {claim.owner.full_name for claim in claims}
    assert not [claim for claim in claims if claim.component not in components_of(claim.powertrain)]
    assert not [claim for claim in claims if claim.vehicle.model_year not in read_vin(claim.vin).model_years]
    scripts = {_script(claim.complaint) for claim in claims}
    assert scripts == {"LATIN", "CJK", "ARABIC"}


def _script(text: str) -> str:
    letter = next(c for c in text if c.isalpha())
    return unicodedata.name(letter).split()[0]


def test_orders_stand_by_the_due_time_of_their_lines(industry: None) -> None:
    """Late ones too: without it the list by due time had none of them."""
    with system_scope("test"):
        orders = PartsOrder.objects.prefetch_related("lines")
        assert orders.filter(next_due_at__isnull=False).exists()
        for order in orders:
            assert order.next_due_at == next_due(line.pk for line in order.lines.all())


def test_a_fault_says_the_same_in_every_language() -> None:
    for faults in FAULTS.values():
        for fault in faults:
            assert all((fault.en, fault.zh, fault.ar, fault.cause, fault.correction, fault.part))
            assert (_script(fault.en), _script(fault.zh), _script(fault.ar)) == ("LATIN", "CJK", "ARABIC")
