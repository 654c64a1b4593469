"""The grid of the judgement: the risk of every kind of innocent manufacturer, and what is found of the guilty."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

import numpy as np

from apps.judgement.statistics.proportion import wilson
from apps.judgement.version import CURRENT_RULE, RuleVersion, rule_by_id
from apps.lab.judging import truths
from apps.lab.judging.grid import COUNTRIES, SIZES, Outcome, points, try_case, try_point
from apps.lab.judging.industry import DAYS_IN_WEEK, OBLIGATION_SHARES, TARGETS, WEEKS_IN_YEAR

MAKERS, QUICK_MAKERS = 300, 20
MANY_COUNTRIES = 10  # manufacturers in more have many cells: fewer of them are tried
QUICK_SIZES, QUICK_COUNTRIES = (25, 500), (1, 12)
SMALL_A_YEAR = 12
AGAIN = 5  # of hundreds of points the worst looks worse than it is: so the worst few are tried anew


def bench_judgement_grid(
    *, seed: int = 7, quick: bool = False, every: int = 1, makers: int = MAKERS, rule_id: str | None = None,
    say: Callable[[str], Any] = lambda line: None,
) -> dict[str, Any]:  # fmt: skip
    """Try every point of the grid and the cases that must be found; return the figures as one JSON-able object.

    ``worst_false_flag_rate`` is the largest share of compliant manufacturers flagged within a year,
    ``worst_false_flag_cell`` says which: of the points with most flagged, each tried anew with ``MAKERS`` and the next
    seed (``worst_at_first`` is what was seen before; ``quick`` leaves it at that). ``small_found`` is the share found
    within the year of manufacturers with twelve duties a year of which none is kept. ``every`` looks every so many
    days only.
    """
    rule = rule_by_id(rule_id) if rule_id else CURRENT_RULE
    tried = []
    for point in points():
        if quick and (point.weekly not in QUICK_SIZES or point.countries not in QUICK_COUNTRIES):
            continue
        few = QUICK_MAKERS if quick else makers * MANY_COUNTRIES // max(MANY_COUNTRIES, point.countries)
        tried.append(try_point(point, max(QUICK_MAKERS, few), seed, rule, every=every))
    say(table(tried))
    at_first = sorted(tried, key=_rate, reverse=True)[:AGAIN]
    worst = max(at_first if quick else [try_point(o.point, MAKERS, seed + 1, rule) for o in at_first], key=_rate)
    cases = found(rule, QUICK_MAKERS if quick else makers, seed)
    return {
        "bench": "judgement-grid",
        "worst_false_flag_rate": _rate(worst),
        "worst_false_flag_cell": asdict(worst.point),
        "worst_false_flag_interval": _interval(worst),
        "worst_at_first": _rate(at_first[0]),
        "worst_by_truth": {truth: max(_rate(o) for o in tried if o.point.truth == truth) for truth in truths.COMPLIANT},
        "small_found": cases["none_kept_12_a_year"]["found"],
        "found": cases,
        "points": len(tried),
        "maker_years": sum(len(outcome.delays) for outcome in tried),
        "every_days": every,
        "rule": rule.id,
        "seed": seed,
    }


def found(rule: RuleVersion, makers: int, seed: int) -> dict[str, dict[str, Any]]:
    """Return, for each case that must be found, the share found within a year and the median delay in weeks."""
    one, four = np.ones(1), np.array(OBLIGATION_SHARES)
    many = 12
    cases = {
        "one_cell_20_a_week": (truths.falls_one, 1, np.array([0.9]), 20 * one),
        "one_of_48_cells_20_a_week": (truths.falls_one, many, np.tile(TARGETS, many), np.full(4 * many, 20.0)),
        "all_cells_500_a_week": (truths.falls_all, many, np.tile(TARGETS, many), np.tile(four, many) * 500 / many),
        "74_at_3_a_week_in_each_of_12": (truths.always_74, many, np.full(many, 0.9), np.full(many, 3.0)),
        "none_kept_12_a_year": (truths.none_kept, 1, np.array([0.9]), SMALL_A_YEAR / WEEKS_IN_YEAR * one),
    }
    return {
        name: _delays(try_case(truth, countries, targets, rates, makers, seed, rule))
        for name, (truth, countries, targets, rates) in cases.items()
    }


def table(tried: Iterable[Outcome]) -> str:
    """Return the percentage flagged within a year, one line a truth and number of countries, one column a size."""
    by_point = {outcome.point: outcome for outcome in tried}
    lines = [f"{'flagged a year, %':30}" + "".join(f"{size:>9}" for size in SIZES)]
    for countries in COUNTRIES:
        for truth in truths.COMPLIANT:
            rates = {o.point.weekly: _rate(o) for o in by_point.values() if _is(o, truth, countries)}
            cells = [f"{100 * rates[size]:9.1f}" if size in rates else f"{'':9}" for size in SIZES]
            if rates:
                lines.append(f"{truth + ', ' + str(countries):30}" + "".join(cells))
    return "\n".join(lines)


def _is(outcome: Outcome, truth: str, countries: int) -> bool:
    return outcome.point.truth == truth and outcome.point.countries == countries


def _rate(outcome: Outcome) -> float:
    return round(outcome.flagged / len(outcome.delays), 4)


def _interval(outcome: Outcome) -> list[float]:
    limits = wilson(outcome.flagged, len(outcome.delays))
    return [round(limits.lower, 4), round(limits.upper, 4)] if limits else [0.0, 1.0]


def _delays(delays: tuple[int | None, ...]) -> dict[str, Any]:
    """The share found within the year, and the median delay with those not found counted as never."""
    waits = np.array([np.inf if delay is None else delay / DAYS_IN_WEEK for delay in delays])
    median = float(np.sort(waits)[len(waits) // 2])
    return {
        "found": round(float(np.isfinite(waits).mean()), 4),
        "median_weeks": round(median, 1) if np.isfinite(median) else None,
    }
