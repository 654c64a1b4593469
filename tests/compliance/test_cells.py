"""Day counts read whole, vehicles counted for all flags at once, tallies mended: each against a plain way."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime

import pytest
from django.db.models import F, Q

from apps.claims.models import Claim
from apps.compliance import tallies
from apps.compliance.affected_vehicles import vehicles_affected
from apps.compliance.cells import Cell, load
from apps.compliance.evidence import clocks_counted, judged_day
from apps.compliance.models import Tally
from apps.compliance.targets import Targets
from apps.duties.models import Clock
from apps.lab.simulation.industry import Plan, build
from apps.organizations.models import Organization
from apps.organizations.scope import system_scope
from apps.parts.models import OrderLine

PLAN = Plan(seed=3, months=14, clocks=3_000, as_of=datetime(2026, 10, 1, tzinfo=UTC), makers=3)
#: A midnight and the middle of a day: the day that is not over is counted from its clocks.
MOMENTS = [datetime(2026, 9, 15, tzinfo=UTC), datetime(2026, 9, 15, 13, 30, tzinfo=UTC)]


@pytest.fixture(scope="module")
def built(lasting: None) -> None:
    build(PLAN)


@pytest.fixture
def makers(built: None, db: None) -> list[int]:
    with system_scope("test"):
        rows = Organization.objects.filter(kind=Organization.Kind.MANUFACTURER)
        return list(rows.order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize("as_of", MOMENTS)
def test_day_counts_are_those_of_the_clocks(makers: list[int], as_of: datetime) -> None:
    with system_scope("test"):
        counts = load(makers, as_of=as_of, targets=Targets(), by_unit=True)
        clocks = Clock.objects.filter(counts=True, due_at__lt=as_of, obligation__judged=True)
        clocks = clocks.exclude(ending="fell_away", stopped_at__lte=F("due_at"))
        expected: dict[Cell, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        for clock in clocks:
            assert clock.due_at is not None
            met = clock.stopped_at is not None and clock.stopped_at <= clock.due_at
            for cell in counts.cells:
                mine = (cell.manufacturer_id, cell.obligation) == (clock.manufacturer_id, clock.obligation_id)
                if mine and cell.covers(str(clock.country)):
                    day = expected[cell][clock.due_at.astimezone(UTC).toordinal()]
                    day[0], day[1] = day[0] + 1, day[1] + met
    assert set(counts.cells) == set(expected)
    for number, cell in enumerate(counts.cells):
        found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for day, due, met, _target in zip(*counts.rows_of(number), strict=True):
            found[int(day)][0] += int(due)
            found[int(day)][1] += int(met)
        assert found == expected[cell]


@pytest.mark.parametrize("window", [21, 180])
def test_vehicles_affected_are_those_behind_the_clocks(makers: list[int], window: int) -> None:
    as_of = MOMENTS[0]
    with system_scope("test"):
        counts = load(makers[:1], as_of=as_of, targets=Targets(), by_unit=True)
        countries = sorted({cell.country for cell in counts.cells} - {""})
        found = vehicles_affected([(cell, window) for cell in counts.cells], countries=countries, as_of=as_of)
        assert sum(found.values()) > 0
        for cell in counts.cells:
            ids = clocks_counted(cell, judged_day(as_of), window, as_of, by_unit=True)
            missed = Clock.objects.filter(pk__in=ids).filter(Q(stopped_at=None) | Q(stopped_at__gt=F("due_at")))
            assert found[cell] == len({_vehicle(clock) for clock in missed}), cell


def _vehicle(clock: Clock) -> str:
    if clock.subject_kind == "claim":
        return f"v{Claim.objects.get(pk=clock.subject_id).vehicle_id}"
    line = OrderLine.objects.select_related("order").get(pk=clock.subject_id)
    claim = Claim.objects.filter(number=line.order.claim_number).first() if line.order.claim_number else None
    return f"v{claim.vehicle_id}" if claim else f"l{line.pk}"


def test_no_cells_have_no_vehicles(db: None) -> None:
    assert vehicles_affected([], countries=[], as_of=MOMENTS[0]) == {}


def test_a_rebuild_mends_what_is_wrong_and_leaves_the_rest(makers: list[int]) -> None:
    with system_scope("test"):
        assert tallies.rebuild() == 0
        rows = list(Tally.objects.order_by("pk")[:6])
        Tally.objects.filter(pk=rows[0].pk).delete()  # lost
        Tally.objects.filter(pk=rows[1].pk).update(due=F("due") + 5)  # wrong
        Tally.objects.create(  # of no clock
            manufacturer_id=makers[0], country="AQ", obligation_id="repair", due_on=date(2026, 1, 1), due=3, met=1
        )
        # Left by its clocks: no error, so it goes uncounted.
        Tally.objects.create(manufacturer_id=makers[0], country="AQ", obligation_id="repair", due_on=date(2026, 1, 2))
        untouched = Tally.objects.get(pk=rows[2].pk)
        assert tallies.rebuild() == 3
        assert tallies.differences() == []
        assert tallies.rebuild() == 0
        assert Tally.objects.get(pk=rows[2].pk).pk == untouched.pk
        assert not Tally.objects.filter(country="AQ").exists()
