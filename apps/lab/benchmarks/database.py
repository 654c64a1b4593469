"""A database of its own for a benchmark, made and dropped by the owner."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

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
        _drop(admin, before, name)


def _drop(admin: dict[str, Any], before: str, name: str) -> None:
    """Drop the database; a worker that cleans up in it is the server's own and is waited for."""
    with psycopg.connect(**admin, dbname=before, autocommit=True) as connection:
        for _ in range(60):
            try:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
            except psycopg.errors.InsufficientPrivilege:
                time.sleep(2)
            else:
                return
    raise RuntimeError(f"database {name} is in use: drop it by hand")


def _point(name: str) -> None:
    for alias in ("owner", "default"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
