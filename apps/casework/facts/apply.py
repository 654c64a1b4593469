"""Bring tables of versions, triggers and views to what the tables are after a migration."""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from django.db import ProgrammingError, connections, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import UndefinedColumn

from apps.organizations.walls.registry import all_walls
from apps.organizations.walls.sql import everybody

from . import sql
from .registry import derived_views, recorded_tables

logger = logging.getLogger("sanbao.facts")
_MARK = "sanbao facts "


def keep_facts(sender: Any = None, using: str = "owner", **kwargs: Any) -> None:
    """Record every listed table that exists; a digest kept as comment tells which are recorded as wanted already.

    Runs after each migration, as the owner of the schema: a column that a migration adds is recorded from then on.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS facts")
        cursor.execute("CREATE SCHEMA IF NOT EXISTS known")
        cursor.execute(f"GRANT USAGE ON SCHEMA facts, known TO {everybody()}")
        walls = all_walls()
        changed = False
        for table in recorded_tables():
            recorded = describe(cursor, table)
            if recorded is not None:
                changed |= _keep(cursor, recorded, walls[table])
        if changed:
            # Names in them mean what was known.
            cursor.execute("SET LOCAL search_path TO known, public")
            for table, query in derived_views().items():
                _derive(cursor, table, query)
            cursor.execute("SET LOCAL search_path TO public")


def _derive(cursor: CursorWrapper, table: str, query: str) -> None:
    """Make a view of what was known; there is none while an older version lacks a column that it counts by."""
    try:
        with transaction.atomic(using=cursor.db.alias):
            for line in sql.view(table, query):
                cursor.execute(line)
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedColumn):
            raise
        logger.warning("known.%s is not there: %s", table, error.__cause__.diag.message_primary)


def describe(cursor: CursorWrapper, table: str) -> sql.Recorded | None:
    """The table's key and columns; None where it does not exist (yet)."""
    columns = _columns(cursor, "public", table)
    if not columns:
        return None
    cursor.execute(
        "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] "
        "WHERE i.indrelid = %s::regclass AND i.indisprimary",
        [f'public."{table}"'],
    )
    return sql.Recorded(table, cursor.fetchone()[0], tuple(columns))


def _keep(cursor: CursorWrapper, recorded: sql.Recorded, wall: Any) -> bool:
    lines = sql.statements(recorded, wall)
    mark = _MARK + hashlib.sha256("\n".join([*map(str, recorded.columns), *lines]).encode()).hexdigest()
    there = _columns(cursor, "facts", recorded.table)
    if there and _is_kept(cursor, recorded.table, mark):
        return False
    before = [*sql.follow_columns(recorded, there), *sql.catch_up(recorded)] if there else sql.create_table(recorded)
    for line in [*before, *lines]:
        cursor.execute(line)
    cursor.execute(f"COMMENT ON TABLE facts.\"{recorded.table}\" IS '{mark}'")
    return True


def _is_kept(cursor: CursorWrapper, table: str, mark: str) -> bool:
    """Whether the table is recorded as wanted, and is still the one that was: a table made anew has no triggers."""
    cursor.execute(
        "SELECT obj_description(%s::regclass, 'pg_class'), "
        "(SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE 'facts\\_%%')",
        [f'facts."{table}"', f'public."{table}"'],
    )
    return bool(cursor.fetchone() == (mark, 3))


def _columns(cursor: CursorWrapper, schema: str, table: str) -> list[tuple[str, str]]:
    cursor.execute(
        "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a "
        "WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
        [f'{schema}."{table}"'],
    )
    return list(cursor.fetchall())
