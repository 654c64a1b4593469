"""The database's roles: who owns, who runs, and one role per side of the walls (docs/architecture.md).

Used for the embedded server on every start and, by ``manage.py bootstrap_roles``, for a PostgreSQL of your own.
Roles belong to the whole server, so test databases share them.
"""

from __future__ import annotations

import contextlib
from typing import Any, Final

import psycopg
from psycopg import sql

OWNER: Final = "sanbao_owner"
RUNTIME: Final = "sanbao_app"
SIDES: Final = (
    "sanbao_gate",
    "sanbao_owner_side",
    "sanbao_dealer",
    "sanbao_manufacturer",
    "sanbao_regulator",
    "sanbao_authority",
    "sanbao_system",
    "sanbao_clerk",
    "sanbao_public",
)
#: GRANT ... WITH INHERIT, SET came with 16.
OLDEST_VERSION: Final = 160000

Admin = psycopg.Connection[Any]


class RolesError(RuntimeError):
    """The roles cannot be made so that the walls hold; the message is one line that names the mend."""


def ensure_roles(admin: Admin, *, database: str = "sanbao", passwords: dict[str, str] | None = None) -> list[str]:
    """Make roles, grants and the database where missing; return what was changed, one line each.

    ``admin`` must be in autocommit, as a superuser or a role with CREATEROLE and CREATEDB. ``passwords`` sets those
    of OWNER and RUNTIME. Raises RolesError.
    """
    if admin.info.server_version < OLDEST_VERSION:
        raise RolesError(f"PostgreSQL {admin.info.server_version // 10000} is too old: version 16 or newer is needed")
    changed: list[str] = []
    try:
        _make_roles(admin, changed)
        _set_passwords(admin, passwords or {}, changed)
        _grant_sides(admin, changed)
        _make_database(admin, database, changed)
    except psycopg.errors.InsufficientPrivilege as error:
        raise RolesError(
            f"{admin.info.user} may not do this ({error.diag.message_primary}): "
            "connect as a superuser or as a role with CREATEROLE and CREATEDB"
        ) from None
    _check(admin)
    return changed


def _make_roles(admin: Admin, changed: list[str]) -> None:
    wanted = {OWNER: "LOGIN CREATEDB", RUNTIME: "LOGIN NOINHERIT", **dict.fromkeys(SIDES, "NOLOGIN")}
    there = {row[0] for row in admin.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(wanted)])}
    for role, attributes in wanted.items():
        if role in there:
            continue
        statement = sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(role), sql.SQL(attributes))
        _unless_there(admin, statement)
        changed.append(f"role {role}")


def _set_passwords(admin: Admin, passwords: dict[str, str], changed: list[str]) -> None:
    for role, password in passwords.items():
        if password:
            statement = sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
            admin.execute(statement)
            changed.append(f"password of {role}")


def _grant_sides(admin: Admin, changed: list[str]) -> None:
    """A login role may become a side (SET) but has nothing of it before it does (INHERIT FALSE)."""
    rows = admin.execute(
        "SELECT g.rolname, m.rolname FROM pg_auth_members a JOIN pg_roles g ON g.oid = a.roleid "
        "JOIN pg_roles m ON m.oid = a.member WHERE a.set_option AND NOT a.inherit_option AND g.rolname = ANY(%s)",
        [list(SIDES)],
    )
    there = set(rows)
    for member in (RUNTIME, OWNER):
        for side in SIDES:
            if (side, member) in there:
                continue
            grant = sql.SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE")
            admin.execute(grant.format(sql.Identifier(side), sql.Identifier(member)))
            changed.append(f"{side} to {member}")


def _make_database(admin: Admin, database: str, changed: list[str]) -> None:
    owner = admin.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [database]).fetchone()
    if owner is not None:
        if owner[0] != OWNER:
            raise RolesError(f"database {database} belongs to {owner[0]}: ALTER DATABASE {database} OWNER TO {OWNER}")
        return
    if not admin.execute("SELECT pg_has_role(current_user, %s, 'SET')", [OWNER]).fetchone()[0]:  # type: ignore[index]
        admin.execute(sql.SQL("GRANT {} TO CURRENT_USER WITH SET TRUE").format(sql.Identifier(OWNER)))
    statement = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(OWNER))
    _unless_there(admin, statement)
    changed.append(f"database {database}")


def _unless_there(admin: Admin, statement: sql.Composed) -> None:
    """Two starts may meet here; what the other one made is as good."""
    errors = psycopg.errors
    with contextlib.suppress(errors.DuplicateObject, errors.DuplicateDatabase, errors.UniqueViolation):
        admin.execute(statement)


def _check(admin: Admin) -> None:
    """Refuse roles that would walk through the walls."""
    rows = admin.execute(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND (rolsuper OR rolbypassrls)",
        [[OWNER, RUNTIME, *SIDES]],
    ).fetchall()
    if rows:
        names = ", ".join(row[0] for row in rows)
        raise RolesError(f"{names} may bypass row-level security: ALTER ROLE ... NOSUPERUSER NOBYPASSRLS")
    inherits = admin.execute("SELECT rolinherit FROM pg_roles WHERE rolname = %s", [RUNTIME]).fetchone()
    if inherits and inherits[0]:
        raise RolesError(f"{RUNTIME} inherits what it is granted: ALTER ROLE {RUNTIME} NOINHERIT")
