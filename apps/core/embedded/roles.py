"""The database roles of the house (docs/architecture.md): made once by an administrator, given to nobody else."""

from __future__ import annotations

import psycopg
from psycopg import sql

OWNER, RUNTIME = "sanbao_owner", "sanbao_app"
SIDES = (
    "sanbao_gate",
    "sanbao_owner_side",
    "sanbao_dealer",
    "sanbao_manufacturer",
    "sanbao_regulator",
    "sanbao_authority",
    "sanbao_system",
)


def ensure_roles(admin_url: str) -> None:
    """Create roles, database and grants that are missing; safe to run again. Needs PostgreSQL 16 or newer.

    ``admin_url`` names the database to create; the connection is made to ``postgres`` beside it.
    """
    info = psycopg.conninfo.conninfo_to_dict(admin_url)
    database = str(info.pop("dbname", "sanbao"))
    with psycopg.connect(**info, dbname="postgres", autocommit=True) as connection:  # type: ignore[arg-type]
        have = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for name, rights in ((OWNER, "LOGIN CREATEDB"), (RUNTIME, "LOGIN NOINHERIT"), *((s, "NOLOGIN") for s in SIDES)):
            if name not in have:
                connection.execute(sql.SQL(f"CREATE ROLE {{}} {rights}").format(sql.Identifier(name)))
        for side in SIDES:
            grant = sql.SQL("GRANT {} TO {}, {} WITH INHERIT FALSE, SET TRUE")
            connection.execute(grant.format(*map(sql.Identifier, (side, RUNTIME, OWNER))))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            create = sql.SQL("CREATE DATABASE {} OWNER {}")
            connection.execute(create.format(sql.Identifier(database), sql.Identifier(OWNER)))
