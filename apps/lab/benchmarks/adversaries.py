"""The bench of the adversaries: each trick with 0, 25, 50 and 70 % of the misses hidden, found by flag or by signal."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from apps.judgement.version import CURRENT_RULE
from apps.lab.adversaries.simulate import Delays, hide, honest
from apps.lab.adversaries.tricks import TRICKS
from apps.lab.judging.industry import DAYS_IN_WEEK

SHARES = (0.0, 0.25, 0.50, 0.70)
MAKERS, QUICK_MAKERS = 200, 24
GOAL_WEEKS = 12.0


def bench_adversaries(*, quick: bool = False, seed: int = 7, say: Callable[[str], Any] = print) -> dict[str, Any]:
    """Try every trick and print a table; returns the figures as one JSON-able object.

    ``tricks_found``: tricks that half of the manufacturers who hide 70 % of their misses by them are found in, by flag
    or by signal, within twelve weeks. ``honest``: share of honest manufacturers with a signal within a year.
    """
    started, makers = time.perf_counter(), QUICK_MAKERS if quick else MAKERS
    say(f"{'hidden by':28}" + "".join(f"{share:>20.0%}" for share in SHARES))
    rows = {}
    for trick in TRICKS:
        tried = [score(hide(trick, share, makers=makers, rule=CURRENT_RULE, seed=seed)) for share in SHARES]
        rows[trick.name] = {f"{share:.0%}": row for share, row in zip(SHARES, tried, strict=True)}
        say(f"{trick.name:28}" + "".join(f"{_words(row):>20}" for row in tried))
    quiet = honest(makers=makers, seed=seed)
    say("honest, with a signal in a year: " + ", ".join(f"{name} {share:.1%}" for name, share in quiet.items()))
    found = sum((row["70%"]["median_weeks"] or np.inf) <= GOAL_WEEKS for row in rows.values())
    return {
        "bench": "adversaries",
        "tricks_found": int(found),
        "tricks": len(TRICKS),
        "goal_weeks": GOAL_WEEKS,
        "rule": CURRENT_RULE.id,
        "makers_each": makers,
        "by_trick": rows,
        "honest": quiet,
        "seed": seed,
        "seconds": round(time.perf_counter() - started, 1),
    }


def score(delays: Delays) -> dict[str, float | None]:
    """Found within a year, by what, and after how many weeks at the median over all, those not found included."""
    median = float(np.median(delays.first)) / DAYS_IN_WEEK
    return {
        "found": float(np.isfinite(delays.first).mean()),
        "by_flag": float(np.isfinite(delays.flag).mean()),
        "by_signal": float(np.isfinite(delays.signal).mean()),
        "median_weeks": round(median, 1) if np.isfinite(median) else None,
    }


def _words(row: dict[str, float | None]) -> str:
    weeks = "–" if row["median_weeks"] is None else f"{row['median_weeks']:.1f} w"
    return f"{row['found']:.0%} · {weeks}"
