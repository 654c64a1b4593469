"""Each measure from plain inputs: worked examples of docs/measures.md, edges, and laws."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.judgement.statistics.ages import ages_of
from apps.judgement.statistics.coverage import promised_points, service_point_coverage
from apps.judgement.statistics.grouped import from_causes
from apps.judgement.statistics.proportion import wilson
from apps.oversight.measures import MEASURES
from apps.oversight.measures.days_to_repair import REFUSED, REPAIRED, RepairTimes
from apps.oversight.measures.definition import Direction
from tests.conftest import ROOT
from tests.oracles.downtime import days_by_warranty_year, days_out_of_service, vehicles_beyond_limit
from tests.oracles.repeats import Repair, repeat_repair_rate
from tests.oracles.supply import OrderLine, line_fill_rate

DAY = timedelta(days=1)
JAN = date(2026, 1, 1)


def jan(day: int) -> date:
    return JAN + (day - 1) * DAY


def test_every_measure_names_and_explains_its_formula_source_and_function() -> None:
    explained = (ROOT / "docs/measures.md").read_text(encoding="utf-8")
    for code, measure in MEASURES.items():
        assert measure.code == code
        assert f"## {measure.name.partition(', ')[0]}\n" in explained
        assert measure.formula.endswith((".", "limits.", "buckets."))
        assert any(sign in measure.source for sign in ("Policy of this portal", "policy of this portal", "(19", "号"))
        assert (measure.find is None) == (measure.say is None) == (code == "kept_share")
    assert MEASURES["denial_rate"].direction is Direction.NEAR_PEERS


# Days to repair: the set of DOMAIN.md 5.1 as grouped counts.


def times_of(days: list[int], repaired: list[int], refused: list[int], still_open: list[int]) -> RepairTimes:
    grouped = from_causes(days, {REPAIRED: repaired, REFUSED: refused}, still_open)
    return RepairTimes(grouped, sum(repaired), sum(refused), sum(still_open))


def test_days_to_repair_of_the_worked_set() -> None:
    times = times_of(
        [3, 5, 8, 12, 15, 20, 30, 41, 60],
        repaired=[1, 2, 0, 1, 1, 0, 1, 0, 0],
        refused=[0, 0, 1, 0, 0, 0, 0, 0, 0],
        still_open=[0, 0, 0, 0, 0, 1, 0, 1, 1],
    )
    assert (times.cases, times.open) == (10, 3)
    assert times.waiting().quantile(0.5).value == 15
    assert times.waiting().quantile(0.9).value is None
    assert {k: round(v, 4) for k, v in times.shares().shares_at(30).items()} == {
        "repaired": 0.6333,
        "refused": 0.1,
        "open": 0.2667,
    }


def test_denying_everything_does_not_look_like_repairing() -> None:
    times = times_of([5, 10], repaired=[1, 0], refused=[0, 9], still_open=[0, 0])
    assert times.waiting().quantile(0.5).value is None
    assert times.shares().shares_at(14) == pytest.approx({"repaired": 0.1, "refused": 0.9, "open": 0.0})


# Days out of service


def test_overlapping_visits_count_each_date_once() -> None:
    visits = [(jan(3), jan(6)), (jan(5), jan(9)), (jan(20), jan(20))]
    assert days_out_of_service(visits, since=JAN, until=jan(31)) == 8


def test_open_visits_count_to_the_day_looked_at() -> None:
    assert days_out_of_service([(jan(28), None)], since=JAN, until=jan(31)) == 4
    assert days_out_of_service([(date(2026, 2, 5), None)], since=JAN, until=jan(31)) == 0


def test_a_visit_within_another_adds_nothing() -> None:
    assert days_out_of_service([(jan(1), jan(30)), (jan(5), jan(9)), (jan(7), None)], since=JAN, until=jan(31)) == 31


def test_a_visit_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        days_out_of_service([(jan(5), jan(4))], since=JAN, until=jan(31))


def test_vehicles_beyond_the_limit_longest_first() -> None:
    visits = {"A": [(jan(1), jan(31))], "B": [(jan(1), jan(30))], "C": [(jan(1), None)]}
    beyond = vehicles_beyond_limit(visits, limit_days=30, since=JAN, until=date(2026, 2, 10))
    assert beyond == [("C", 41), ("A", 31)]


def test_warranty_years_turn_on_the_anniversary_also_from_a_leap_day() -> None:
    years = days_by_warranty_year(
        [(date(2025, 2, 27), date(2025, 3, 2))], warranty_start=date(2024, 2, 29), until=date(2025, 12, 31)
    )
    assert [(y.number, y.begins, y.ends, y.days_out) for y in years] == [
        (1, date(2024, 2, 29), date(2025, 2, 28), 2),
        (2, date(2025, 3, 1), date(2026, 2, 28), 2),
    ]


visits_strategy = st.lists(
    st.tuples(st.integers(-20, 60), st.integers(0, 30), st.booleans()).map(
        lambda v: (JAN + v[0] * DAY, None if v[2] else JAN + (v[0] + v[1]) * DAY)
    ),
    max_size=8,
)


@given(visits_strategy)
def test_days_out_are_the_size_of_the_set_of_dates(visits: list[tuple[date, date | None]]) -> None:
    since, until = JAN, jan(45)
    dates = {
        since + i * DAY
        for i in range(45)
        if any(a <= since + i * DAY and (b is None or since + i * DAY <= b) for a, b in visits)
    }
    assert days_out_of_service(visits, since=since, until=until) == len(dates)


# Parts


def test_line_fill_rate_counts_lines_promised_in_the_period() -> None:
    lines = [
        OrderLine(jan(1), jan(5), jan(5)),  # in time
        OrderLine(jan(1), jan(5), jan(6)),  # a day late
        OrderLine(jan(1), jan(9)),  # never
        OrderLine(jan(1), date(2026, 2, 9)),  # promised later: not yet counted
    ]
    assert line_fill_rate(lines, since=JAN, until=jan(31)) == (3, 1)
    share = wilson(1, 3)
    assert share is not None
    assert round(share.lower, 4) == 0.0615
    assert line_fill_rate([], since=JAN, until=jan(31)) == (0, 0)


def test_backorder_age_in_buckets() -> None:
    at = date(2026, 4, 1)
    ages = [0, 7, 8, 14, 15, 30, 31, 60, 61, 90]
    days = [at - age * DAY for age in ages]
    age = ages_of([*days, at + DAY], at=at)  # the last is not yet ordered
    assert age.lines == 10
    assert age.buckets == {(0, 7): 2, (8, 14): 2, (15, 30): 2, (31, 60): 2, (61, None): 2}
    assert (age.median, age.ninetieth, age.oldest) == (15, 61, 90)


def test_nothing_waits_where_nothing_was_ordered_yet() -> None:
    assert ages_of([jan(1)], at=jan(10)).oldest == 9
    assert ages_of([jan(11)], at=jan(10)).oldest is None


# Repeat repairs


def test_a_return_within_thirty_days_is_a_repeat() -> None:
    first = Repair("car", "brakes", jan(1), jan(5))
    again = [("car", "brakes", jan(5) + 30 * DAY)]
    rate = repeat_repair_rate([first], again, since=JAN, until=date(2026, 3, 1))
    assert (rate.followed, rate.repeated) == (1, 1)
    late = [("car", "brakes", jan(5) + 31 * DAY)]
    assert repeat_repair_rate([first], late, since=JAN, until=date(2026, 3, 1)).repeated == 0


def test_another_car_or_another_trouble_is_no_return() -> None:
    first = Repair("car", "brakes", jan(1), jan(5))
    others = [("car", "seats", jan(9)), ("bus", "brakes", jan(9)), ("car", "brakes", jan(1))]
    assert repeat_repair_rate([first], others, since=JAN, until=date(2026, 3, 1)).repeated == 0


def test_repairs_not_yet_followed_for_thirty_days_do_not_count() -> None:
    young = Repair("car", "brakes", jan(1), jan(5))
    rate = repeat_repair_rate([young], [("car", "brakes", jan(7))], since=JAN, until=jan(5) + 29 * DAY)
    assert (rate.followed, rate.share) == (0, None)


def test_a_repair_of_one_day_is_not_its_own_return() -> None:
    same_day = Repair("car", "brakes", jan(5), jan(5))
    rate = repeat_repair_rate([same_day], [("car", "brakes", jan(5))], since=JAN, until=date(2026, 3, 1))
    assert rate.repeated == 0


# Service points


def test_coverage_counts_vehicles_where_somebody_repairs() -> None:
    coverage = service_point_coverage({"KE": 300, "KZ": 600, "CL": 100, "PE": 0}, {"KE": 2, "KZ": 3, "CL": 0})
    assert (coverage.vehicles, coverage.covered, coverage.share) == (1000, 900, 0.9)
    assert coverage.vehicles_per_point == 200
    assert coverage.uncovered_areas == ("CL",)


def test_coverage_of_nothing() -> None:
    nothing = service_point_coverage({}, {})
    assert (nothing.share, nothing.vehicles_per_point, nothing.uncovered_areas) == (None, None, ())


def test_promised_points_that_stay_silent_are_named() -> None:
    promise = promised_points(["Nairobi", "Mombasa", "Kisumu"], ["Nairobi", "Almaty"])
    assert (promise.promised, promise.active, promise.silent) == (3, 1, ("Kisumu", "Mombasa"))
    assert promised_points([], ["Almaty"]).share is None
