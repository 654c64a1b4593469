"""Claims: filed by the service against bare INSERTs of the same rows; a workshop's queue and search at a million."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import psycopg
from django.db import connection, connections
from django.db.models import Count, QuerySet
from django.utils import timezone

from apps.claims.models import Claim, SearchLine
from apps.claims.search import found_by
from apps.claims.selectors import MOST_URGENT, NEWEST, claims, dealer_queue
from apps.core.pagination import Keyset
from apps.lab.simulation.industry import Plan, build
from apps.organizations.scope import Scope, Side, acting_as, system_scope

from .behind_walls import asked, bare_owner, own, run, sent, timed
from .claims_filing import filing
from .crowd import crowd
from .database import scratch_database

SIMULATED, OPEN, PAGE = 20_000, 20_000, 51


def bench_claims(*, rows: int = 1_000_000, rounds: int = 40, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Claims filed a second, and 95th percentiles in milliseconds of the busiest workshop's queue and searches.

    ``ratio``: seconds of filing to those of bare INSERTs. ``worst_list_ratio``: a page's to its SQL, by the owner of
    the tables with the workshop as a plain condition. ``ok`` is false when walls and bare SQL find other rows.
    """
    with scratch_database():
        now = timezone.now()
        build(Plan(seed=7, months=24, clocks=min(rows, SIMULATED), as_of=now, makers=20))
        filed = filing(at=now)
        say(f"{filed['file_ms']:.1f} ms a claim, bare INSERTs of its rows {filed['bare_ms']:.1f} ms")
        crowd(rows)
        left = _leave_open(OPEN)
        scope, seen = _busiest()
        say(f"{rows:,} claims, {left:,} open; the busiest workshop sees {seen:,}")
        with bare_owner() as bare:
            # The function of the search asks the session for whom it looks, whoever calls it.
            bare.execute("SELECT set_config('app.organization_id', %s, false)", [str(scope.organization_id)])
            table = [_measured(*look, scope, bare, rounds) for look in _looks(scope)]
    for row in table:
        say(f"{row['look']:<40} p95 {row['p95']:8.1f} ms, bare {row['bare']:8.1f} ({row['ratio']:.2f})")
    return {
        "bench": "claims",
        **filed,
        "queue_p95_ms": round(table[0]["p95"], 1),
        "search_p95_ms": round(max(row["p95"] for row in table[1:]), 1),
        "worst_list_ratio": round(max(row["ratio"] for row in table), 2),
        "rows": rows,
        "open": left,
        "seen": seen,
        "rounds": rounds,
        "ok": all(row["same"] for row in table),
    }


def _leave_open(most: int) -> int:
    """Close the oldest open claims but ``most``; returns how many are open."""
    with connections["owner"].cursor() as owner:
        owner.execute('ALTER TABLE "claims_claim" DISABLE TRIGGER USER')
    with system_scope("bench claims: those over"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE claims_claim SET status = 'withdrawn', closed_at = filed_at + interval '9 days' WHERE id IN "
            "(SELECT id FROM claims_claim WHERE closed_at IS NULL ORDER BY filed_at DESC, id OFFSET %s)",
            [most],
        )
        left = Claim.objects.filter(closed_at=None).count()
    with connections["owner"].cursor() as owner:
        owner.execute('ALTER TABLE "claims_claim" ENABLE TRIGGER USER')
        owner.execute("VACUUM ANALYZE claims_claim")
        owner.execute("VACUUM ANALYZE claims_contact")
        owner.execute("VACUUM ANALYZE claims_searchline")
    return left


def _busiest() -> tuple[Scope, int]:
    with system_scope("bench claims: whom"):
        row = Claim.objects.values("dealer_id").annotate(n=Count("pk")).order_by("-n").first()
    assert row is not None
    return Scope(Side.DEALER, organization_id=row["dealer_id"]), row["n"]


def _looks(scope: Scope) -> Iterator[tuple[str, tuple[str, ...], list[Callable[..., QuerySet[Any]]]]]:
    """What a workshop looks for: each with many words, so that none is answered from memory alone."""
    yield "queue", MOST_URGENT, [_queue]
    with acting_as(scope):
        some = list(Claim.objects.filter(pk__gt=0).select_related("contact").order_by("-request_key")[:12])
    kinds: dict[str, Callable[[Claim], str]] = {
        "last six of a VIN": lambda claim: claim.vin[-6:],
        "last four of a VIN": lambda claim: claim.vin[-4:],
        "middle of a number": lambda claim: claim.number[4:9],
        "plate": lambda claim: claim.contact.plate or "KDA 123B",
        "piece of a plate": lambda claim: (claim.contact.plate or "KDA 123B")[-4:],
        "name": lambda claim: claim.contact.name.split()[-1],
        "phone": lambda claim: claim.contact.phone[-6:],
        "word of the complaint": lambda claim: claim.complaint.split()[-1].strip(".,。"),
        "two words": lambda claim: f"{claim.contact.name.split()[-1]} {claim.vehicle_title.split()[-1]}",
        "two signs": lambda claim: claim.vin[-2:],
        "common word": lambda claim: claim.vehicle_title.split()[0],
        "nothing like it": lambda claim: f"zq{claim.number[-4:]}x",
    }
    for name, word_of in kinds.items():
        yield name, NEWEST, [partial(_search, word_of(claim)) for claim in some]


def _queue(**mine: Any) -> QuerySet[Claim]:
    return dealer_queue().filter(**mine)


def _search(text: str, **mine: Any) -> QuerySet[Claim]:
    lines = SearchLine.objects.filter(**mine)
    return found_by(claims().filter(**mine), text, people=True, vins=True, lines=lines)


def _measured(
    name: str,
    ordering: tuple[str, ...],
    looks: list[Callable[..., QuerySet[Any]]],
    scope: Scope,
    bare: psycopg.Connection[Any],
    rounds: int,
) -> dict[str, Any]:
    keyset = Keyset(Claim, ordering)
    took, floors, same = [], [], True
    with acting_as(scope):
        for n in range(rounds):
            look = looks[n % len(looks)]

            def page(look: Callable[..., QuerySet[Any]] = look, **mine: Any) -> list[Any]:
                return keyset.page(look(**mine), None, back=False, size=PAGE)

            statements = sent(partial(page, **own(scope)), scope)
            took.append(asked(page))
            floors.append(timed(partial(run, bare, statements)))
            same = same and _found(bare, statements) == [claim.pk for claim in page()]
    p95, floor = (1000 * sorted(values)[math.ceil(0.95 * len(values)) - 1] for values in (took, floors))
    return {"look": name, "p95": p95, "bare": floor, "ratio": p95 / floor, "same": same}


def _found(bare: psycopg.Connection[Any], statements: list[tuple[str, Any]]) -> list[int]:
    """The claims that the statements find; where nothing can be found the last one does not ask for claims."""
    rows = run(bare, statements)
    return [row[0] for row in rows] if '"claims_claim"' in statements[-1][0] else []
