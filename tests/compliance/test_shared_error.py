"""Rule 2026.2: the error is spent once a manufacturer, the target alone is the measure, and the smallest are seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.judgement.lagging import lagging_days, state_days
from apps.judgement.panels import Panel, opening_days, panel_from_dense, with_families
from apps.judgement.rule import Judgement, State, judge_many
from apps.judgement.version import RULE_2026_1, RULE_2026_2, SharedErrorRule
from apps.lab.benchmarks.judgement_grid import bench_judgement_grid, found
from apps.lab.judging.grid import Point, scopes, try_point
from tests.compliance import judgement_reference as reference

FIRST = date(2024, 1, 1).toordinal()
WEEKS = 60


def weekly(due: list[int], met: list[int]) -> Panel:
    """One cell with its clocks on the first day of each week."""
    daily = np.zeros((2, 1, 7 * len(due)), dtype=np.int64)
    daily[0, 0, ::7], daily[1, 0, ::7] = due, met
    return panel_from_dense(FIRST, daily[0], daily[1], 0.9)


def judged_among(panel: Panel, others: int) -> Judgement:
    """Judge the one cell of a manufacturer that has been judged in so many other scopes from the start."""
    opened = [FIRST] * others + list(opening_days(panel))
    alone = with_families(panel, np.zeros(1, dtype=np.int64), [opened])
    return judge_many(alone, date.fromordinal(FIRST + panel.days - 1), RULE_2026_2).row(0)


def test_the_constants_of_2026_2_are_what_evidence_was_judged_by() -> None:
    assert repr(RULE_2026_2) == (
        "SharedErrorRule(id='2026.2', windows=(4, 5, 6, 8, 10, 13, 17, 21, 26, 39, 52), shown=(13, 26, 52), "
        "fewest_due=6, strict_confidence=0.998, shown_confidence=0.95, odds_against_chance=200, "
        "odds_factors=(1.5, 2.0, 3.0, 5.0, 9.0), reference_weeks=52, reference_confidence=0.95, "
        "cluster_prior_weeks=5, worst_weeks_spared=3, still_short_by=0.5, fewest_weeks=3, least_correlation=0.003, "
        "cluster_caution=1.25, still_short_growth=1.0, one_more_spared_from=8, stands_days=5)"
    )


def test_a_manufacturer_in_many_countries_must_be_shown_more_than_one_in_a_single_one() -> None:
    panel = weekly([20] * WEEKS, [19] * (WEEKS - 10) + [16] * 10)
    alone, among_many = judged_among(panel, 0), judged_among(panel, 119)
    assert (alone.state, among_many.state) == (State.LAGGING, State.WATCH)
    assert among_many.threshold == pytest.approx(alone.threshold + np.log(120))


def test_a_new_country_moves_no_look_of_the_past() -> None:
    """A scope opened later counts from its own day on."""
    panel = weekly([20] * WEEKS, [19] * (WEEKS - 12) + [16] * 12)
    later = with_families(panel, np.zeros(1, dtype=np.int64), [[FIRST, FIRST + 7 * (WEEKS - 2)]])
    before = with_families(panel, np.zeros(1, dtype=np.int64), [[FIRST]])
    end = 7 * (WEEKS - 2)
    assert np.array_equal(lagging_days(before, 1, end, RULE_2026_2), lagging_days(later, 1, end, RULE_2026_2))


def test_a_good_record_is_never_held_against_its_owner() -> None:
    """From 100 % to a little below target: the same judgement as without any record."""
    with_record = judged_among(weekly([20] * WEEKS, [20] * (WEEKS - 13) + [17] * 13), 0)
    assert with_record.reference == with_record.target == 0.9


def test_few_duties_of_which_none_is_kept_are_seen() -> None:
    """Twelve duties a year, none kept: 2026.1 says not enough data, 2026.2 says lagging."""
    due = [1, 0, 0, 0, 0] * 8
    panel = weekly(due, [0] * len(due))
    assert judged_among(panel, 0).state is State.LAGGING
    day = date.fromordinal(FIRST + panel.days - 1)
    assert judge_many(panel, day, RULE_2026_1).row(0).state is State.NOT_ENOUGH_DATA


def test_six_misses_in_one_week_are_one_event() -> None:
    assert judged_among(weekly([0] * 20 + [8], [0] * 21), 0).state is not State.LAGGING


def test_a_stop_of_a_fortnight_is_spared() -> None:
    panel = weekly([100] * WEEKS, [95] * (WEEKS - 4) + [30, 30, 95, 95])
    assert judged_among(panel, 0).state is not State.LAGGING


def test_two_stops_within_four_months_are_spared() -> None:
    """Exactly on target but for two fortnights: windows that reach over both are spared four weeks, not three."""
    met = [18] * WEEKS
    for weeks_ago in (3, 4, 14, 15):
        met[-weeks_ago] = 8
    assert not flagged_on(weekly([20] * WEEKS, met), RULE_2026_2)
    assert flagged_on(weekly([20] * WEEKS, met), replace(RULE_2026_2, one_more_spared_from=99))


def test_evidence_counts_once_it_has_stood_on_five_days_on_end() -> None:
    panel = weekly([20] * WEEKS, [19] * (WEEKS - 10) + [14] * 10)
    at_once, now = flagged_on(panel, replace(RULE_2026_2, stands_days=1)), flagged_on(panel, RULE_2026_2)
    assert (now[0], at_once[-1]) == (at_once[0] + 4, now[-1])
    day_before = date.fromordinal(FIRST + now[0] - 2)
    assert judge_many(panel, day_before, RULE_2026_2).row(0).state is State.WATCH


def flagged_on(panel: Panel, rule: SharedErrorRule) -> list[int]:
    """The end columns on which a manufacturer with this one cell is flagged."""
    alone = with_families(panel, np.zeros(1, dtype=np.int64), [opening_days(panel)])
    return [int(day) + 1 for day in np.flatnonzero(lagging_days(alone, 1, panel.days, rule)[0])]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), st.integers(0, 150))
def test_plain_code_and_fast_code_agree(seed: int, others: int) -> None:
    rng = np.random.default_rng(seed)
    days, rate = 500, rng.lognormal(0, 1.3)
    share = np.where(np.arange(days) < rng.integers(100, days), rng.uniform(0.85, 0.99), rng.uniform(0.3, 0.95))
    met = rng.poisson(rate * share)
    due = met + rng.poisson(rate * (1 - share))
    panel = panel_from_dense(FIRST, due[None], met[None], 0.9)
    family = with_families(panel, np.zeros(1, dtype=np.int64), [[FIRST] * (others + 1)])
    counts = {FIRST + i: (int(due[i]), int(met[i])) for i in range(days)}
    fast = lagging_days(family, 1, days, RULE_2026_2)[0]
    for end in rng.integers(60, days + 1, 4):
        plain = reference.evidence_today_2(counts, Fraction(9, 10), FIRST + int(end) - 1, others + 1, RULE_2026_2)
        assert bool(plain) == bool(fast[end - 1])
        if plain:
            row = judge_many(family, date.fromordinal(FIRST + int(end) - 1), RULE_2026_2).row(0)
            assert row.log_e == pytest.approx(max(plain.values()), abs=1e-8)


def test_day_by_day_and_in_one_pass_agree() -> None:
    rng = np.random.default_rng(3)
    met = rng.poisson(2 * np.where(np.arange(400) < 250, 0.95, 0.7), (12, 400))
    due = met + rng.poisson(2 * np.where(np.arange(400) < 250, 0.05, 0.3), (12, 400))
    panel = panel_from_dense(FIRST, due, met, 0.9)
    panel = with_families(panel, np.repeat([0, 1], 6), [opening_days(panel)[:6], opening_days(panel)[6:]])
    in_one_pass = state_days(panel, 200, 400, RULE_2026_2)
    assert in_one_pass.any()
    for end in range(200, 401, 20):
        day = date.fromordinal(FIRST) + timedelta(days=end - 1)
        assert list(judge_many(panel, day, RULE_2026_2).lagging) == list(in_one_pass[:, end - 200])


def test_scopes_of_the_grid_hold_no_scope_twice() -> None:
    assert len(scopes(np.repeat(np.arange(1), 4), 4)) == 4
    assert len(scopes(np.repeat(np.arange(3), 4), 12)) == 12 + 4  # one region, which is the whole
    assert len(scopes(np.repeat(np.arange(12), 4), 48)) == 48 + 16 + 4


def test_slipping_to_the_target_everywhere_is_no_longer_an_accusation() -> None:
    """97 % to exactly on target in 48 cells on one day, 500 duties a week: most were flagged by 2026.1."""
    point = Point(500, 12, "slipped_all")
    old, new = (try_point(point, 30, 7, rule, every=7).flagged for rule in (RULE_2026_1, RULE_2026_2))
    assert old >= 10
    assert new <= 1


def test_the_grid_gives_its_figures_and_can_fail() -> None:
    line = bench_judgement_grid(quick=True, every=28)
    assert 0 <= line["worst_false_flag_rate"] <= 1
    assert line["small_found"] == line["found"]["none_kept_12_a_year"]["found"]
    deaf = replace(RULE_2026_2, odds_against_chance=1e300)
    assert found(deaf, 2, 7)["none_kept_12_a_year"] == {"found": 0.0, "median_weeks": None}
