"""Kaplan–Meier and Aalen–Johansen against published data, three independent libraries and their own laws."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.utils import median_survival_times, restricted_mean_survival_time
from scipy import stats as scipy_stats
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

from apps.judgement.statistics.competing import aalen_johansen
from apps.judgement.statistics.grouped import from_cases, from_outcomes, from_table
from apps.judgement.statistics.survival import KaplanMeier, kaplan_meier_from_cases, kaplan_meier_from_table

pytestmark = pytest.mark.filterwarnings("ignore:The confidence interval is undefined")

# DOMAIN.md 5.1: days; "+" still open, "d" denied.
DOMAIN_TIMES = [3, 5, 5, 8, 12, 15, 20, 30, 41, 60]
DOMAIN_OUTCOMES = ["repaired", "repaired", "repaired", "denied", "repaired", "repaired", None, "repaired", None, None]
DOMAIN_SEEN = [o == "repaired" for o in DOMAIN_OUTCOMES]

samples = st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=80)


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(newline="") as handle:
        return list(csv.DictReader(handle))


def published(folder: Path, dataset: str) -> tuple[list[float], list[bool]]:
    if dataset == "lung:all":
        rows = rows_of(folder, "survival_lung.csv")
        return [float(r["time_days"]) for r in rows], [r["event"] == "1" for r in rows]
    rows = [r for r in rows_of(folder, "survival_gehan.csv") if r["group"] == dataset.split(":")[1]]
    return [float(r["weeks"]) for r in rows], [r["event"] == "1" for r in rows]


def event_rows(curve: KaplanMeier) -> np.ndarray:
    return np.flatnonzero(curve.events > 0)


@pytest.mark.parametrize("dataset", ["gehan:6-MP", "gehan:placebo", "lung:all"])
def test_published_data_sets(shared_data: Path, dataset: str) -> None:
    expected = [r for r in rows_of(shared_data, "survival_km_expected.csv") if r["dataset"] == dataset]
    curve = kaplan_meier_from_cases(*published(shared_data, dataset))
    assert len(expected) == len(curve.times)
    for place, row in enumerate(expected):
        assert curve.times[place] == float(row["time"])
        assert (curve.at_risk[place], curve.events[place], curve.censored[place]) == (
            int(row["at_risk"]),
            int(row["events"]),
            int(row["censored"]),
        )
        assert curve.survival[place] == pytest.approx(float(row["survival"]), abs=5e-7)
        if row["greenwood_se"]:
            assert curve.standard_error[place] == pytest.approx(float(row["greenwood_se"]), abs=5e-7)


@pytest.mark.parametrize(("dataset", "median"), [("gehan:6-MP", 23), ("gehan:placebo", 8), ("lung:all", 310)])
def test_published_medians(shared_data: Path, dataset: str, median: float) -> None:
    assert kaplan_meier_from_cases(*published(shared_data, dataset)).quantile().value == median


@pytest.mark.parametrize("dataset", ["gehan:6-MP", "gehan:placebo", "lung:all"])
def test_published_sets_agree_with_three_libraries(shared_data: Path, dataset: str) -> None:
    times, seen = published(shared_data, dataset)
    assert_same_as_libraries(times, seen)


def test_worked_set_of_the_domain_paper() -> None:
    curve = kaplan_meier_from_cases(DOMAIN_TIMES, DOMAIN_SEEN)
    rows = {
        3: (10, 0.9000, 0.0949, 0.473, 0.985),
        5: (9, 0.7000, 0.1449, 0.329, 0.892),
        12: (6, 0.5833, 0.1610, 0.230, 0.821),
        15: (5, 0.4667, 0.1658, 0.150, 0.737),
        30: (3, 0.3111, 0.1684, 0.055, 0.625),
    }
    for place in event_rows(curve):
        at_risk, survival, error, lower, upper = rows.pop(int(curve.times[place]))
        assert curve.at_risk[place] == at_risk
        assert round(float(curve.survival[place]), 4) == survival
        assert round(float(curve.standard_error[place]), 4) == error
        assert round(float(curve.lower[place]), 3) == lower
        assert round(float(curve.upper[place]), 3) == upper
    assert not rows
    assert curve.quantile().value == 15
    assert curve.quantile(0.9).value is None
    assert round(curve.restricted_mean(60).value, 1) == 27.8


def test_competing_shares_of_the_domain_paper() -> None:
    curve = aalen_johansen(from_outcomes(DOMAIN_TIMES, DOMAIN_OUTCOMES, ("repaired", "denied")))
    expected = {3: 0.10, 5: 0.30, 12: 0.40, 15: 0.50, 30: 0.6333}
    assert {t: round(curve.shares_at(t)["repaired"], 4) for t in expected} == expected
    shares = curve.shares_at(30)
    assert sum(shares.values()) == pytest.approx(1, abs=1e-12)
    assert shares["repaired"] < 1 - kaplan_meier_from_cases(DOMAIN_TIMES, DOMAIN_SEEN).survival[-1]
    assert curve.shares_at(0) == {"repaired": 0, "denied": 0, "open": 1}


def assert_same_as_libraries(times: list[float], seen: list[bool]) -> None:
    curve = kaplan_meier_from_cases(times, seen)
    rows = event_rows(curve)
    # SciPy: survival at every distinct time and log-log limits
    sample = scipy_stats.CensoredData(
        uncensored=[t for t, s in zip(times, seen, strict=True) if s],
        right=[t for t, s in zip(times, seen, strict=True) if not s],
    )
    scipy_curve = scipy_stats.ecdf(sample).sf
    assert np.allclose(scipy_curve.evaluate(curve.times), curve.survival, atol=1e-9, rtol=0)
    limits = scipy_curve.confidence_interval(method="log-log")
    inner = rows[(curve.survival[rows] > 0) & (curve.survival[rows] < 1)]
    assert np.allclose(limits.low.evaluate(curve.times[inner]), curve.lower[inner], atol=1e-9, rtol=0)
    assert np.allclose(limits.high.evaluate(curve.times[inner]), curve.upper[inner], atol=1e-9, rtol=0)
    # statsmodels: survival and Greenwood's standard error at event times
    if len(rows):
        other = SurvfuncRight(times, np.array(seen, dtype=int))
        assert np.allclose(other.surv_prob, curve.survival[rows], atol=1e-9, rtol=0)
        positive = other.surv_prob > 0
        assert np.allclose(other.surv_prob_se[positive], curve.standard_error[rows][positive], atol=1e-9, rtol=0)
        assert list(other.n_risk) == list(curve.at_risk[rows])


@settings(deadline=None, max_examples=60)
@given(samples)
def test_same_as_scipy_and_statsmodels(sample: list[tuple[int, bool]]) -> None:
    if not any(seen for _, seen in sample):
        return
    assert_same_as_libraries([float(t) for t, _ in sample], [s for _, s in sample])


@settings(deadline=None, max_examples=25)
@given(samples)
def test_same_as_lifelines(sample: list[tuple[int, bool]]) -> None:
    times, seen = [float(t + 1) for t, _ in sample], [s for _, s in sample]
    curve = kaplan_meier_from_cases(times, seen)
    other = KaplanMeierFitter().fit(times, seen)
    assert np.allclose(other.survival_function_at_times(curve.times), curve.survival, atol=1e-9, rtol=0)
    if not np.isclose(curve.survival, 0.5, atol=1e-9).any():  # there lifelines goes by its own rounding
        theirs = float(other.median_survival_time_)
        assert curve.quantile().value == (None if np.isinf(theirs) else theirs)
    limits = other.confidence_interval_
    inner = (curve.survival > 0) & (curve.survival < 1)
    assert np.allclose(limits.loc[curve.times[inner]].to_numpy()[:, 0], curve.lower[inner], atol=1e-9, rtol=0)
    assert np.allclose(limits.loc[curve.times[inner]].to_numpy()[:, 1], curve.upper[inner], atol=1e-9, rtol=0)
    assert restricted_mean_survival_time(other, t=30) == pytest.approx(curve.restricted_mean(30).value, abs=1e-9)


def test_limits_of_the_median_same_as_lifelines(shared_data: Path) -> None:
    times, seen = published(shared_data, "lung:all")
    curve = kaplan_meier_from_cases(times, seen)
    limits = median_survival_times(KaplanMeierFitter().fit(times, seen).confidence_interval_).to_numpy()[0]
    ours = curve.quantile()
    assert (ours.lower, ours.value, ours.upper) == (limits[0], 310, limits[1])


def test_competing_causes_same_as_statsmodels_and_lifelines() -> None:
    rng = np.random.default_rng(7)
    times = rng.permutation(np.arange(1.0, 151.0))  # no ties: lifelines would move them at random
    codes = rng.integers(0, 3, 150)
    outcomes = [None if c == 0 else ("repaired", "denied")[c - 1] for c in codes]
    curve = aalen_johansen(from_outcomes(times, outcomes, ("repaired", "denied")))
    other = CumIncidenceRight(times, codes)
    for place, cause in enumerate(("repaired", "denied")):
        own_times = [float(t) for t in other.times]
        ours = [curve.shares_at(t)[cause] for t in own_times]
        assert np.allclose(ours, other.cinc[place], atol=1e-9, rtol=0)
        fitted = AalenJohansenFitter(calculate_variance=False).fit(times, codes, event_of_interest=place + 1)
        frame = fitted.cumulative_density_
        theirs = frame.to_numpy()[:, 0]
        assert np.allclose([curve.shares_at(t)[cause] for t in frame.index], theirs, atol=1e-9, rtol=0)


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["repaired", "denied", None])), min_size=1))
def test_competing_shares_always_sum_to_one(sample: list[tuple[int, str | None]]) -> None:
    outcomes = [o for _, o in sample]
    curve = aalen_johansen(from_outcomes([t for t, _ in sample], outcomes, ("repaired", "denied")))
    for time in range(32):
        shares = curve.shares_at(time)
        assert sum(shares.values()) == pytest.approx(1, abs=1e-9)
        assert all(-1e-12 <= share <= 1 + 1e-12 for share in shares.values())
    assert all(np.all(np.diff(c) >= -1e-12) for c in curve.incidence.values())


@given(samples, st.randoms())
def test_grouped_counts_give_the_same_curve_in_any_order(sample: list[tuple[int, bool]], shuffle: object) -> None:
    table: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for time, seen in sample:
        table[time][0 if seen else 1] += 1
    rows = list(table.items())
    shuffle.shuffle(rows)  # type: ignore[attr-defined]
    grouped = kaplan_meier_from_table([t for t, _ in rows], [c[0] for _, c in rows], [c[1] for _, c in rows])
    raw = kaplan_meier_from_cases([t for t, _ in sample], [s for _, s in sample])
    assert np.array_equal(grouped.survival, raw.survival)
    assert np.array_equal(grouped.lower, raw.lower)
    assert grouped.quantile(0.9) == raw.quantile(0.9)


@given(samples)
def test_laws_of_the_curve(sample: list[tuple[int, bool]]) -> None:
    curve = kaplan_meier_from_cases([t for t, _ in sample], [s for _, s in sample])
    assert np.all(np.diff(curve.survival) <= 1e-15)
    assert np.all((curve.lower <= curve.survival + 1e-12) & (curve.survival <= curve.upper + 1e-12))
    assert curve.cases == len(sample)
    median, ninetieth = curve.quantile().value, curve.quantile(0.9).value
    assert median is None or ninetieth is None or median <= ninetieth
    assert 0 <= curve.restricted_mean(20).value <= 20 + 1e-9
    assert curve.number_at_risk(0) == len(sample)


@given(st.lists(st.integers(1, 30), min_size=2))
def test_without_open_cases_the_curve_is_the_plain_share(times: list[int]) -> None:
    curve = kaplan_meier_from_cases(times, [True] * len(times))
    assert np.allclose(curve.survival, [np.mean(np.array(times) > t) for t in curve.times])
    assert curve.restricted_mean(30).value == pytest.approx(np.mean(times))


def test_restricted_mean_error_by_hand() -> None:
    """Times 2, 4+, 6: S = 2/3 from 2, 0 from 6. Area to 6 = 2 + 4·2/3; variance = (8/3)²·1/(3·2)."""
    mean = kaplan_meier_from_cases([2, 4, 6], [True, False, True]).restricted_mean(6)
    assert mean.value == pytest.approx(2 + 8 / 3)
    assert mean.standard_error == pytest.approx((64 / 9 / 6) ** 0.5)


def test_all_open_means_not_reached() -> None:
    curve = kaplan_meier_from_cases([5, 9], [False, False])
    assert curve.quantile() == type(curve.quantile())(None, None, None)
    assert curve.restricted_mean(10).value == 10


def test_no_cases_at_all() -> None:
    curve = kaplan_meier_from_cases([], [])
    assert (curve.cases, curve.quantile().value, curve.number_at_risk(1)) == (0, None, 0)
    assert curve.ended_by(3).share == 0


def test_events_come_before_censorings_of_the_same_day() -> None:
    grouped = from_cases([5, 5], [True, False])
    assert list(grouped.at_risk) == [2]
    assert kaplan_meier_from_cases([5, 5], [True, False]).survival[0] == 0.5


def test_ended_by_a_day_has_limits_on_the_right_side() -> None:
    share = kaplan_meier_from_cases(DOMAIN_TIMES, DOMAIN_SEEN).ended_by(14)
    assert (round(share.share, 4), round(share.lower, 3), round(share.upper, 3)) == (0.4167, 0.179, 0.770)


@pytest.mark.parametrize("bad", [[-1.0], [float("nan")], [float("inf")]])
def test_impossible_times_are_refused(bad: list[float]) -> None:
    with pytest.raises(ValueError, match="times"):
        from_cases(bad, [True])


def test_impossible_counts_and_outcomes_are_refused() -> None:
    with pytest.raises(ValueError, match="counts"):
        from_table([1], [-1], [0])
    with pytest.raises(ValueError, match="unknown outcomes"):
        from_outcomes([1], ["lost"], ("repaired",))
