"""What keeping all versions costs as they grow: asking as known at a past day, writing one more, cutting by time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median
from typing import Any

from django.db import connection, connections

from apps.casework.books import recorded_at
from apps.casework.facts import as_known, partitions
from apps.compliance.selectors import cases
from apps.duties.models import Clock
from apps.lab.simulation.industry import Plan, build
from apps.organizations.scope import Scope, Side, acting_as, system_scope

from .database import scratch_database

AS_OF = datetime(2026, 10, 1, tzinfo=UTC)
#: The day whose knowledge is asked for, and the day up to which versions are cut off: five of six ended before it.
ASKED, CUT = AS_OF - timedelta(days=30), (AS_OF - timedelta(days=122)).date()
_CLOCKS = 50_000
_TABLE = "duties_clock"


def bench_versions(*, rows: int = 1_000_000, rounds: int = 7, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Median milliseconds; the ratio is a manufacturer's figures as known a month ago, after the cut, to today's.

    ``rows``: versions of clocks, spread over two years. ``ok``: the same answer before and after the cut.
    """
    with scratch_database():
        build(Plan(seed=7, months=24, clocks=_CLOCKS, as_of=AS_OF, makers=20))
        _age(rows)
        maker = _busiest()
        before = _figures(maker, rounds)
        began = time.perf_counter()
        moved = partitions.split(_TABLE, before=CUT)
        took = time.perf_counter() - began
        _analyze()
        after = _figures(maker, rounds)
        size = _megabytes()
    for words, found in (("whole", before), ("cut", after)):
        say(
            f"{rows:>11,} versions, {words:>5}: today {found['today']:.1f} ms, "
            f"as known a month ago {found['known']:.1f} ms, one more version {found['write']:.2f} ms"
        )
    say(f"{'':>11} {moved:,} versions moved in {took:.1f} s; {size:,} MB with indexes")
    return {
        "bench": "versions",
        "ratio": round(after["known"] / after["today"], 2),
        "whole_ratio": round(before["known"] / before["today"], 2),
        "write_ms": round(after["write"], 2),
        "whole_write_ms": round(before["write"], 2),
        "cut_seconds": round(took, 1),
        "megabytes": size,
        "rows": rows,
        "rounds": rounds,
        "ok": before["answer"] == after["answer"],
    }


def _age(rows: int) -> None:
    """Earlier versions of every clock, one after another without a gap, in the two years before now."""
    columns = ", ".join(f'"{field.column}"' for field in Clock._meta.concrete_fields)
    each = max(1, rows // _CLOCKS)
    step = timedelta(days=730) / each
    spans: list[Any] = [AS_OF, step, AS_OF, step, each - 1]
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"UPDATE facts.{_TABLE} SET known_from = %s", [AS_OF])
        cursor.execute(
            f"INSERT INTO facts.{_TABLE} ({columns}, known_from, known_to, step, by_role) "
            f"SELECT {columns}, %s - (n + 1) * %s, %s - n * %s, 'bench', 'bench' "
            f"FROM facts.{_TABLE}, generate_series(0, %s) AS n",
            spans,
        )
    _analyze()


def _analyze() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ANALYZE facts.{_TABLE}, public.{_TABLE}")


def _busiest() -> int:
    with system_scope("bench versions: whom"):
        found: int = Clock.objects.order_by("-manufacturer_id").values_list("manufacturer_id", flat=True)[0]
    return found


def _figures(maker: int, rounds: int) -> dict[str, Any]:
    scope = Scope(Side.MANUFACTURER, organization_id=maker)
    return {
        "today": 1000 * median(_timed(partial(_asked, scope, None)) for _ in range(rounds)),
        "known": 1000 * median(_timed(partial(_asked, scope, ASKED)) for _ in range(rounds)),
        "write": 1000 * median(_written() for _ in range(rounds * 5)),
        "answer": _asked(scope, ASKED),
    }


def _asked(scope: Scope, known: datetime | None) -> int:
    with acting_as(scope):
        if known is None:
            return cases(at=AS_OF).count()
        with as_known(known):
            return cases(at=AS_OF).count()


def _written() -> float:
    """Seconds of one statement that changes one clock, its version with it; undone."""
    with system_scope("bench versions: a change"), connection.cursor() as cursor:
        pk = Clock.objects.order_by("?").values_list("pk", flat=True)[0]
        recorded_at(None, AS_OF + timedelta(days=1), "bench")
        began = time.perf_counter()
        cursor.execute("UPDATE duties_clock SET due_at = due_at + interval '1 minute' WHERE id = %s", [pk])
        return time.perf_counter() - began


def _megabytes() -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(oid)) / 1000000 FROM pg_class "
            "WHERE relnamespace = 'facts'::regnamespace AND relname LIKE %s AND relkind = 'r'",
            [f"{_TABLE}%"],
        )
        return int(cursor.fetchone()[0])


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
