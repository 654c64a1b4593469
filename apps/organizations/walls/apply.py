"""Raise the walls after each migration: tables whose description changed get new grants and policies."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from apps.core.db.session import RUNTIME_ROLE
from apps.organizations.scope import Side

from .registry import all_walls, sign_in_tables
from .sql import sign_in_statements, statements

_MARK = "sanbao wall "


def raise_walls(sender: Any = None, using: str = "owner", **kwargs: Any) -> None:
    """Bring every existing table's grants and policies to what the apps' ``policies.py`` say.

    A digest kept as the table's comment tells which tables are already so: those are not locked again.
    """
    connection = connections[using]
    wanted = {table: statements(wall) for table, wall in all_walls().items()}
    wanted |= {table: sign_in_statements(table) for table in sign_in_tables()}
    with transaction.atomic(using=using), connection.cursor() as cursor:
        roles = ", ".join([RUNTIME_ROLE, *(side.value for side in Side)])
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {roles}")
        # So that the runtime can tell whether all migrations have been applied.
        cursor.execute(f"GRANT SELECT ON django_migrations TO {RUNTIME_ROLE}")
        # Bulk writers of the system take their ids in one go.
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {Side.SYSTEM.value}")
        marks = _marks(cursor)
        for table, lines in sorted(wanted.items()):
            digest = _MARK + hashlib.sha256("\n".join(lines).encode()).hexdigest()
            if table in marks and marks[table] != digest:
                _rebuild(cursor, table, lines, digest)


def _marks(cursor: CursorWrapper) -> dict[str, str]:
    cursor.execute(
        "SELECT relname, coalesce(obj_description(oid, 'pg_class'), '') FROM pg_class "
        "WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    )
    return dict(cursor.fetchall())


def _rebuild(cursor: CursorWrapper, table: str, lines: list[str], digest: str) -> None:
    cursor.execute("SELECT policyname FROM pg_policies WHERE schemaname = 'public' AND tablename = %s", [table])
    for (policy,) in cursor.fetchall():
        cursor.execute(f'DROP POLICY {policy} ON "{table}"')
    for line in lines:
        cursor.execute(line)
    cursor.execute(f"COMMENT ON TABLE \"{table}\" IS '{digest}'")
