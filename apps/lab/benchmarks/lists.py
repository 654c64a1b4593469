"""Lists of every side at a million rows: a page as the program asks for it, against its bare SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from statistics import median
from types import SimpleNamespace
from typing import Any

import psycopg
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone

from apps.claims.filters import ClaimFilter
from apps.claims.models import Claim
from apps.claims.selectors import MOST_URGENT, NEWEST, claims, dealer_queue
from apps.compliance.selectors import cases
from apps.core.pagination import Keyset
from apps.lab.simulation.industry import Plan, build
from apps.organizations.models import Organization
from apps.organizations.scope import Actor, Scope, Side, acting_as, system_scope
from apps.parts.filters import StockFilter
from apps.parts.selectors import orders_seen_by, stock_seen_by
from apps.vehicles.filters import VehicleFilter
from apps.vehicles.models import Vehicle
from apps.vehicles.selectors import NEWEST as NEWEST_CARS
from apps.vehicles.selectors import vehicles

from .behind_walls import asked, bare_owner, own, run, sent, timed
from .crowd import crowd
from .database import scratch_database

#: So many clocks are simulated; the rest are copies.
SIMULATED = 20_000
PAGE = 51  # fifty rows, and one that tells whether there are more
_BY_DUE, _BY_NUMBER = ("-due_at", "-id"), ("part_number", "id")


@dataclass(frozen=True)
class Look:
    """A list as one side sees it; ``rows`` is built inside the side's scope."""

    name: str
    scope: Scope
    rows: Callable[[], QuerySet[Any]]
    ordering: tuple[str, ...]


