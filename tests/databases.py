"""The test databases: migrated once a run, copied for each worker."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connections

from apps.runtime.programs import postgres_tool
from apps.runtime.service import Services, handed_services
from tests.as_owner import connect_as_owner

#: Migrated by the worker that comes first; it goes with the run's own server.
_MIGRATED = "test_migrated"
_LOCK = 7_302_099


def make_database(name: str) -> None:
    """Make the test database ``name`` as the owner, and point both connections at it.

    On a server of the run's own it is a copy of one that was migrated once for all workers; on another server, where
    a database of an earlier run may lie, each worker migrates its own.
    """
    owner = connections["owner"]
    if run := _own_server():
        _copy(run, _template(owner), name)
    else:
        _migrate(owner, name)
    for connection in (owner, connections["default"]):
        connection.close()
        connection.settings_dict["NAME"] = name
    _SEEDS.update(_seeds())


def copied_again() -> None:
    """Throw away the test database that a test has taken back to an older version: it is as new afterwards.

    On another server it is brought forward again and emptied.
    """
    if not (run := _own_server()):
        call_command("migrate", verbosity=0, interactive=False)
        empty_tables()
        return
    owner, default = connections["owner"], connections["default"]
    for connection in (owner, default):
        connection.close()
    _copy(run, _template(owner), default.settings_dict["NAME"])


def _own_server() -> Services | None:
    """The run's services, unless it was told of another database server, where it is nobody's superuser."""
    return None if os.environ.get("DATABASE_URL") else handed_services()


def _template(owner: Any) -> str:
    """The migrated database to copy: that of a run over many mutants, or this run's, made by whoever comes first."""
    if handed := os.environ.get("SANBAO_TEST_TEMPLATE", ""):
        return handed
    with owner._nodb_cursor() as turn:
        turn.execute("SELECT set_config('lock_timeout', '0', false), set_config('statement_timeout', '0', false)")
        turn.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        turn.execute("SELECT FROM pg_database WHERE datname = %s", [_MIGRATED])
        if turn.fetchone() is None:
            _migrate(owner, _MIGRATED)
    return _MIGRATED


def _migrate(owner: Any, name: str) -> None:
    owner.settings_dict["TEST"]["NAME"] = name
    owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    owner.close()  # a database that somebody looks at cannot be copied


def _copy(run: Services, template: str, name: str) -> None:
    """As the superuser, who may also end what still looks at the old one; a template is copied by one at a time."""
    owner = connections["owner"].settings_dict["USER"]
    with psycopg.connect(f"postgresql://postgres@/postgres?host={run.socket_dir}", autocommit=True) as strong:
        strong.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        strong.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        strong.execute(f'CREATE DATABASE "{name}" OWNER "{owner}" TEMPLATE "{template}" STRATEGY file_copy')


#: Filled by migrations and never by tests.
REFERENCE = (
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "duties_obligation",
    "duties_obligationversion",
    "duties_shifts",
    "vehicles_wmi",
    "warranty_marketright",
    "exports_disclosurerule",
    "exports_findingrule",
    "exports_tradertier",
)


def empty_tables() -> None:
    """Empty all tables of the test database but ``REFERENCE``; their numbers begin anew, their first rows are there.

    On a server of the run's own its superuser deletes the few rows that a test leaves, past triggers: cutting all
    tables off costs half a second, whatever is in them. On another server the owner of the tables cuts them off.
    """
    if not (run := _own_server()):
        with connect_as_owner() as connection:
            row = connection.execute(f"SELECT string_agg(name, ', ') FROM ({_TABLES}) t", [list(REFERENCE)]).fetchone()
            connection.execute(f"TRUNCATE {row[0]} RESTART IDENTITY")
        return
    with _strong(run) as strong:
        tables = [name for (name,) in strong.execute(_TABLES, [list(REFERENCE)])]
        filled = strong.execute(
            " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables)
        ).fetchall()
        for (name,) in filled:
            strong.execute(f"DELETE FROM {name}")
        strong.execute(_ANEW, [[name for (name,) in filled]])
        for name in _SEEDS.keys() & set(tables):
            strong.execute(_SOWN.format(name), [_SEEDS[name]])
            strong.execute(_GOES_ON.format(name), [name])


#: What migrations put into each table, as JSON: tests that commit take it away, and others look for it.
_SEEDS: dict[str, str] = {}
_ROWS = "SELECT jsonb_agg(t)::text FROM {0} t"
_SOWN = "INSERT INTO {0} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_recordset(NULL::{0}, %s::jsonb)"
_GOES_ON = "SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM {0}"


def _seeds() -> dict[str, str]:
    if not (run := _own_server()):
        return {}
    with _strong(run) as strong:
        tables = [name for (name,) in strong.execute(_TABLES, [[]])]
        found = {name: strong.execute(_ROWS.format(name)).fetchone() for name in tables}
        return {name: row[0] for name, row in found.items() if row and row[0]}


@contextmanager
def _strong(run: Services) -> Iterator[psycopg.Connection[Any]]:
    """The superuser of the run's own server, past triggers, in one transaction on this test database."""
    address = f"postgresql://postgres@/{connections['default'].settings_dict['NAME']}?host={run.socket_dir}"
    with psycopg.connect(address) as strong:
        strong.execute("SET session_replication_role = replica")
        yield strong


_OURS = (
    "SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r' "
    "AND relnamespace IN ('public'::regnamespace, 'facts'::regnamespace)"
)
_TABLES = f"{_OURS} AND relname <> ALL (%s)"
_ANEW = (
    "SELECT setval(d.objid::regclass, 1, false) FROM pg_depend d JOIN pg_class s ON s.oid = d.objid "
    "WHERE s.relkind = 'S' AND d.deptype IN ('a', 'i') AND d.refobjid::regclass::text = ANY (%s)"
)


def copy_migrated(address: str) -> bool:
    """Fill the empty database at a superuser's ``address``, on any server, as this run's migrations left theirs.

    Half a minute quicker than migrating it. False, and nothing done, when this run has migrated none yet.
    """
    run = handed_services()
    if run is None:
        return False
    server = f"postgresql://postgres@/postgres?host={run.socket_dir}"
    with psycopg.connect(server, autocommit=True) as turn:
        # Neither while it is being migrated nor while another copy of it is made, which bears no onlooker.
        turn.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        if turn.execute("SELECT FROM pg_database WHERE datname = %s", [_MIGRATED]).fetchone() is None:
            return False
        source = f"postgresql://postgres@/{_MIGRATED}?host={run.socket_dir}"
        with subprocess.Popen([str(postgres_tool("pg_dump")), source], stdout=subprocess.PIPE) as dump:
            restore = [str(postgres_tool("psql")), address, "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1"]
            subprocess.run(restore, stdin=dump.stdout, stdout=subprocess.DEVNULL, check=True)
        assert dump.returncode == 0
    return True
