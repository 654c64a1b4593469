"""rights.csv, written by hand, against the database's own catalogue: in both directions, table by table.

A table opened by mistake, a column too many, a table without rows or a row without a table fails here.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from apps.organizations.walls.registry import unlisted_tables
from tests.walls.tables import BY_HAND, MODELS, ROLES, SHARED_TABLES, WRITTEN, Right


def _in(schema: str) -> str:
    return f"relkind IN ('r', 'p') AND relnamespace = '{schema}'::regnamespace"


_TABLES = _in("public")
_VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE")


def asked(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return list(cursor.fetchall())


def catalogue() -> dict[tuple[str, str], Right]:
    """The rights of every role on every table, as PostgreSQL would decide."""
    walled = dict(asked(f"SELECT relname, relrowsecurity FROM pg_class WHERE {_TABLES}"))
    policies = {
        (table, role, verb): using if verb != "INSERT" else check
        for table, roles, verbs, using, check in asked(
            "SELECT tablename, roles::text[], cmd, qual, with_check FROM pg_policies WHERE schemaname = 'public'"
        )
        for role in roles
        for verb in (_VERBS if verbs == "ALL" else (verbs,))
    }
    privileges = {(role, table, column): granted for role, table, column, *granted in _privileges()}
    columns = _columns()
    found = {}
    for table, on in walled.items():
        for side, role in ROLES.items():
            reach = {verb: _reach(on, policies.get((table, role, verb))) for verb in _VERBS}
            granted = {
                verb: [name for name in columns[table] if privileges[role, table, name][n]]
                for n, verb in enumerate(("SELECT", "INSERT", "UPDATE"))
            }
            deletes = privileges[role, table, columns[table][0]][3]
            found[table, side] = _right(columns[table], reach, granted, deletes)
    return found


def _reach(walled: bool, condition: str | None) -> str:
    if not walled or condition == "true":
        return "all"
    return "own" if condition else "none"


def _right(columns: list[str], reach: dict[str, str], granted: dict[str, list[str]], deletes: bool) -> Right:
    select = reach["SELECT"] if granted["SELECT"] else "none"
    insert = reach["INSERT"] if granted["INSERT"] else "none"
    assert insert == "none" or granted["INSERT"] == columns
    update = reach["UPDATE"] if granted["UPDATE"] else "none"
    changed = () if update == "none" else tuple(sorted(granted["UPDATE"]))
    return Right(
        select,
        insert,
        update,
        ("*",) if changed == tuple(columns) else changed,
        reach["DELETE"] if deletes else "none",
        () if select == "none" else tuple(sorted(set(columns) - set(granted["SELECT"]))),
    )


def _privileges() -> list[tuple[Any, ...]]:
    return asked(
        "SELECT role, c.relname, a.attname, "
        "has_column_privilege(role, c.oid, a.attnum, 'SELECT'), has_column_privilege(role, c.oid, a.attnum, 'INSERT'), "
        "has_column_privilege(role, c.oid, a.attnum, 'UPDATE'), has_table_privilege(role, c.oid, 'DELETE') "
        "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND attnum > 0 AND NOT attisdropped, "
        f"unnest(%s::text[]) AS r (role) WHERE {_TABLES}",
        list(ROLES.values()),
    )


def _columns() -> dict[str, list[str]]:
    return dict(
        asked(
            'SELECT relname, array_agg(attname::text ORDER BY attname::text COLLATE "C") FROM pg_class c '
            f"JOIN pg_attribute a ON a.attrelid = c.oid AND attnum > 0 AND NOT attisdropped WHERE {_TABLES} GROUP BY 1"
        )
    )


def test_the_database_grants_what_was_written_and_nothing_else(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(WRITTEN) == len(BY_HAND), "a table and side stand twice in rights.csv"
    found = catalogue()
    wrong = {key: (found.get(key), BY_HAND.get(key)) for key in found.keys() | BY_HAND.keys()}
    wrong = {key: pair for key, pair in wrong.items() if pair[0] != pair[1]}
    assert wrong == {}, "(database, rights.csv) by (table, side)"
    with capsys.disabled():
        print(f"\nrights: {len(BY_HAND)} rows by hand, {len({t for t, _ in BY_HAND})} tables × {len(ROLES)} roles")


def test_no_policy_or_grant_is_for_anybody_else(db: None) -> None:
    # What the owner of the schema reads for a function of its own: test_functions.py.
    roles = {
        role
        for (roles,) in asked("SELECT roles::text[] FROM pg_policies WHERE policyname <> 'functions_select'")
        for role in roles
    }
    assert roles <= set(ROLES.values())
    grantees = asked(
        "SELECT DISTINCT grantee FROM information_schema.column_privileges WHERE table_schema = 'public'"
        " UNION SELECT DISTINCT grantee FROM information_schema.table_privileges WHERE table_schema = 'public'"
    )
    assert {name for (name,) in grantees} <= {*ROLES.values(), "sanbao_owner"}


def test_no_side_empties_a_table_or_makes_one(db: None) -> None:
    for role in ROLES.values():
        assert (
            asked(f"SELECT relname FROM pg_class WHERE {_TABLES} AND has_table_privilege(%s, oid, 'TRUNCATE')", role)
            == []
        )
        assert asked("SELECT has_schema_privilege(%s, 'public', 'CREATE')", role) == [(False,)]


def test_walls_hold_for_the_owner_of_the_tables_too(db: None) -> None:
    tables = asked(f"SELECT relname FROM pg_class WHERE {_TABLES} AND relforcerowsecurity <> relrowsecurity")
    assert tables == []
    open_ones = {name for (name,) in asked(f"SELECT relname FROM pg_class WHERE {_TABLES} AND NOT relrowsecurity")}
    assert open_ones == SHARED_TABLES


def test_every_table_of_ours_is_listed() -> None:
    assert unlisted_tables() == []
    assert {table for table, _side in BY_HAND} == {*MODELS, "django_migrations"}


def test_nobody_writes_versions_of_facts_and_walls_hold_for_them(db: None) -> None:
    """The schema ``facts`` is written by triggers of its owner alone; each side sees of it what it sees of the row."""
    facts = dict(asked(f"SELECT relname, relrowsecurity FROM pg_class WHERE {_in('facts')}"))
    assert {"duties_clock", "claims_claim", "compliance_flag"} <= set(facts)
    granted = asked(
        f"SELECT relname, role, verb FROM pg_class, unnest(%s::text[]) AS r (role), unnest(%s::text[]) AS v (verb) "
        f"WHERE {_in('facts')} AND has_table_privilege(role, oid, verb)",
        list(ROLES.values()),
        ["INSERT", "UPDATE", "DELETE", "TRUNCATE"],
    )
    assert granted == []
    assert {name for name, on in facts.items() if not on} == facts.keys() & SHARED_TABLES
    assert _conditions("facts") == {key: how for key, how in _conditions("public").items() if key[0] in facts}


def _conditions(schema: str) -> dict[tuple[str, str], str]:
    """What each role reads of each table of a schema."""
    found = asked(
        "SELECT tablename, roles[1]::text, qual FROM pg_policies WHERE schemaname = %s AND cmd = 'SELECT'", schema
    )
    return {(table, role): condition for table, role, condition in found}
