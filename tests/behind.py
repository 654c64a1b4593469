"""What the owner of the schema can do to a ledger behind the application's back. For tests that commit."""

from __future__ import annotations

from typing import Any

from tests.as_owner import connect_as_owner


def altered_behind_the_back(table: str, statement: str, *parameters: Any) -> int:
    """Run one statement on a ledger as its owner, past row-level security; returns how many rows it touched.

    Works on committed rows only: mark the test ``django_db(transaction=True)``.
    """
    with connect_as_owner() as connection:
        connection.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
        touched = connection.execute(statement, parameters).rowcount
        connection.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    return int(touched)
