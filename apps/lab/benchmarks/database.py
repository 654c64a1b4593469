"""A database of its own for a benchmark, made and dropped by the owner."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql


@contextmanager
def scratch_database() -> Iterator[str]:
    """Point both connections at a fresh, migrated database; yields its name."""
    owner, runtime = connections["owner"], connections["default"]
    name, before = f"sanbao_bench_{os.getpid()}", runtime.settings_dict["NAME"]
    parameters = owner.get_connection_params()
    admin = {key: parameters[key] for key in ("user", "password", "host", "port") if parameters.get(key)}
    with psycopg.connect(**admin, dbname=before, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    _point(name)
    try:
        call_command("migrate", verbosity=0)
        yield name
    finally:
        _point(before)
        with psycopg.connect(**admin, dbname=before, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _point(name: str) -> None:
    for alias in ("owner", "default"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
