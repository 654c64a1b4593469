"""Odometers never go back; what rises too fast is asked about."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from apps.vehicles.odometer import MAXIMUM_KM, Point, judge

DAY = date(2026, 3, 1)
km = st.integers(0, MAXIMUM_KM)
days = st.dates(date(2010, 1, 1), date(2030, 1, 1))


def test_first_reading_fits() -> None:
    assert judge([], Point(DAY, 120)).fault is None


def test_less_than_before_is_named_with_the_reading_it_contradicts() -> None:
    verdict = judge([Point(DAY, 500), Point(DAY, 900)], Point(DAY + timedelta(days=1), 899))
    assert (verdict.fault, verdict.against) == ("below_earlier", Point(DAY, 900))


def test_a_past_day_cannot_show_more_than_a_later_one() -> None:
    verdict = judge([Point(DAY, 900)], Point(DAY - timedelta(days=1), 901))
    assert (verdict.fault, verdict.against) == ("above_later", Point(DAY, 900))


def test_negative_and_absurd_figures() -> None:
    assert judge([], Point(DAY, -1)).fault == "range"
    assert judge([], Point(DAY, MAXIMUM_KM + 1)).fault == "range"
    assert judge([], Point(DAY, MAXIMUM_KM)).fault is None


def test_two_thousand_a_day_is_plausible_and_one_more_is_asked_about() -> None:
    series = [Point(DAY, 0)]
    assert judge(series, Point(DAY + timedelta(days=3), 6_000)).jump_from is None
    assert judge(series, Point(DAY + timedelta(days=3), 6_001)).jump_from == Point(DAY, 0)
    assert judge(series, Point(DAY, 2_001)).jump_from == Point(DAY, 0)


@given(st.lists(st.tuples(days, km), max_size=12), days, km)
def test_accepted_readings_keep_the_series_rising(raw: list[tuple[date, int]], on: date, reading: int) -> None:
    series: list[Point] = []
    for day, figure in [*raw, (on, reading)]:
        if judge(series, Point(day, figure)).fault is None:
            series.append(Point(day, figure))
    ordered = sorted(series, key=lambda point: (point.on, point.km))
    assert [point.km for point in ordered] == sorted(point.km for point in series)


@given(st.lists(st.tuples(days, km), max_size=12), days)
def test_some_reading_always_fits_a_sound_series(raw: list[tuple[date, int]], on: date) -> None:
    rising = [
        Point(day, figure) for day, figure in zip(sorted(d for d, _ in raw), sorted(k for _, k in raw), strict=True)
    ]
    floor = max((point.km for point in rising if point.on <= on), default=0)
    assert judge(rising, Point(on, floor)).fault is None
