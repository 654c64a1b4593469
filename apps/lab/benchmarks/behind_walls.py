"""A page's statements behind the walls of its side, and the same by the owner of the tables, whom no wall binds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import psycopg.sql
from django.db import connection, connections

from apps.organizations.scope import Scope, Side, acting_as, system_scope


def asked(page: Callable[[], Any]) -> float:
    """Seconds that the page's statements take, walls and all; making objects of the rows is not in it."""
    taken = [0.0]

    def clock(execute: Any, statement: str, parameters: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(statement, parameters, many, context)
        finally:
            taken[0] += time.perf_counter() - began

    with connection.execute_wrapper(clock):
        page()
    return taken[0]


def own(scope: Scope) -> dict[str, Any]:
    """What the walls admit, as a condition that somebody would write who has none."""
    conditions: dict[Side, dict[str, Any]] = {
        Side.OWNER: {"owner_id": scope.user_id},
        Side.DEALER: {"dealer_id": scope.organization_id},
        Side.MANUFACTURER: {"manufacturer_id": scope.organization_id},
        Side.REGULATOR: {"country__in": scope.countries},
    }
    return conditions.get(scope.side, {})


def sent(page: Callable[[], Any], scope: Scope | None = None) -> list[tuple[str, Any]]:
    """The statements of a page when whoever asks sees all, or acts as ``scope`` where only that side may ask so."""
    statements: list[tuple[str, Any]] = []

    def keep(execute: Any, statement: str, parameters: Any, many: bool, context: Any) -> Any:
        if statement.startswith("SELECT ") and "set_config" not in statement:
            statements.append((statement, parameters))
        return execute(statement, parameters, many, context)

    acting = acting_as(scope) if scope else system_scope("bench lists: bare")
    with acting, connection.execute_wrapper(keep):
        page()
    return statements


def run(bare: psycopg.Connection[Any], statements: list[tuple[str, Any]]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for statement, parameters in statements:
        rows = psycopg.ClientCursor(bare).execute(statement.encode(), parameters).fetchall()
    return rows


@contextmanager
def bare_owner() -> Iterator[psycopg.Connection[Any]]:
    """The owner of the tables, whom walls do not bind here."""
    owner: Any = connections["owner"]
    with owner.Database.connect(**owner.get_connection_params()) as bare:
        for (table,) in bare.execute("SELECT relname FROM pg_class WHERE relforcerowsecurity").fetchall():
            bare.execute(
                psycopg.sql.SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY").format(psycopg.sql.Identifier(table))
            )
        bare.commit()
        yield bare


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
