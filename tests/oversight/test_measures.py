"""The measures read from rows agree with the pure definitions, taken row by row in Python."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from lifelines import KaplanMeierFitter

from apps.claims.models import Claim
from apps.duties.models import Clock
from apps.judgement.statistics.ages import ages_of
from apps.lab.simulation.industry import Plan, build
from apps.organizations.models import Organization
from apps.organizations.scope import system_scope
from apps.oversight.filters import Selection
from apps.oversight.league import figures
from apps.oversight.measures import (
    MEASURES,
    backorder_age,
    denial_rate,
    line_fill_rate,
    out_of_service,
    repeat_repairs,
    service_points,
)
from apps.oversight.measures.days_to_repair import repair_times
from apps.oversight.measures.span import Span
from apps.oversight.sheet import sheet_of
from apps.oversight.whose_delay import by_party, waiting_days
from apps.parts.models import OrderLine
from tests.oracles.downtime import days_by_warranty_year
from tests.oracles.repeats import Repair, repeat_repair_rate
from tests.oracles.supply import OrderLine as PureLine
from tests.oracles.supply import line_fill_rate as pure_fill_rate

AS_OF = datetime(2026, 10, 1, tzinfo=UTC)
UNTIL = date(2026, 9, 30)
#: Start of the warranty, and first and last dates off the road.
Stay = tuple[date, list[tuple[date, date | None]]]
PLAN = Plan(seed=5, months=16, clocks=4_000, as_of=AS_OF, makers=4)


@pytest.fixture(scope="module")
def built(lasting: None) -> None:
    build(PLAN)


@pytest.fixture
def spans(built: None, db: None) -> list[Span]:
    """One year of each manufacturer of a small industry, as the system sees it."""
    with system_scope("test"):
        makers = Organization.objects.filter(kind=Organization.Kind.MANUFACTURER).order_by("pk")
        found = [Span(UNTIL - timedelta(days=364), UNTIL, maker.pk) for maker in makers]
        found.append(Span(UNTIL - timedelta(days=364), UNTIL, makers[0].pk, powertrain="bev"))
        return [span for span in found if span.claims().exists()]


def test_repair_times_count_every_claim_once(spans: list[Span]) -> None:
    with system_scope("test"):
        for span in spans:
            times = repair_times(
                filed_from=span.start, as_of=span.end, manufacturer_id=span.manufacturer_id, powertrain=span.powertrain
            )
            assert times is not None
            rows = list(span.claims())
            assert times.cases == len(rows)
            repaired = [row for row in rows if row.repaired_at and row.repaired_at <= span.end]
            assert times.repaired == len(repaired)
            ends = [row.repaired_at or _refused_at(row) or span.end for row in rows]
            days = [(min(end, span.end) - row.filed_at).days for end, row in zip(ends, rows, strict=True)]
            reference = KaplanMeierFitter().fit(days, [row in repaired for row in rows])
            curve = times.waiting()
            expected = reference.survival_function_at_times(curve.times).to_numpy()
            assert np.allclose(curve.survival, expected, rtol=0, atol=1e-9)
            median = reference.median_survival_time_
            assert curve.quantile(0.5).value == (None if np.isinf(median) else median)


def _refused_at(row: Claim) -> datetime | None:
    return row.closed_at if row.status in {"denied", "withdrawn"} else None


def test_vehicles_beyond_the_limit_are_those_of_the_definition(spans: list[Span]) -> None:
    with system_scope("test"):
        for span in spans:
            found = out_of_service.vehicles_beyond_limit(span)
            days = {
                (vin, country): days_by_warranty_year(visits, warranty_start=start, until=span.until)[-1].days_out
                for (vin, country), (start, visits) in _visits(span, set(found.limits)).items()
            }
            limits = {code: right.value for code, right in found.limits.items()}
            assert limits
            assert found.judged == sum(out > 0 for out in days.values())
            assert {(row.vin, row.country): row.days for row in found.beyond} == {
                key: out for key, out in days.items() if out > limits[key[1]]
            }


def _visits(span: Span, countries: set[str]) -> dict[tuple[str, str], Stay]:
    """VIN and country → (start of warranty, visits) of the span's manufacturer, as the definition tells them."""
    rows = (
        Claim.objects.filter(manufacturer_id=span.manufacturer_id, in_warranty=True, country__in=countries)
        .exclude(status__in=["denied", "withdrawn"])
        .select_related("vehicle__coverage")
    )
    if span.powertrain:
        rows = rows.filter(powertrain=span.powertrain)
    found: dict[tuple[str, str], Stay] = {}
    for row in rows:
        first = row.filed_at if row.immobilised else row.vehicle_in_at
        last = row.handed_back_at or row.closed_at
        if first is None or first.date() > span.until:
            continue
        visits = found.setdefault((row.vin, str(row.country)), (row.vehicle.coverage.starts_on, []))[1]
        visits.append((first.date(), min(last.date(), span.until) if last else None))
    return found


