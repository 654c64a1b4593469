"""Compare rows with the record of them: a row that its record does not know was changed past the triggers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from .apply import describe
from .registry import recorded_tables


@dataclass(frozen=True)
class Difference:
    """A row, by table and key, and what is wrong with it."""

    table: str
    key: str
    problem: str


def unrecorded(limit: int = 100) -> list[Difference]:
    """Rows that differ from the newest version on record, or are missing on one side (1 query a table)."""
    found: list[Difference] = []
    for table in recorded_tables():
        with connection.cursor() as cursor:
            recorded = describe(cursor, table)
            if recorded is None:
                continue
            columns = ", ".join(f'"{name}"' for name in recorded.names)
            cursor.execute(
                f'SELECT coalesce(r."{recorded.key}", f."{recorded.key}")::text, '
                f"CASE WHEN f.\"{recorded.key}\" IS NULL THEN 'not on record' "
                f"WHEN r.\"{recorded.key}\" IS NULL THEN 'on record, and gone' ELSE 'not as recorded' END "
                f'FROM (SELECT {columns} FROM public."{table}") r '
                f'FULL JOIN (SELECT {columns} FROM facts."{table}" WHERE known_to IS NULL) f '
                f'ON r."{recorded.key}" = f."{recorded.key}" WHERE r IS DISTINCT FROM f ORDER BY 1 LIMIT %s',
                [limit],
            )
            found += [Difference(table, *row) for row in cursor.fetchall()]
    return found
