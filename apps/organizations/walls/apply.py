"""Raise the walls after each migration: tables whose description changed get new grants, policies and triggers."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Any

from django.db import ProgrammingError, connections, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import UndefinedTable

from apps.core.db.session import RUNTIME_ROLE
from apps.organizations.scope import Side

from .registry import all_walls, sign_in_tables
from .sql import FILL_ONCE, named_columns, sign_in_statements, statements

logger = logging.getLogger("sanbao.walls")
_MARK = "sanbao wall "


def raise_walls(sender: Any = None, using: str = "owner", **kwargs: Any) -> None:
    """Bring every existing table's grants, policies and triggers to what the apps' ``policies.py`` say.

    A digest kept as the table's comment tells which tables are already so: those are not locked again. A table
    that lacks a column of its description, or whose walls ask a table that is not there (migrations applied in part),
    keeps its walls until it is. A column that was dropped and made again has lost its rights: its number in the table
    is new, and with it the digest. A policy goes with a table that it asks: then there are fewer than there should be.
    """
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        _raise_common(cursor)
        columns, marks, standing = _columns(cursor), _marks(cursor), _policies(cursor)
        for table, lines in sorted(_wanted(columns).items()):
            stands = [*lines, *(f"{name} {number}" for name, number in columns[table].items())]
            digest = _MARK + hashlib.sha256("\n".join(stands).encode()).hexdigest()
            policies = sum(line.startswith("CREATE POLICY") for line in lines)
            if (marks[table], standing.get(table, 0)) != (digest, policies):
                _rebuild(cursor, table, lines, digest, using=using)


def _raise_common(cursor: CursorWrapper) -> None:
    roles = ", ".join([RUNTIME_ROLE, *(side.value for side in Side)])
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {roles}")
    # So that the runtime can tell whether all migrations have been applied.
    cursor.execute(f"GRANT SELECT ON django_migrations TO {RUNTIME_ROLE}")
    # Bulk writers of the system take their ids in one go.
    cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {Side.SYSTEM.value}")
    cursor.execute(FILL_ONCE)


def _wanted(columns: dict[str, dict[str, int]]) -> dict[str, list[str]]:
    """The statements of each table that is there."""
    wanted = {table: sign_in_statements(table) for table in sign_in_tables() if table in columns}
    for table, wall in all_walls().items():
        missing = named_columns(wall) - set(columns.get(table, ()))
        if table in columns and missing:
            logger.warning("walls of %s stay as they are: it has no column %s yet", table, ", ".join(sorted(missing)))
        elif table in columns:
            wanted[table] = statements(wall, columns[table])
    return wanted


def _columns(cursor: CursorWrapper) -> dict[str, dict[str, int]]:
    """Each table's columns, by name, with their numbers, which are never given twice."""
    cursor.execute(
        "SELECT c.relname, jsonb_object_agg(a.attname, a.attnum)::text FROM pg_class c "
        "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
        "WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace GROUP BY 1"
    )
    return {table: dict(sorted(json.loads(found).items())) for table, found in cursor.fetchall()}


def _marks(cursor: CursorWrapper) -> dict[str, str]:
    cursor.execute(
        "SELECT relname, coalesce(obj_description(oid, 'pg_class'), '') FROM pg_class "
        "WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    )
    return dict(cursor.fetchall())


def _policies(cursor: CursorWrapper) -> dict[str, int]:
    cursor.execute("SELECT tablename, count(*) FROM pg_policies WHERE schemaname = 'public' GROUP BY 1")
    return dict(cursor.fetchall())


def _rebuild(cursor: CursorWrapper, table: str, lines: list[str], digest: str, *, using: str) -> None:
    cursor.execute("SELECT policyname FROM pg_policies WHERE schemaname = 'public' AND tablename = %s", [table])
    standing = [policy for (policy,) in cursor.fetchall()]
    try:
        with transaction.atomic(using=using):
            for policy in standing:
                cursor.execute(f'DROP POLICY {policy} ON "{table}"')
            for line in lines:
                cursor.execute(line)
            cursor.execute(f"COMMENT ON TABLE \"{table}\" IS '{digest}'")
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedTable):
            raise
        logger.warning("walls of %s stay as they are: %s", table, str(error).splitlines()[0])
