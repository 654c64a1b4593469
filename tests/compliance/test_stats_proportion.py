"""Wilson limits and funnel limits against published values, two independent libraries and their own laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from apps.judgement.statistics.funnel import (
    ALARM_Z,
    funnel,
    funnel_limits,
    overdispersion,
    place_in_funnel,
    reference_share,
)
from apps.judgement.statistics.proportion import wilson, wilson_limits, z_value

DOMAIN_VALUES = [
    (0, 3, 0.0, 0.5615),
    (0, 20, 0.0, 0.1611),
    (1, 3, 0.0615, 0.7923),
    (2, 2, 0.3424, 1.0),
    (3, 5, 0.2307, 0.8824),
    (4, 10, 0.1682, 0.6873),
    (8, 20, 0.2188, 0.6134),
    (12, 20, 0.3866, 0.7812),
    (30, 50, 0.4618, 0.7239),
    (5, 100, 0.0215, 0.1118),
    (300, 500, 0.5565, 0.6420),
]

counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(("k", "n", "lower", "upper"), DOMAIN_VALUES)
def test_published_values(k: int, n: int, lower: float, upper: float) -> None:
    limits = wilson(k, n, z=1.96)
    assert limits is not None
    assert round(limits.lower, 4) == lower
    assert round(limits.upper, 4) == upper


def test_no_cases_have_no_interval() -> None:
    assert wilson(0, 0) is None
    lower, upper = wilson_limits([0], [0], 1.96)
    assert math.isnan(lower[0])
    assert math.isnan(upper[0])


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3), (0, -1)])
def test_impossible_counts_are_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="0 <= k <= n"):
        wilson(k, n)


@pytest.mark.parametrize("confidence", [0.0, 1.0, -0.5, 2.0])
def test_impossible_confidence_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        z_value(confidence)


@given(counts, st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.998, 0.9999]))
def test_same_as_scipy_and_statsmodels(pair: tuple[int, int], confidence: float) -> None:
    k, n = pair
    ours = wilson(k, n, confidence=confidence)
    assert ours is not None
    theirs = binomtest(k, n).proportion_ci(confidence_level=confidence, method="wilson")
    assert ours.lower == pytest.approx(theirs.low, abs=1e-9)
    assert ours.upper == pytest.approx(theirs.high, abs=1e-9)
    low, high = proportion_confint(k, n, alpha=1 - confidence, method="wilson")
    assert ours.lower == pytest.approx(low, abs=1e-9)
    assert ours.upper == pytest.approx(high, abs=1e-9)


@given(counts, st.sampled_from([0.9, 0.95, 0.999]))
def test_one_sided_limits_same_as_scipy(pair: tuple[int, int], confidence: float) -> None:
    k, n = pair
    upper = wilson(k, n, confidence=confidence, side="upper")
    lower = wilson(k, n, confidence=confidence, side="lower")
    assert upper is not None
    assert lower is not None
    less = binomtest(k, n, alternative="less").proportion_ci(confidence_level=confidence, method="wilson")
    more = binomtest(k, n, alternative="greater").proportion_ci(confidence_level=confidence, method="wilson")
    assert (upper.lower, lower.upper) == (0.0, 1.0)
    assert upper.upper == pytest.approx(less.high, abs=1e-9)
    assert lower.lower == pytest.approx(more.low, abs=1e-9)


@given(counts, st.floats(0.1, 6))
def test_limits_hold_the_share_and_mirror_for_failures(pair: tuple[int, int], z: float) -> None:
    k, n = pair
    kept, missed = wilson(k, n, z=z), wilson(n - k, n, z=z)
    assert kept is not None
    assert missed is not None
    assert 0 <= kept.lower <= kept.share <= kept.upper <= 1
    assert kept.lower == pytest.approx(1 - missed.upper, abs=1e-12)


@given(st.lists(counts, min_size=1, max_size=30), st.floats(0.5, 5))
def test_many_at_once_are_the_same_as_one_by_one(pairs: list[tuple[int, int]], z: float) -> None:
    lower, upper = wilson_limits([k for k, _ in pairs], [n for _, n in pairs], z)
    for place, (k, n) in enumerate(pairs):
        one = wilson(k, n, z=z)
        assert one is not None
        assert (lower[place], upper[place]) == pytest.approx((one.lower, one.upper), abs=1e-14)


def test_a_giant_does_not_set_the_norm() -> None:
    assert reference_share([500, 5, 5, 5, 5], [1000, 50, 50, 50, 50]) == pytest.approx(0.1)


def test_few_large_peers_are_pooled_together() -> None:
    assert reference_share([10, 30], [100, 100]) == pytest.approx(0.2)
    assert reference_share([0, 0], [0, 0]) is None


@given(counts, st.floats(0.05, 0.95))
def test_funnel_and_wilson_agree(pair: tuple[int, int], reference: float) -> None:
    """A share lies outside the alarm limits exactly when its 99.8 % Wilson interval misses the reference."""
    k, n = pair
    limits, interval = funnel_limits(reference, n), wilson(k, n, z=ALARM_Z)
    assert limits is not None
    assert interval is not None
    margin = min(abs(interval.lower - reference), abs(interval.upper - reference))
    if margin < 1e-9:
        return
    outside = reference < interval.lower or reference > interval.upper
    assert place_in_funnel(k, n, limits).endswith("alarm") is outside


def test_funnel_worked_example() -> None:
    """Five peers deny 10 % of some hundred claims; the sixth denies 25 of 100 and stands above the alarm limit."""
    points = funnel([10, 11, 9, 10, 10, 25], [100] * 6)
    assert [p.place for p in points] == ["inside"] * 5 + ["above_alarm"]
    assert points[0].limits is not None
    assert points[0].limits.reference == pytest.approx(75 / 600)


def test_funnel_without_cases() -> None:
    assert [p.place for p in funnel([0, 0], [0, 0])] == [None, None]
    assert funnel([0, 1], [0, 9])[0].limits is None


def test_overdispersion_is_one_for_chance_and_grows_with_differences() -> None:
    rng = np.random.default_rng(7)
    sizes = np.full(400, 200)
    by_chance = overdispersion(list(rng.binomial(sizes, 0.1)), list(sizes), 0.1)
    uneven = overdispersion(list(rng.binomial(sizes, rng.beta(4, 36, 400))), list(sizes), 0.1)
    assert by_chance < 1.15
    assert uneven > 2
    assert overdispersion([3], [10], 0.3) == 1.0
