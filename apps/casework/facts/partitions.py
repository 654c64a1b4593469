"""Cut a large table of versions by time: what ended before a day goes into a partition of its own.

Cut by when versions ended (``known_to``), not by when they began: whoever asks as known at a moment then reads the
versions that end later, and no partition of earlier ones. Versions in force have no end and stay in the open part,
which is as small as the table they are versions of, and what changed since the last cut.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from apps.organizations.walls.sql import everybody

from . import sql
from .apply import describe, keep_facts
from .registry import recorded_tables


def split(table: str, *, before: date, using: str = "owner") -> int:
    """Move the versions of ``table`` that ended before a day (UTC) into a new partition; returns how many.

    Writers of the table wait until it is done. Raises ValueError for a table that keeps no versions, and for a day up
    to which it is cut already.
    """
    if table not in recorded_tables():
        raise ValueError(f"{table} keeps no versions: choose one of {', '.join(recorded_tables())}")
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        if not _is_cut(cursor, table):
            _cut(cursor, table)
        last = _last_cut(cursor, table)
        if last is not None and before <= last:
            raise ValueError(f"{table} is cut up to {last}: choose a later day than {before}")
        moved = _move(cursor, table, last, before)
        keep_facts(using=using)  # rights and views of the table that now stands under the name
    return moved


def _is_cut(cursor: CursorWrapper, table: str) -> bool:
    cursor.execute("SELECT relkind = 'p' FROM pg_class WHERE oid = %s::regclass", [f'facts."{table}"'])
    return bool(cursor.fetchone()[0])


def _cut(cursor: CursorWrapper, table: str) -> None:
    """Put a partitioned table in the place of a plain one, which becomes its open part."""
    recorded = describe(cursor, table)
    assert recorded is not None  # the caller named a table that is there
    opened = f'facts."{table}_open"'
    cursor.execute(f'ALTER TABLE facts."{table}" RENAME TO "{table}_open"')
    cursor.execute(
        f'CREATE TABLE facts."{table}" (LIKE {opened} INCLUDING DEFAULTS INCLUDING CONSTRAINTS) '
        "PARTITION BY RANGE (known_to)"
    )
    cursor.execute(f'ALTER TABLE facts."{table}" ATTACH PARTITION {opened} DEFAULT')
    for statement in sql.indexes(recorded):
        cursor.execute(statement)
    cursor.execute(f"REVOKE ALL ON {opened} FROM {everybody()}")


def _last_cut(cursor: CursorWrapper, table: str) -> date | None:
    """The day up to which a table is cut: partitions are called by it."""
    cursor.execute(
        "SELECT max(right(c.relname, 8)) FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid "
        "WHERE inhparent = %s::regclass AND c.relname LIKE '%%\\_to\\_________'",
        [f'facts."{table}"'],
    )
    name = cursor.fetchone()[0]
    return datetime.strptime(name, "%Y%m%d").replace(tzinfo=UTC).date() if name else None


def _move(cursor: CursorWrapper, table: str, last: date | None, before: date) -> int:
    part, opened = f'facts."{table}_to_{before:%Y%m%d}"', f'facts."{table}_open"'
    cursor.execute(f"CREATE TABLE {part} (LIKE {opened} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
    cursor.execute(
        f"WITH gone AS (DELETE FROM {opened} WHERE known_to < %s RETURNING *) INSERT INTO {part} SELECT * FROM gone",
        [_midnight(before)],
    )
    moved = cursor.rowcount
    cursor.execute(
        f'ALTER TABLE facts."{table}" ATTACH PARTITION {part} FOR VALUES FROM ({_bound(last)}) TO ({_bound(before)})'
    )
    cursor.execute(f"REVOKE ALL ON {part} FROM {everybody()}")
    return int(moved)


def _bound(day: date | None) -> str:
    return "MINVALUE" if day is None else f"'{_midnight(day).isoformat()}'"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
