"""The full evaluation and the rebuild of tallies, against one bare SQL aggregate pass over the clocks."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from typing import Any

from django.db import connection

from apps.compliance import tallies
from apps.compliance.evaluation import evaluate_manufacturer, manufacturers_with_tallies
from apps.duties.models import Clock
from apps.organizations.scope import system_scope
from apps.portal.simulation.industry import Plan, build

from .database import scratch_database

_FLOOR = (
    "SELECT manufacturer_id, country, obligation_id, powertrain, (due_at AT TIME ZONE 'UTC')::date, count(*), "
    "count(*) FILTER (WHERE stopped_at <= due_at) FROM duties_clock WHERE counts GROUP BY 1, 2, 3, 4, 5"
)
AS_OF = datetime(2026, 10, 1, tzinfo=UTC)


def bench_sweep(*, clocks: int = 100_000, rounds: int = 5, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Median seconds of each over ``rounds``; the ratio's numerator is the full evaluation of all manufacturers."""
    with scratch_database():
        build(Plan(seed=7, months=24, clocks=clocks, as_of=AS_OF, makers=20))
        with system_scope("bench sweep"):
            rows = Clock.objects.count()
        floor = _timed(rounds, _floor)
        sweep = _timed(rounds, _sweep)
        rebuild = _timed(rounds, _rebuild)
        with system_scope("bench sweep: same counts"):
            same = tallies.differences() == []
    say(f"{rows:>10,} clocks   floor {floor:.3f} s   sweep {sweep:.3f} s   rebuild {rebuild:.3f} s")
    return {
        "bench": "sweep",
        "ratio": round(sweep / floor, 3),
        "seconds": round(sweep, 4),
        "floor_seconds": round(floor, 4),
        "rebuild_ratio": round(rebuild / floor, 3),
        "rows": rows,
        "rounds": rounds,
        "ok": same,
    }


def _timed(rounds: int, work: Callable[[], None]) -> float:
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return median(taken)


def _floor() -> None:
    with system_scope("bench sweep: floor"), connection.cursor() as cursor:
        cursor.execute(_FLOOR)
        cursor.fetchall()


def _sweep() -> None:
    with system_scope("bench sweep"):
        for maker in manufacturers_with_tallies():
            evaluate_manufacturer(maker, as_of=AS_OF, at=AS_OF)


def _rebuild() -> None:
    with system_scope("bench sweep: rebuild"):
        tallies.rebuild()