def bench_lists(*, rows: int = 1_000_000, rounds: int = 15, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Median milliseconds of the first page and of one in the middle; the ratio is the worst page's to its bare SQL.

    A page's statements run behind the walls of its side. Bare: one statement for the same page with the side as a
    plain condition, sent by the owner of the tables, whom no wall binds. ``ok`` is false when their rows differ.
    """
    with scratch_database():
        now = timezone.now()
        build(Plan(seed=7, months=24, clocks=min(rows, SIMULATED), as_of=now, makers=20))
        say(", ".join(f"{table} {count:,}" for table, count in crowd(rows).items()))
        with bare_owner() as bare:
            table = [row for look in _looks(now) for row in measured(look, bare, rounds)]
        for row in table:
            say(
                f"{row['list']:<70} {row['database_ms']:8.2f} ms in the database, bare {row['bare_ms']:8.2f} "
                f"({row['ratio']:.2f}), with objects {row['ms']:8.2f}"
            )
    worst = max(table, key=lambda row: row["ratio"])
    return {
        "bench": "lists",
        "ratio": worst["ratio"],
        "worst": worst["list"],
        "slowest_ms": max(row["database_ms"] for row in table),
        "lists": len(table),
        "rows": rows,
        "rounds": rounds,
        "ok": all(row["same"] for row in table),
    }


def _looks(at: datetime) -> Iterator[Look]:
    for name, scope in _scopes():
        actor = Actor(scope.side, name, scope.user_id, scope.organization_id)
        yield Look(f"claims, {name}", scope, claims, NEWEST)
        yield Look(f"vehicles, {name}", scope, vehicles, NEWEST_CARS)
        if scope.side is Side.OWNER:
            continue
        yield Look(f"orders, {name}", scope, partial(orders_seen_by, actor), ("-created_at", "-id"))
        yield Look(f"stock, {name}", scope, partial(stock_seen_by, actor), _BY_NUMBER)
        if scope.side is Side.DEALER:
            yield Look(f"repair queue, {name}", scope, dealer_queue, MOST_URGENT)
        else:
            yield Look(f"cases, {name}", scope, partial(cases, at=at), _BY_DUE)
        yield from _found(name, scope, actor)


def _found(name: str, scope: Scope, actor: Actor) -> Iterator[Look]:
    """What people look for: a claim by VIN or number, cars and parts by how they begin, one country."""
    filtered = partial(partial, _filtered, actor)
    with system_scope("bench lists: what to look for"):
        seen = _anything(Claim, scope)
    for word in (seen.vin, seen.number):
        yield Look(f"claim {'by VIN' if word == seen.vin else 'by number'}, {name}", scope,
                   filtered(ClaimFilter, {"text": word}, claims), NEWEST)  # fmt: skip
    start = _anything(Vehicle, scope).vin[:12]
    yield Look(f"VINs that begin so, {name}", scope, filtered(VehicleFilter, {"vin": start}, vehicles), NEWEST_CARS)
    stock = partial(stock_seen_by, actor)
    yield Look(
        f"stock of numbers that begin so, {name}",
        scope,
        filtered(StockFilter, {"number": "B"}, stock),
        _BY_NUMBER,
    )
    for word in ("ark", "nothing like it"):
        yield Look(
            f"cars of a model with “{word}”, {name}",
            scope,
            filtered(VehicleFilter, {"model": word}, vehicles),
            NEWEST_CARS,
        )
    for word in ("t 123", "part"):
        yield Look(
            f"stock of parts with “{word}”, {name}", scope, filtered(StockFilter, {"name": word}, stock), _BY_NUMBER
        )
    if scope.side is Side.AUTHORITY:
        yield Look(f"claims of one country, {name}", scope, filtered(ClaimFilter, {"country": "ke"}, claims), NEWEST)


def _filtered(actor: Actor, filters: Any, given: dict[str, str], rows: Callable[[], QuerySet[Any]]) -> QuerySet[Any]:
    found: QuerySet[Any] = filters(given, rows(), request=SimpleNamespace(actor=actor)).qs
    return found


def _anything(model: type[models.Model], scope: Scope) -> Any:
    with acting_as(scope):
        return model._default_manager.order_by("-id").first()


def _scopes() -> list[tuple[str, Scope]]:
    """The busiest of each side, and regulators of one, of three and of the smallest country."""
    with system_scope("bench lists: whom"):
        busy = Claim.objects.values_list("manufacturer_id", "dealer_id", "owner_id", "country")
        count = {n: _busiest(busy, n) for n in range(4)}
        desk = Organization.objects.filter(kind=Organization.Kind.MANUFACTURER).first()
    assert desk is not None
    countries = count[3]
    regulator = partial(Scope, Side.REGULATOR, organization_id=desk.pk)
    return [
        ("owner", Scope(Side.OWNER, user_id=count[2][0])),
        ("dealer", Scope(Side.DEALER, organization_id=count[1][0])),
        ("manufacturer", Scope(Side.MANUFACTURER, organization_id=count[0][0])),
        ("regulator of the largest country", regulator(countries=(countries[0],))),
        ("regulator of the smallest", regulator(countries=(countries[-1],))),
        ("regulator of three", regulator(countries=(countries[0], countries[-2], countries[-1]))),
        ("authority", Scope(Side.AUTHORITY, organization_id=desk.pk)),
    ]


def _busiest(rows: Any, n: int) -> list[Any]:
    counted: dict[Any, int] = {}
    for row in rows.iterator(chunk_size=20_000):
        counted[row[n]] = counted.get(row[n], 0) + 1
    return sorted(counted, key=lambda key: -counted[key])


def measured(look: Look, bare: psycopg.Connection[Any], rounds: int) -> Iterator[dict[str, Any]]:
    """The first page of a list and one in its middle: milliseconds of each, and those of its bare SQL."""
    with acting_as(look.scope):
        keyset = Keyset(look.rows().model, look.ordering)
        total = min(look.rows().count(), 400_000)
        middle = look.rows().order_by(*look.ordering).values_list(*keyset.names)[total // 2 : total // 2 + 1]
        key = next(iter(middle), None)
        for words, values in (("first page", None), ("in the middle", key)):
            if values is not None or words == "first page":
                yield _one(f"{look.name}, {words}", keyset, look, values, bare, rounds)


def _one(
    name: str, keyset: Keyset, look: Look, values: Any, bare: psycopg.Connection[Any], rounds: int
) -> dict[str, Any]:
    def page(**mine: Any) -> list[Any]:
        return keyset.page(look.rows().filter(**mine), values, back=False, size=PAGE)

    found = [row.pk for row in page()]
    statements = sent(partial(page, **own(look.scope)))
    database = 1000 * median(asked(page) for _ in range(rounds))
    took = 1000 * median(timed(page) for _ in range(rounds))
    floor = 1000 * median(timed(partial(run, bare, statements)) for _ in range(rounds))
    return {
        "list": name,
        "ms": round(took, 2),
        "database_ms": round(database, 2),
        "bare_ms": round(floor, 2),
        "ratio": round(database / floor, 2),
        "same": [row[0] for row in run(bare, statements)] == found,
    }
