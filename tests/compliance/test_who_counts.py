"""What counts as one piece of evidence, whose cars count, and that nobody is convicted by one owner or one dealer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Sum

from apps.casework.facts import as_known
from apps.claims import services as claims
from apps.claims.models import Claim
from apps.compliance import tallies
from apps.compliance.evaluation import evaluate_manufacturer, judge_manufacturers
from apps.compliance.models import Flag, Judgement, State, Tally
from apps.duties.models import Clock
from apps.judgement.version import RULE_2026_1
from apps.organizations.models import Organization
from apps.organizations.scope import acting_as, system_scope
from apps.vehicles.models import Registration, Vehicle
from tests.cast import NOW, Cast
from tests.compliance.conftest import AS_OF, LAST_DAY, History
from tests.factories import make_vehicle
from tests.parts.conftest import Shop, shop  # noqa: F401  # a fixture

GOOD, DROPPED = [0.96] * 60, [0.95] * 48 + [0.70] * 12
SCREWS = 400


def sweep(day: date = LAST_DAY) -> None:
    call_command("compliance_sweep", "--as-of", str(day), stdout=StringIO())


def order(cast: Cast, day: date, *, lines: int, late: int, unit: str) -> None:
    """An order of Savanna Motors to Hanhai with so many lines, due on one day."""
    with system_scope("test"):
        model = Clock.objects.order_by("-id").first()
        assert model is not None
        due = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        for line in range(lines):
            model.pk, model.subject_id = None, 900_000 + line
            model.subject_label, model.unit, model.due_at = unit, unit, due
            model.started_at = due - timedelta(days=9)
            model.stopped_at = due + timedelta(days=2 if line < late else -2)
            model.save(force_insert=True)
        tallies.rebuild()


def state_of(cast: Cast) -> str:
    return Judgement.objects.get(manufacturer=cast.maker_hanhai, scope_kind="country", scope_code="KE").state


def test_a_hundred_screws_clear_no_flag(cast: Cast, history: History) -> None:
    """Seen: one order of 100 screws turned 27 of 38 into 126 of 137, and the flag was cleared."""
    history(cast.maker_hanhai.pk, "KE", weekly=4, kept=[1.0] * 40 + [0.5] * 20)
    sweep(LAST_DAY - timedelta(days=1))
    order(cast, LAST_DAY, lines=SCREWS, late=0, unit="PO-SCREWS")
    sweep()
    with system_scope("test"):
        flag = Flag.objects.get(scope_kind="country")
        assert (flag.status, state_of(cast)) == (Flag.Status.OPEN, State.LAGGING)
        assert tallies.differences() == []
        row = Tally.objects.get(due_on=LAST_DAY, due__gte=SCREWS)
        assert row.units == row.due - SCREWS + 1


def test_the_worst_line_of_an_order_decides(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=1, kept=[1.0])
    order(cast, LAST_DAY - timedelta(days=1), lines=10, late=1, unit="PO-TEN")
    with system_scope("test"):
        row = Tally.objects.get(due_on=LAST_DAY - timedelta(days=1))
        assert (row.due, row.met, row.units, row.units_met) == (10, 9, 1, 0)


def test_lines_of_an_order_are_one_unit_and_those_for_a_claim_stand_with_it(shop: Shop) -> None:  # noqa: F811
    alone = shop.submitted()
    shop.submitted(claim_number="C-REPAIR")
    with system_scope("test"):
        units = Clock.objects.filter(obligation_id="parts_supply").values_list("unit", flat=True)
        assert sorted(units) == sorted([alone.number] * 2 + ["C-REPAIR"] * 2)


def test_cars_that_nobody_proved_accuse_nobody(cast: Cast, history: History) -> None:
    """Seen: 25 invented VINs of one account made three flags on an innocent manufacturer."""
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=GOOD)
    history(cast.maker_hanhai.pk, "KE", weekly=25, kept=[0.0] * 12, unproven=True, owner_id=cast.amina.pk)
    sweep()
    with system_scope("test"):
        assert not Flag.objects.exists()
        assert state_of(cast) == State.COMPLIANT
        assert (Tally.objects.aggregate(n=Sum("due") - Sum("units"))["n"]) == 25 * 12
        assert tallies.differences() == []


def invented(cast: Cast) -> Vehicle:
    vehicle = make_vehicle(
        cast.maker_hanhai, owner=cast.amina, dealer=cast.dealer_nairobi, exported_on=None, delivered_on=date(2026, 2, 1)
    )
    with system_scope("test"):
        Registration.objects.create(
            vehicle=vehicle, vin=vehicle.vin, delivered_on=date(2026, 2, 1), odometer_km=10, registered_at=NOW,
            **vehicle.sides(),
        )  # fmt: skip
    return vehicle


def file(cast: Cast, vehicle: Vehicle) -> Claim:
    with acting_as(cast.scope(cast.amina)):
        return claims.file_claim(
            by=cast.actor(cast.amina), vehicle=vehicle, dealer_id=cast.dealer_nairobi.pk, component="charging",
            complaint="They squeal since yesterday.", occurred_on=NOW.date(), odometer_km=20, immobilised=False,
            request_key="once", at=NOW,
        )  # fmt: skip


def respond(cast: Cast, claim: Claim) -> None:
    with acting_as(cast.scope(cast.dealer_nairobi)):
        claims.respond(claim=claim, by=cast.actor(cast.dealer_nairobi), message="Bring it in.", at=NOW)


def judged_due(cast: Cast, as_of: datetime) -> int:
    found = judge_manufacturers([cast.maker_hanhai.pk], as_of=as_of)
    return sum(f.judged.due for f in found if f.cell.scope_kind == "country" and f.cell.obligation == "repair")


@pytest.mark.parametrize("proof", ["verified", "exported"])
def test_a_car_counts_from_the_day_on_which_it_is_proven(cast: Cast, proof: str) -> None:
    """And what was judged before, asked as known then, is what it was."""
    vehicle = invented(cast)
    respond(cast, file(cast, vehicle))
    later = datetime(2026, 6, 1, tzinfo=UTC)
    with system_scope("test"):
        Clock.objects.update(counts=True)  # whatever warranty says
        assert set(Clock.objects.values_list("unproven", flat=True)) == {True}
        before = evaluate_manufacturer(cast.maker_hanhai.pk, as_of=later, at=later)
        assert judged_due(cast, later) == 0
        if proof == "verified":
            Registration.objects.update(status="verified", verified_at=later, verified_by="papers")
        else:
            Vehicle.objects.filter(pk=vehicle.pk).update(exported_on=date(2026, 1, 9))
        next_day = later + timedelta(days=1)
        evaluate_manufacturer(cast.maker_hanhai.pk, as_of=next_day, at=next_day)
        assert judged_due(cast, next_day) == 1
        assert tallies.differences() == []
        assert before.known_at is not None
        with as_known(before.known_at):
            assert judged_due(cast, later) == 0


def test_a_recorded_car_counts_at_once(cast: Cast) -> None:
    vehicle = invented(cast)
    with system_scope("test"):
        Vehicle.objects.filter(pk=vehicle.pk).update(exported_on=date(2026, 1, 9))
        vehicle.refresh_from_db()
    claim = file(cast, vehicle)
    with system_scope("test"):
        clock = Clock.objects.get()
    assert (clock.unproven, clock.unit) == (False, claim.number)


def other_dealer() -> Organization:
    with system_scope("test"):
        return Organization.objects.create(
            kind=Organization.Kind.DEALER, name="Rift Garage", slug="rift-garage", country="KE"
        )


def behind(flag: Flag) -> dict[str, Any]:
    link = flag.evidence.order_by("sequence").first()
    assert link is not None
    told: dict[str, Any] = link.content["behind"]
    return told


def test_one_owner_convicts_nobody(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=GOOD, owner_id=cast.boris.pk)
    history(cast.maker_hanhai.pk, "KE", weekly=10, kept=[0.0] * 12, owner_id=cast.amina.pk)
    sweep()
    with system_scope("test"):
        assert not Flag.objects.exists()
        assert state_of(cast) == State.WATCH


def test_one_bad_dealer_beside_a_good_one_convicts_nobody(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=GOOD)
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=[0.5] * 12, dealer_id=other_dealer().pk)
    sweep()
    with system_scope("test"):
        assert not Flag.objects.filter(scope_kind="country").exists()
        assert state_of(cast) == State.WATCH


def test_two_bad_dealers_do_and_the_evidence_says_who_stands_behind_it(cast: Cast, history: History) -> None:
    for dealer in (cast.dealer_nairobi, other_dealer()):
        history(cast.maker_hanhai.pk, "KE", weekly=20, kept=DROPPED, dealer_id=dealer.pk)
    sweep()
    with system_scope("test"):
        told = behind(Flag.objects.get(scope_kind="country"))
    assert (told["dealers"], told["without_dealer"], told["largest_dealer"]) == (2, "holds", 0.5)
    assert told["cases"] >= 40 * 8
    assert str(cast.dealer_nairobi.pk) not in {str(value) for value in told.values()}


def test_a_manufacturer_with_a_single_dealer_is_found(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=DROPPED)
    sweep()
    with system_scope("test"):
        told = behind(Flag.objects.get(scope_kind="country"))
    assert (told["dealers"], told["without_dealer"]) == (1, "not_applicable")


def test_rules_before_count_single_duties(cast: Cast, history: History) -> None:
    """What 2026.1 judged it judges again by duties, proven or not."""
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=GOOD, unproven=True)
    with system_scope("test"):
        old = judge_manufacturers([cast.maker_hanhai.pk], as_of=AS_OF, rule=RULE_2026_1)
        new = judge_manufacturers([cast.maker_hanhai.pk], as_of=AS_OF)
    assert {finding.judged.due for finding in old} == {20 * 13}
    assert {finding.judged.due for finding in new} <= {0}
