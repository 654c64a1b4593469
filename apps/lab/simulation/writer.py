"""Rows go in by COPY: into a temporary stage without policies, then in one statement into the table.

COPY straight into a table with row-level security is refused; the stage costs little and keeps the walls' role.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def reserve(model: type[models.Model], count: int) -> int:
    """Take ``count`` ids of a table and return the first; they follow each other."""
    if count == 0:
        return 0
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(v) FROM (SELECT nextval(pg_get_serial_sequence(%s, 'id')) AS v FROM generate_series(1, %s)) s",
            [table, count],
        )
        return int(cursor.fetchone()[0])


def copy_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write rows of a table, given the names of their fields; other required fields get their defaults.

    Returns how many rows were written.
    """
    fields = [model._meta.get_field(name) for name in names]
    columns = ", ".join(f'"{field.column}"' for field in fields)  # type: ignore[union-attr]
    rest = [
        field
        for field in model._meta.concrete_fields
        if field not in fields and not field.null and not isinstance(field, models.AutoField)
    ]
    others = "".join(f', "{field.column}"' for field in rest)
    places = ", %s" * len(rest)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMP TABLE stage_rows ON COMMIT DROP AS SELECT {columns} FROM "{table}" WITH NO DATA')
        with cursor.copy(f"COPY stage_rows ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f'INSERT INTO "{table}" ({columns}{others}) OVERRIDING SYSTEM VALUE '
            f"SELECT {columns}{places} FROM stage_rows",
            [field.get_default() for field in rest],
        )
        written = cursor.rowcount
        cursor.execute("DROP TABLE stage_rows")
    return int(written)
