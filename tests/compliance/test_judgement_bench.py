"""The simulation itself: known truth, reproducible by seed, and a bench that can fail."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from apps.judgement.panels import panel_from_dense
from apps.judgement.version import RULE_2026_1
from apps.lab.benchmarks import whole_judgement
from apps.lab.benchmarks.judgement import bench_judgement, score, table
from apps.lab.judging.alternatives import ALTERNATIVES
from apps.lab.judging.industry import COMPLIANT_KINDS, LAGGING_KINDS, build_industry
from apps.lab.judging.simulate import MakerOutcome, draw_counts, simulate_goal, simulate_industry

WARM_UP = 104 * 7


def test_truth_of_the_industry_is_what_it_says() -> None:
    industry = build_industry(np.random.default_rng(7), WARM_UP, 5)
    assert len(industry.makers) == 60
    for maker in industry.makers:
        shares, targets = industry.shares[maker.cells], industry.target_of[maker.cells][:, None]
        below = (shares < targets - 1e-9).any(axis=0)
        if maker.kind == "strike":
            assert below.sum() == 7 * (industry.days // 364)
        elif maker.kind in COMPLIANT_KINDS:
            assert not below.any(), maker.kind
            assert maker.onset is None
        else:
            assert maker.kind in LAGGING_KINDS
            assert maker.onset is not None
            assert not below[: maker.onset].any()
            assert below[maker.onset :].all()


def test_counts_follow_their_rates_and_shares() -> None:
    rng = np.random.default_rng(7)
    industry = build_industry(rng, WARM_UP, 2)
    due, met = draw_counts(rng, industry)
    assert np.all(met <= due)
    assert due.sum() == pytest.approx(industry.rates.sum(), rel=0.01)
    assert met.sum() == pytest.approx((industry.rates * industry.shares).sum(), rel=0.01)


def test_the_same_seed_gives_the_same_industry_whatever_ran_before() -> None:
    first = simulate_industry(7, 1, 1, RULE_2026_1)
    simulate_industry(7, 0, 1, RULE_2026_1)
    assert simulate_industry(7, 1, 1, RULE_2026_1) == first
    assert simulate_industry(8, 1, 1, RULE_2026_1) != first


def test_the_goal_is_reached() -> None:
    """A drop from 95 % to 80 % at 20 clocks a week and a target of 90 %: found within 6 weeks in the median."""
    delays = [o.delay for o in simulate_goal(7, 400, RULE_2026_1)]
    assert None not in delays
    assert float(np.median([d for d in delays if d is not None])) <= 42


def test_a_rule_that_flags_nobody_finds_nobody() -> None:
    """The bench can fail: with impossible odds nothing is found and the delay is not reached."""
    deaf = replace(RULE_2026_1, odds_against_chance=1e300)
    assert all(o.delay is None for o in simulate_goal(7, 50, deaf))


def test_quick_bench_gives_the_agreed_figures() -> None:
    result = bench_judgement(industry_years=1, seed=7, quick=False, workers=1, rule_id="2026.1")
    line = json.loads(json.dumps(result))
    assert line["bench"] == "judgement"
    assert {"false_flag_rate", "median_delay_weeks", "found", "naive_threshold", "naive_mean", "rounds"} <= set(line)
    assert line["found"] == 1
    assert line["median_delay_weeks"] <= 6
    assert line["naive_threshold"]["false_flag_rate"] > 0.5
    assert line["false_flag_rate"] < line["naive_mean"]["false_flag_rate"]
    assert "30-day threshold" in table(result)


def test_scores_count_years_and_delays() -> None:
    outcomes = [
        MakerOutcome("good", False, 4, 1, None),
        MakerOutcome("drop20", True, 1, 0, 21),
        MakerOutcome("drop20", True, 0, 0, None),
    ]
    result = score(outcomes)
    assert result["false_flag_rate"] == 0.2
    assert (result["found"], result["median_delay_weeks"]) == (0.5, 3.0)


def test_alternatives_run_on_the_same_counts() -> None:
    rng = np.random.default_rng(7)
    met = rng.binomial(3, np.where(np.arange(900) < 760, 0.95, 0.6), (5, 900))
    panel = panel_from_dense(1, np.full((5, 900), 3), met, 0.9)
    for name, rule in ALTERNATIVES.items():
        hits = rule(panel, 730, 900)
        assert hits.shape == (5, 171), name
        assert hits[:, -1].all() or "cusum" in name or "benjamini" in name, name
        assert hits.any(axis=1).all(), name


def test_the_whole_line_holds_the_grid_the_industries_and_the_tricks(monkeypatch: pytest.MonkeyPatch) -> None:
    """With each bench's own figures under its own name, and sizes as asked."""
    asked: dict[str, dict[str, object]] = {}

    def bench(name: str, **figures: object) -> None:
        monkeypatch.setattr(whole_judgement, name, lambda **sizes: asked.update({name: sizes}) or figures)

    bench("bench_adversaries", bench="adversaries", tricks_found=11, tricks=11, goal_weeks=12)
    bench("bench_judgement_grid", bench="judgement-grid", worst_false_flag_rate=0.01, small_found=0.9, found={"one": 1})
    bench("bench_judgement", bench="judgement", found=1.0, false_flag_rate=0.001)
    line = whole_judgement.bench_whole_judgement(full=True)
    del line["seconds"]
    assert line == {
        "bench": "judgement", "worst_false_flag_rate": 0.01, "small_found": 0.9, "tricks_found": 11, "tricks": 11,
        "cases": {"one": 1}, "found": 1.0, "false_flag_rate": 0.001,
    }  # fmt: skip
    assert (asked["bench_judgement_grid"]["makers"], asked["bench_judgement_grid"]["every"]) == (300, 1)
    assert asked["bench_judgement"]["industry_years"] == 1000