def test_repeat_repairs_are_those_of_the_definition(spans: list[Span]) -> None:
    with system_scope("test"):
        for span in spans:
            everything = Claim.objects.filter(manufacturer_id=span.manufacturer_id)
            rows = everything.filter(in_warranty=True, **span.narrowed())
            done = [
                Repair(row.vehicle_id, row.component, row.filed_at.date(), row.repaired_at.date())
                for row in rows.exclude(repaired_at=None)
                if row.repaired_at
            ]
            back = [(row.vehicle_id, row.component, row.filed_at.date()) for row in everything]
            expected = repeat_repair_rate(done, back, since=span.since, until=span.until)
            found = repeat_repairs.find(span)
            assert (found.followed, found.repeated) == (expected.followed, expected.repeated)
            assert repeat_repairs.came_back(span).count() == found.repeated


def test_parts_supply_is_that_of_the_definition(spans: list[Span]) -> None:
    late = []
    with system_scope("test"):
        for span in spans:
            lines = OrderLine.objects.filter(manufacturer_id=span.manufacturer_id, split_from=None)
            lines = lines.select_related("order").exclude(cancelled_by="dealer")
            if span.powertrain:
                lines = lines.filter(order__powertrain=span.powertrain)
            pure = [
                PureLine(line.order.submitted_at.date(), line.first_promised_on, line.dispatched_on)
                for line in lines
                if line.order.submitted_at and line.first_promised_on
            ]
            found = line_fill_rate.find(span)
            assert (found.promised, found.filled) == pure_fill_rate(pure, since=span.since, until=span.until)
            assert found.filled > 0
            late.append(found.promised - found.filled)
            assert line_fill_rate.unkept_lines(span).count() == found.promised - found.filled
            waiting = list(backorder_age.waiting_lines(span))
            ages = [(line.order.submitted_at or AS_OF).date() for line in waiting]
            assert backorder_age.find(span) == ages_of(ages, at=span.until)
    assert sum(late) > len(late)


def test_denials_stand_beside_those_of_the_peers(spans: list[Span]) -> None:
    with system_scope("test"):
        for span in spans[:-1]:
            found = denial_rate.denials(span)
            decided = [row for row in span.claims() if row.status == "denied" or row.repaired_at]
            assert found.decided == len(decided)
            assert found.denied == sum(row.status == "denied" for row in decided)
            assert found.denied == denial_rate.denied_claims(span).count()
            assert found.peers == 3
            assert found.limits is not None


def test_repairs_are_followed_for_thirty_days() -> None:
    assert repeat_repairs.FOLLOW_UP_DAYS == 30
    assert "30 days" in repeat_repairs.MEASURE.formula


def test_coverage_counts_points_that_worked(spans: list[Span]) -> None:
    with system_scope("test"):
        for span in spans[:-1]:
            network = service_points.network(span)
            assert network.coverage.vehicles == sum(place.vehicles for place in network.places)
            assert network.promised.promised == sum(place.promised for place in network.places)
            worked = {
                (row.dealer_id, str(row.country))
                for row in Claim.objects.filter(manufacturer_id=span.manufacturer_id, repaired_at__gte=span.start)
                if row.repaired_at and row.repaired_at < span.end
            }
            for place in network.places:
                assert all((point.dealer_id, place.country) not in worked for point in place.silent)
                assert place.active + len(place.silent) == place.promised


def test_whose_delay_it_was_adds_up(spans: list[Span]) -> None:
    span = spans[0]
    selection = Selection(span.since, span.until, manufacturer=span.manufacturer_id)
    with system_scope("test"):
        clocks = Clock.objects.filter(
            manufacturer_id=span.manufacturer_id,
            obligation_id="repair",
            counts=True,
            started_at__lt=span.end,
        ).prefetch_related("intervals")
        expected: dict[str, float] = defaultdict(float)
        for clock in clocks:
            for interval in clock.intervals.all():
                end = min(interval.ended_at or clock.stopped_at or span.end, span.end)
                began = max(interval.started_at, span.start)
                if end > began:
                    expected[interval.party] += (end - began).total_seconds() / 86400
        assert waiting_days(selection) == pytest.approx(dict(expected))
        assert {row.party for row in by_party(figures(selection))} == {"dealer", "manufacturer"}


def test_every_measure_has_a_reading_at_a_constant_cost(
    spans: list[Span], django_assert_max_num_queries: object
) -> None:
    with system_scope("test"), django_assert_max_num_queries(46):  # type: ignore[operator]
        sheet = sheet_of(spans[0])
    said = {code for code, measure in MEASURES.items() if measure.say}
    assert {reading.measure.code for reading in sheet.readings} == said
    assert all(reading.counted for reading in sheet.readings)


def test_a_market_without_a_limit_judges_nobody(spans: list[Span]) -> None:
    nowhere = replace(spans[0], country="AQ")
    with system_scope("test"):
        assert out_of_service.vehicles_beyond_limit(nowhere) == out_of_service.Downtime(0, [], {})
