"""A ledger is only added to: tried on a table of its own, made by the schema's owner and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connections

from apps.organizations.scope import Side
from apps.organizations.walls import Wall
from apps.organizations.walls.sql import statements

_WALL = Wall("trial_stay", dealer="dealer_id", writes={Side.CLERK: "i"}, ledger=True, filled_once=("ended_at",))
_ENDED = "UPDATE trial_stay SET ended_at = now()"


@pytest.fixture
def ledger(db: None) -> Iterator[psycopg.Connection[Any]]:
    """The owner's connection in a transaction, with a ledger of one open row of dealer 7."""
    owner = connections["owner"]
    connection = owner.Database.connect(**owner.get_connection_params())
    try:
        connection.execute(
            "CREATE TABLE trial_stay (id integer, dealer_id bigint, started_at timestamptz, ended_at timestamptz)"
        )
        for line in statements(_WALL, ["dealer_id", "ended_at", "id", "started_at"]):
            connection.execute(line)
        connection.execute(
            "SELECT set_config('app.organization_id', '7', true), set_config('app.side', 'sanbao_dealer', true)"
        )
        connection.execute("SET LOCAL ROLE sanbao_clerk")
        connection.execute("INSERT INTO trial_stay VALUES (1, 7, now())")
        yield connection
    finally:
        connection.rollback()
        connection.close()


def refused(connection: psycopg.Connection[Any], role: str, statement: str, words: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match=words), connection.transaction():
        connection.execute(f"SET LOCAL ROLE {role}")
        connection.execute(statement)


def test_the_clerk_fills_a_named_column_once(ledger: psycopg.Connection[Any]) -> None:
    assert ledger.execute(_ENDED).rowcount == 1
    refused(ledger, "sanbao_clerk", "UPDATE trial_stay SET ended_at = ended_at + interval '1 day'", "on record")
    refused(ledger, "sanbao_clerk", "UPDATE trial_stay SET ended_at = NULL", "on record")


def test_no_other_column_is_filled_and_no_row_deleted(ledger: psycopg.Connection[Any]) -> None:
    for role in ("sanbao_clerk", "sanbao_dealer", "sanbao_system"):
        refused(ledger, role, "UPDATE trial_stay SET started_at = now()", "permission denied")
        refused(ledger, role, "DELETE FROM trial_stay", "permission denied")
    for role in ("sanbao_dealer", "sanbao_system"):
        refused(ledger, role, _ENDED, "permission denied")


def test_a_right_given_by_mistake_changes_no_ledger(ledger: psycopg.Connection[Any]) -> None:
    ledger.execute("RESET ROLE")
    ledger.execute("GRANT UPDATE ON trial_stay TO sanbao_clerk")
    refused(
        ledger, "sanbao_clerk", "UPDATE trial_stay SET started_at = now() - interval '1 day'", "started_at is on record"
    )
    refused(ledger, "sanbao_clerk", "UPDATE trial_stay SET dealer_id = 7, id = 2, ended_at = now()", "id is on record")


def test_a_ledger_without_such_columns_lets_nothing_through(ledger: psycopg.Connection[Any]) -> None:
    ledger.execute("RESET ROLE")
    bare = Wall("trial_stay", dealer="dealer_id", writes={Side.CLERK: "i"}, ledger=True)
    ledger.execute("DROP POLICY clerk_update ON trial_stay")
    for line in statements(bare, ["dealer_id", "ended_at", "id", "started_at"]):
        if not line.startswith("CREATE POLICY"):
            ledger.execute(line)
    ledger.execute("CREATE POLICY mistaken ON trial_stay FOR UPDATE TO sanbao_clerk USING (true)")
    ledger.execute("GRANT UPDATE ON trial_stay TO sanbao_clerk")
    refused(ledger, "sanbao_clerk", _ENDED, "ended_at is on record")


def test_the_owner_of_the_schema_mends(ledger: psycopg.Connection[Any]) -> None:
    ledger.execute("RESET ROLE")
    ledger.execute("ALTER TABLE trial_stay NO FORCE ROW LEVEL SECURITY")
    assert ledger.execute("UPDATE trial_stay SET started_at = now() - interval '1 day'").rowcount == 1
