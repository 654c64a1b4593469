"""The whole of the judgement in one object: every size and truth, the mix of an industry, and the tricks."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from apps.lab.benchmarks.adversaries import bench_adversaries
from apps.lab.benchmarks.judgement import bench_judgement
from apps.lab.benchmarks.judgement_grid import MAKERS, bench_judgement_grid

USUAL_MAKERS = 100
USUAL_YEARS, FULL_YEARS = 100, 1000


def bench_whole_judgement(
    *, quick: bool = False, full: bool = False, seed: int = 7, say: Callable[[str], Any] = print
) -> dict[str, Any]:
    """Run the three benches of the judgement; returns their figures as one JSON-able object.

    ``worst_false_flag_rate`` with ``worst_false_flag_cell``, ``small_found`` and ``found`` under ``cases`` are of the
    grid, ``tricks_found`` of ``tricks`` of the adversaries, all else of the industries. ``quick`` takes seconds and
    says little; ``full`` is as large as the decisions were made by.
    """
    started = time.perf_counter()
    tricks = bench_adversaries(quick=quick, seed=seed, say=say)
    makers = MAKERS if full else USUAL_MAKERS
    grid = bench_judgement_grid(quick=quick, makers=makers, every=7 if quick else 1, seed=seed, say=say)
    years = FULL_YEARS if full else USUAL_YEARS
    mix = bench_judgement(quick=quick, industry_years=years, seed=seed)
    told = {"tricks_found": tricks["tricks_found"], "tricks": tricks["tricks"], "cases": grid["found"]}
    return grid | told | mix | {"seconds": round(time.perf_counter() - started, 1)}
