"""The bench of the judgement: operating characteristics over simulated industry-years, beside two naive rules.

Every rate comes with a 95 % Wilson interval; delays come as a Kaplan–Meier median over found and not-found makers,
so that those not found within a year count, too.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from math import ceil
from typing import Any

from apps.judgement.statistics.proportion import wilson
from apps.judgement.statistics.survival import kaplan_meier_from_cases
from apps.judgement.version import CURRENT_RULE, RuleVersion, rule_by_id
from apps.lab.judging.alternatives import ALTERNATIVES
from apps.lab.judging.industry import COMPLIANT_KINDS, DAYS_IN_WEEK, LAGGING_KINDS
from apps.lab.judging.simulate import (
    FOLLOW_UP_DAYS,
    RULES_TRIED,
    MakerOutcome,
    simulate_goal,
    simulate_industry,
)

YEARS_EACH = 5
QUICK_YEARS = 20
GOAL_MAKERS = 2000
FALSE_FLAG_GOAL = 0.01
DELAY_GOAL_WEEKS = 6.0


def bench_judgement(
    *,
    industry_years: int = 1000,
    seed: int = 7,
    quick: bool = False,
    workers: int = 2,
    rule_id: str | None = None,
    alternatives: bool = False,
) -> dict[str, Any]:
    """Simulate, score and return the figures as one JSON-able object.

    ``quick`` simulates 20 industry-years in seconds. The result depends on ``seed`` and the number of years only,
    not on ``workers``. ``false_flag_rate`` is over all compliant makers of the mix; ``found`` and
    ``median_delay_weeks`` are of the goal's case (one cell, 20 clocks a week, 95 % → 80 % at target 90 %), tried on
    2,000 makers by itself; all kinds of lagging makers in the industries stand under ``lagging``.
    ``alternatives`` tries the other rules of the decision paper on the same counts, too.
    """
    started = time.perf_counter()
    rule = rule_by_id(rule_id) if rule_id else CURRENT_RULE
    industries = max(1, ceil((QUICK_YEARS if quick else industry_years) / YEARS_EACH))
    others = tuple(ALTERNATIVES) if alternatives else ()
    outcomes = _simulate_all(industries, seed, rule, workers, others)
    scores = {name: score(outcomes[name]) for name in outcomes}
    ours = scores["rule"]
    goal = _found(simulate_goal(seed, GOAL_MAKERS, rule))
    return {
        "bench": "judgement",
        "false_flag_rate": ours["false_flag_rate"],
        "false_flag_interval": ours["false_flag_interval"],
        "median_delay_weeks": goal["median_delay_weeks"],
        "median_delay_interval": goal["median_delay_interval"],
        "found": goal["found"],
        "found_interval": goal["found_interval"],
        "goals_met": {
            "false_flag_rate": ours["false_flag_rate"] <= FALSE_FLAG_GOAL,
            "median_delay_weeks": (goal["median_delay_weeks"] or float("inf")) <= DELAY_GOAL_WEEKS,
        },
        "compliant": ours["compliant"],
        "lagging": ours["lagging"],
        "naive_threshold": scores["naive_threshold"],
        "naive_mean": scores["naive_mean"],
        **({"alternatives": {name: scores[name] for name in others}} if others else {}),
        "rule": rule.id,
        "industry_years": industries * YEARS_EACH,
        "maker_years": ours["compliant_maker_years"],
        "seed": seed,
        "rounds": industries,
        "seconds": round(time.perf_counter() - started, 1),
    }


def score(outcomes: Sequence[MakerOutcome]) -> dict[str, Any]:
    """Return false-flag rates of compliant makers and found shares and delays of lagging ones, also by kind."""
    years, flagged = _years(outcomes)
    lagging = [o for o in outcomes if o.lags]
    return {
        "false_flag_rate": _rate(flagged, years),
        "false_flag_interval": _interval(flagged, years),
        "compliant_maker_years": years,
        **_found(lagging),
        "compliant": {kind: _false_flags(o for o in outcomes if o.kind == kind) for kind in COMPLIANT_KINDS},
        "lagging": {kind: _found([o for o in lagging if o.kind == kind]) for kind in LAGGING_KINDS},
    }


def table(result: dict[str, Any]) -> str:
    """Return the figures as a small table for people."""
    lines = [
        f"Judgement {result['rule']}: {result['industry_years']} industry-years, "
        f"{result['maker_years']} compliant maker-years, {result['seconds']} s",
        "",
        f"{'':28}{'this rule':>24}{'30-day threshold':>20}{'mean of finished':>20}",
    ]
    rules = [result, result["naive_threshold"], result["naive_mean"]]
    lines.append(_line("flagged a year, compliant", [_percent(r["false_flag_rate"]) for r in rules]))
    for kind in COMPLIANT_KINDS:
        lines.append(_line(f"  {kind}", [_percent(r["compliant"][kind]["flagged"]) for r in rules]))
    lines.append(_line("found within a year", ["", "", ""]))
    for kind in LAGGING_KINDS:
        lines.append(_line(f"  {kind}", [_delay(r["lagging"][kind]) for r in rules]))
    low, high = result["false_flag_interval"]
    lines += ["", f"false flags {_percent(result['false_flag_rate'])} ({_percent(low)} to {_percent(high)} a year), "]
    lines[-1] += f"goal's case found after {result['median_delay_weeks']} weeks {result['median_delay_interval']}"
    return "\n".join(lines)


def _simulate_all(
    industries: int, seed: int, rule: RuleVersion, workers: int, others: tuple[str, ...]
) -> dict[str, list[MakerOutcome]]:
    one = partial(_one_industry, seed=seed, rule_id=rule.id, others=others)
    joined: dict[str, list[MakerOutcome]] = {name: [] for name in (*RULES_TRIED, *others)}
    if workers <= 1 or industries == 1:
        results: Iterable[dict[str, list[MakerOutcome]]] = map(one, range(industries))
        _join(joined, results)
    else:
        # Fresh processes: a fork would share the caller's database connections.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            _join(joined, pool.map(one, range(industries)))
    return joined


def _one_industry(number: int, *, seed: int, rule_id: str, others: tuple[str, ...]) -> dict[str, list[MakerOutcome]]:
    return simulate_industry(seed, number, YEARS_EACH, rule_by_id(rule_id), others)


def _join(joined: dict[str, list[MakerOutcome]], results: Iterable[dict[str, list[MakerOutcome]]]) -> None:
    for result in results:
        for name, outcomes in result.items():
            joined[name] += outcomes


def _years(outcomes: Iterable[MakerOutcome]) -> tuple[int, int]:
    counts = [(o.compliant_years, o.flagged_years) for o in outcomes]
    return sum(years for years, _ in counts), sum(flagged for _, flagged in counts)


def _false_flags(outcomes: Iterable[MakerOutcome]) -> dict[str, Any]:
    years, flagged = _years(outcomes)
    return {"flagged": _rate(flagged, years), "interval": _interval(flagged, years), "maker_years": years}


def _found(lagging: Sequence[MakerOutcome]) -> dict[str, Any]:
    found = sum(o.delay is not None for o in lagging)
    delays = [o.delay if o.delay is not None else FOLLOW_UP_DAYS for o in lagging]
    median = kaplan_meier_from_cases(delays, [o.delay is not None for o in lagging]).quantile()
    return {
        "found": _rate(found, len(lagging)),
        "found_interval": _interval(found, len(lagging)),
        "median_delay_weeks": _weeks(median.value),
        "median_delay_interval": [_weeks(median.lower), _weeks(median.upper)],
        "makers": len(lagging),
    }


def _rate(k: int, n: int) -> float:
    return round(k / n, 5) if n else 0.0


def _interval(k: int, n: int) -> list[float]:
    limits = wilson(k, n)
    return [round(limits.lower, 5), round(limits.upper, 5)] if limits else [0.0, 1.0]


def _weeks(days: float | None) -> float | None:
    return None if days is None else round(days / DAYS_IN_WEEK, 2)


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _delay(found: dict[str, Any]) -> str:
    median = found["median_delay_weeks"]
    return f"{100 * found['found']:.0f} %, " + ("not reached" if median is None else f"{median:.1f} weeks")


def _line(label: str, cells: Sequence[str]) -> str:
    return f"{label:28}{cells[0]:>24}{cells[1]:>20}{cells[2]:>20}"
