"""The full evaluation, the rebuild of tallies and the evaluation after events, against one bare SQL aggregate pass."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from statistics import median
from typing import Any

from django.db import connection, connections

from apps.casework.books import load_history
from apps.compliance import tallies
from apps.compliance.evaluation import evaluate_manufacturer, manufacturers_to_judge
from apps.compliance.tallies import CellDay
from apps.duties.models import Clock
from apps.lab.simulation.industry import Plan, build
from apps.organizations.scope import system_scope

from .database import scratch_database

#: What an evaluation without tallies would need: every cell-day counted from the clocks.
_FLOOR = (
    "SELECT manufacturer_id, country, obligation_id, (due_at AT TIME ZONE 'UTC')::date, count(*), "
    "count(*) FILTER (WHERE stopped_at <= due_at), "
    "count(*) FILTER (WHERE due_at < %s AND (stopped_at IS NULL OR stopped_at > due_at)) "
    "FROM duties_clock WHERE counts GROUP BY 1, 2, 3, 4"
)
AS_OF = datetime(2026, 10, 1, tzinfo=UTC)
#: Parts of the nightly evaluation are done by so many worker processes side by side (config of ``manage.py up``).
WORKERS = 2
#: More clocks than this are copies of simulated ones: their lives take longest to simulate and are not measured.
SIMULATED = 500_000
EVENTS = 1_000
TABLE = (10_000, 100_000, 1_000_000, 5_000_000)


def bench_sweep(*, clocks: int = 100_000, rounds: int = 5, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Median seconds of each over ``rounds``; the ratio's numerator is the full evaluation of all manufacturers."""
    with scratch_database():
        build(Plan(seed=7, months=24, clocks=min(clocks, SIMULATED), as_of=AS_OF, makers=20))
        rows = _multiply(clocks)
        with system_scope("bench sweep"):
            tallies.rebuild()
        _sweep()  # the night before: flags are open and judgements on record
        with _workers() as workers:
            floor = _timed(rounds, _floor)
            sweep = _timed(rounds, lambda: _sweep_by(workers))
        alone = _timed(rounds, _sweep)
        rebuild = _timed(rounds, _rebuild)
        fill = median(_from_nothing() for _ in range(rounds))
        events = _timed(rounds, _events)
        with system_scope("bench sweep: same counts"):
            same = tallies.differences() == []
    say(
        f"{rows:>10,} clocks   floor {floor:.3f} s   sweep {sweep:.3f} s ({WORKERS} workers; alone {alone:.3f} s)   "
        f"rebuild {rebuild:.3f} s (from nothing {fill:.3f} s)   after {EVENTS:,} events {events:.3f} s"
    )
    return {
        "bench": "sweep",
        "ratio": round(sweep / floor, 3),
        "seconds": round(sweep, 4),
        "floor_seconds": round(floor, 4),
        "alone_ratio": round(alone / floor, 3),
        "rebuild_ratio": round(rebuild / floor, 3),
        "fill_ratio": round(fill / floor, 3),
        "events_seconds": round(events, 4),
        "events_ratio": round(events / floor, 3),
        "workers": WORKERS,
        "rows": rows,
        "rounds": rounds,
        "ok": same,
    }


def bench_table(*, rounds: int = 3, say: Callable[[str], None] = print) -> dict[str, Any]:
    """The cost from ten thousand to five million clocks, a database each."""
    rows = [bench_sweep(clocks=clocks, rounds=rounds, say=say) for clocks in TABLE]
    return {"bench": "sweep-table", "table": rows, "ok": all(row["ok"] for row in rows)}


def _multiply(clocks: int) -> int:
    """Copy the simulated clocks until there are so many; a copy is due minutes later, on the same day mostly."""
    kept = [str(field.column) for field in Clock._meta.concrete_fields]
    names = ", ".join(name for name in kept if name not in {"id", "due_at", "stopped_at", "unit"})
    with system_scope("bench sweep: copies"):
        have, last = Clock.objects.count(), Clock.objects.latest("id").pk
        with connection.cursor() as cursor:
            load_history("bench")
            for copy in range(1, max(1, round(clocks / have))):  # what still runs can run only once
                cursor.execute(
                    f"INSERT INTO duties_clock ({names}, due_at, stopped_at) SELECT {names}, "
                    "due_at + make_interval(mins => %s), stopped_at + make_interval(mins => %s) "
                    "FROM duties_clock WHERE id <= %s AND stopped_at IS NOT NULL",
                    [copy, copy, last],
                )
        rows = Clock.objects.count()
    with connections["owner"].cursor() as cursor:
        for table in ("duties_clock", "compliance_tally", "claims_claim", "parts_orderline"):
            cursor.execute(f"ANALYZE {table}")
    return rows


def _timed(rounds: int, work: Callable[[], None]) -> float:
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return median(taken)


def _floor() -> None:
    with system_scope("bench sweep: floor"), connection.cursor() as cursor:
        cursor.execute(_FLOOR, [AS_OF])  # the answer is received, but not turned into Python's objects


def _makers() -> list[int]:
    with system_scope("bench sweep: whom"):
        return manufacturers_to_judge()


def _part(maker: int) -> None:
    """As a Celery task does it: one manufacturer, one transaction."""
    with system_scope("bench sweep"):
        evaluate_manufacturer(maker, as_of=AS_OF, at=AS_OF)


def _sweep() -> None:
    for maker in _makers():
        _part(maker)


@contextmanager
def _workers() -> Iterator[Any]:
    """Processes that wait for parts with a connection of their own, as Celery's do."""
    for each in connections.all():
        each.close()
    with multiprocessing.get_context("fork").Pool(WORKERS) as pool:
        pool.map(_warm, range(WORKERS), chunksize=1)
        yield pool


def _warm(_number: int) -> None:
    _makers()


def _sweep_by(workers: Any) -> None:
    for _ in workers.imap_unordered(_part, _makers()):
        pass


def _rebuild() -> None:
    with system_scope("bench sweep: rebuild"):
        tallies.rebuild()


def _from_nothing() -> float:
    """Seconds of a rebuild when all tallies are lost."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE compliance_tally")
    began = time.perf_counter()
    _rebuild()
    return time.perf_counter() - began


def _events() -> None:
    """A thousand clocks are found kept or missed; their cell-days are counted anew, and whom it touches is judged."""
    with system_scope("bench sweep: events"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE duties_clock SET stopped_at = due_at + "
            "CASE WHEN stopped_at <= due_at THEN interval '1 hour' ELSE interval '-1 hour' END "
            "WHERE id IN (SELECT id FROM duties_clock WHERE counts AND due_at < %s AND stopped_at IS NOT NULL "
            "ORDER BY due_at DESC LIMIT %s) "
            "RETURNING manufacturer_id, country, obligation_id, powertrain, (due_at AT TIME ZONE 'UTC')::date",
            [AS_OF, EVENTS],
        )
        days = [CellDay(*row) for row in cursor.fetchall()]
        tallies.count_days(days, at=AS_OF)
    for maker in sorted({day.manufacturer_id for day in days}):
        _part(maker)
