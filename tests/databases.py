"""The test databases: migrated once a run, copied for each worker."""

from __future__ import annotations

import os
import subprocess
from typing import Any

import psycopg
from django.db import connections

from apps.runtime.programs import postgres_tool
from apps.runtime.service import handed_services

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
