"""The test databases: migrated once a run, copied for each worker."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connections

from apps.runtime.programs import postgres_tool
from apps.runtime.service import handed_services
from tests.as_owner import connect_as_owner

#: Migrated by the worker that comes first; it goes with the run's own server.
_MIGRATED = "test_migrated"
_LOCK = 7_302_099


def make_database(name: str, *, worker: bool) -> None:
    """Make the test database ``name`` as the owner, and point both connections at it.

    A run over many mutants hands over its migrated database. Workers of one run wait for the one that migrates, unless
    the server is not the run's own: there a database of an earlier run may lie.
    """
    owner = connections["owner"]
    template = os.environ.get("SANBAO_TEST_TEMPLATE", "")
    if template:
        _copy(owner, template, name)
    elif worker and not os.environ.get("DATABASE_URL"):
        with owner._nodb_cursor() as turn:
            turn.execute("SELECT set_config('lock_timeout', '0', false), set_config('statement_timeout', '0', false)")
            turn.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            turn.execute("SELECT FROM pg_database WHERE datname = %s", [_MIGRATED])
            if turn.fetchone() is None:
                _migrate(owner, _MIGRATED)
            _copy(owner, _MIGRATED, name)
    else:
        _migrate(owner, name)
    for connection in (owner, connections["default"]):
        connection.close()
        connection.settings_dict["NAME"] = name


def _migrate(owner: Any, name: str) -> None:
    owner.settings_dict["TEST"]["NAME"] = name
    owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    owner.close()  # a database that somebody looks at cannot be copied


def _copy(owner: Any, template: str, name: str) -> None:
    with owner._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def empty_tables(*, keeping: Sequence[str]) -> None:
    """Empty all tables of the test database but those of ``keeping``; their numbers begin anew.

    On a server of the run's own its superuser deletes the few rows that a test leaves, past triggers: cutting all
    tables off costs half a second, whatever is in them. On another server the owner of the tables cuts them off.
    """
    run = handed_services()
    if run is None or os.environ.get("DATABASE_URL"):
        with connect_as_owner() as connection:
            row = connection.execute(f"SELECT string_agg(name, ', ') FROM ({_TABLES}) t", [list(keeping)]).fetchone()
            connection.execute(f"TRUNCATE {row[0]} RESTART IDENTITY")
        return
    address = f"postgresql://postgres@/{connections['default'].settings_dict['NAME']}?host={run.socket_dir}"
    with psycopg.connect(address) as strong:
        strong.execute("SET session_replication_role = replica")
        tables = [name for (name,) in strong.execute(_TABLES, [list(keeping)])]
        filled = strong.execute(
            " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables)
        ).fetchall()
        for (name,) in filled:
            strong.execute(f"DELETE FROM {name}")
        strong.execute(_ANEW, [[name for (name,) in filled]])


_TABLES = (
    "SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r' "
    "AND relnamespace IN ('public'::regnamespace, 'facts'::regnamespace) AND relname <> ALL (%s)"
)
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
    with psycopg.connect(run.database_url) as here:
        if here.execute("SELECT FROM pg_database WHERE datname = %s", [_MIGRATED]).fetchone() is None:
            return False
    source = f"postgresql://postgres@/{_MIGRATED}?host={run.socket_dir}"
    with subprocess.Popen([str(postgres_tool("pg_dump")), source], stdout=subprocess.PIPE) as dump:
        restore = [str(postgres_tool("psql")), address, "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1"]
        subprocess.run(restore, stdin=dump.stdout, stdout=subprocess.DEVNULL, check=True)
    assert dump.returncode == 0
    return True
