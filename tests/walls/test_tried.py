"""Every right of rights.csv tried in raw SQL: each table × each role, on own and on others' rows.

Read, insert, change each column that may be changed and one that may not, delete. The clerk is tried behind each side.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from apps.exports.models import ExportRecord
from apps.organizations.identity import scope_of_organization
from apps.organizations.scope import PEOPLE_SIDES, Scope, Side, system_scope
from tests.walls.conftest import World
from tests.walls.tables import BY_HAND, MODELS, ROLES, SHARED_TABLES, TENANT_TABLES, Right

#: Tables whose rows are a person's or an organisation's, whatever the side, and the column that says whose.
PERSONAL = {"accounts_user": "id", "notifications_notice": "user_id", "desks_savedview": "user_id"}
OF_A_FIRM = {
    "organizations_organization": "id",
    "organizations_membership": "organization_id",
    "organizations_jurisdiction": "regulator_id",
    "organizations_apikey": "organization_id",
    "casework_actorrecord": "organization_id",
    "casework_document": "organization_id",
    "casework_job": "organization_id",
    "desks_savedview": "organization_id",
    "duties_rulechange": "organization_id",
    "duties_ruleevent": "organization_id",
    "network_invitation": "organization_id",
    "network_invitationevent": "organization_id",
    "network_membershipevent": "organization_id",
}
#: Who reads a table as a directory and has no row of its own in it.
READERS = {
    ("organizations_appointment", Side.OWNER),
    *((f"workshop_{table}", side) for table in ("bay", "openinghours") for side in PEOPLE_SIDES if side != Side.DEALER),
    *(
        (table, side)
        for table in ("exports_exporter", "settlements_exchangerate")
        for side in (Side.OWNER, Side.DEALER, Side.REGULATOR)
    ),
    *(
        (table, side)
        for table in (
            *("warranty_warrantyplan", "warranty_planterm", "parts_fitting", "parts_supersession"),
            *("parts_interchange", "parts_partphoto", "parts_coredeposit"),
        )
        for side in (Side.OWNER, Side.DEALER, Side.REGULATOR, Side.AUTHORITY)
    ),
}
_tried = [0]


@dataclass(frozen=True)
class Trial:
    """One role looking at a row: its own or somebody else's; ``side`` is who opened the door for the clerk."""

    role: str
    scope: Scope
    own: bool
    side: str = ""

    def may(self, reach: str) -> bool:
        return reach == "all" or (reach == "own" and self.own)


@dataclass(frozen=True)
class Row:
    """A row as JSON and where it stands; a table without one is tried for rights alone."""

    table: str
    values: dict[str, Any] | None

    @property
    def here(self) -> sql.Composable:
        if self.values is None:
            return sql.SQL("false")
        key = MODELS[self.table]._meta.pk.column
        return sql.SQL("{} = {}").format(sql.Identifier(key), sql.Literal(self.values[key]))

    @property
    def columns(self) -> list[str]:
        """All that anybody could write: what the database makes of other columns is nobody's."""
        if self.table not in MODELS:
            return ["app", "name"]
        fields = MODELS[self.table]._meta.concrete_fields
        return [field.column for field in fields if not field.generated]


@contextmanager
def acting(trial: Trial) -> Iterator[None]:
    """Be the role of the trial; what it writes is taken back statement by statement."""
    values = trial.scope.settings()
    settings = [trial.role, *values.as_parameters()[1:4], trial.side or trial.role, values.vin]
    names = ("role", "app.user_id", "app.organization_id", "app.countries", "app.side", "app.vin")
    told = sql.SQL(", ").join(
        sql.SQL("set_config({}, {}, true)").format(name, value) for name, value in zip(names, settings, strict=True)
    )
    with connection.connection.cursor() as cursor:
        cursor.execute(sql.SQL("SAVEPOINT before; SELECT {}; SAVEPOINT tried").format(told))
        yield
        cursor.execute("ROLLBACK TO before")


def attempt(statement: sql.Composable) -> int | None:
    """Rows that a statement reached, or None when it was refused. Everything is taken back."""
    _tried[0] += 1
    with connection.connection.cursor() as cursor:
        try:
            cursor.execute(sql.SQL("{}; ROLLBACK TO tried").format(statement))
            return int(cursor.fetchone()[0]) if cursor.description else cursor.rowcount
        except psycopg.errors.UniqueViolation:
            found: int | None = 1  # the walls let the copy through
        except psycopg.errors.InsufficientPrivilege:
            found = None
        cursor.execute("ROLLBACK TO tried")
        return found


def scopes(world: World, table: str, row: Row) -> list[tuple[Side, Scope, Scope | None]]:
    """For each side of people: somebody whose row it is, and a stranger where there can be one."""
    cast = world.cast
    pairs: list[tuple[Side, Scope, Scope | None]] = [
        (Side.OWNER, Scope(Side.OWNER, user_id=cast.amina.pk), Scope(Side.OWNER, user_id=cast.boris.pk)),
        (Side.DEALER, scope_of_organization(cast.dealer_nairobi), scope_of_organization(cast.dealer_almaty)),
        (Side.MANUFACTURER, scope_of_organization(cast.maker_hanhai), scope_of_organization(cast.maker_lanting)),
        (Side.REGULATOR, scope_of_organization(cast.regulator_ke), scope_of_organization(cast.regulator_kz)),
        (Side.AUTHORITY, scope_of_organization(cast.authority), None),
    ]
    if row.values is not None and table in PERSONAL:
        mine: dict[str, Any] = {"user_id": row.values[PERSONAL[table]]}
        if table in OF_A_FIRM:  # somebody else of the same firm is a stranger
            mine["organization_id"] = row.values[OF_A_FIRM[table]]
        return [(s, replace(a, **mine), replace(b or a, **mine | {"user_id": cast.boris.pk})) for s, a, b in pairs]
    if row.values is not None and table in OF_A_FIRM:
        mine, other = row.values[OF_A_FIRM[table]], cast.dealer_almaty.pk
        return [(s, replace(a, organization_id=mine), replace(b or a, organization_id=other)) for s, a, b in pairs]
    return pairs


def trials(world: World, table: str, side: str, row: Row) -> list[Trial]:
    role = ROLES[side]
    if side == "public":
        car = _car_of(world, row)
        return [Trial(role, Scope(Side.PUBLIC, vin=vin), vin == car) for vin in (car, _NO_CAR, "")]
    people = scopes(world, table, row)
    if side == "clerk":
        seen = [entry for entry in people if BY_HAND[table, entry[0].name.lower()].select != "none"]
        behind = [Trial(role, a, (table, s) not in READERS, s.value) for s, a, _b in seen]
        return behind + [Trial(role, b, False, s.value) for s, _a, b in seen if b is not None]
    for s, mine, others in people:
        if s.name.lower() == side:
            return [Trial(role, mine, True)] + ([Trial(role, others, False)] if others else [])
    return [Trial(role, Scope(Side.SYSTEM), True)]


_NO_CAR = "L0HNPWASHERE00001"


def _car_of(world: World, row: Row) -> str:
    """The car that the public must name to be told something of the row."""
    return str((row.values or {}).get("vin") or world.here.made[ExportRecord].vin)


def row_of(world: World, table: str) -> Row:
    if table in SHARED_TABLES:
        return Row(table, None)
    made = world.here.made.get(MODELS[table]) or _person_or_firm(world, table)
    with system_scope("walls: the row as it stands"), connection.cursor() as cursor:
        cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t WHERE t.{made._meta.pk.column} = %s', [made.pk])
        return Row(table, json.loads(cursor.fetchone()[0]))


def _person_or_firm(world: World, table: str) -> Any:
    return {"accounts_user": world.cast.amina, "organizations_organization": world.cast.dealer_nairobi}[table]


@pytest.mark.parametrize("table", sorted({table for table, _side in BY_HAND}))
def test_each_right_is_as_written(table: str, world: World) -> None:
    row = row_of(world, table)
    for side in ROLES:
        right = BY_HAND[table, side]
        for trial in trials(world, table, side, row):
            said = f"{side} ({trial.side or 'itself'}), {'own' if trial.own else 'a stranger'}"
            with acting(trial):
                _try_reading(trial, right, row, said)
                _try_changing(trial, right, row, said)
                _try_adding(trial, right, row, said)
                _try_deleting(trial, right, row, said)


def expect(found: int | None, allowed: bool, row: Row, said: str) -> None:
    if row.values is None:  # no row to reach: only refusal tells
        assert (found is not None) == allowed, said
    else:
        assert (found or 0) == int(allowed), said


def _try_reading(trial: Trial, right: Right, row: Row, said: str) -> None:
    table = sql.Identifier(row.table)
    found = attempt(sql.SQL("SELECT count(*) FROM {} WHERE {}").format(table, row.here))
    # Tables without tenants are refused; of the others everybody may ask, and gets nothing.
    expect(found, trial.may(right.select), row, f"{said} reads")
    for column in right.hidden:
        hidden = sql.SQL("SELECT {} FROM {} WHERE {}").format(sql.Identifier(column), table, row.here)
        assert attempt(hidden) is None, f"{said} reads {column}"


def _try_changing(trial: Trial, right: Right, row: Row, said: str) -> None:
    allowed = row.columns if right.columns == ("*",) else list(right.columns)
    forbidden = sorted(set(row.columns) - set(allowed))[:1]
    for column in [*allowed, *forbidden]:
        name = sql.Identifier(column)
        change = sql.SQL("UPDATE {} SET {} = {} WHERE {}").format(sql.Identifier(row.table), name, name, row.here)
        expect(attempt(change), column in allowed and trial.may(right.reach), row, f"{said} changes {column}")


def _try_adding(trial: Trial, right: Right, row: Row, said: str) -> None:
    copy = sql.SQL(
        "INSERT INTO {0} ({3}) OVERRIDING SYSTEM VALUE SELECT {3} FROM jsonb_populate_record(NULL::{0}, {1}) WHERE {2}"
    ).format(
        sql.Identifier(row.table),
        sql.Literal(json.dumps(row.values or {})),
        sql.SQL("true" if row.values is not None else "false"),
        sql.SQL(", ").join(map(sql.Identifier, row.columns)),
    )
    expect(attempt(copy), trial.may(right.insert), row, f"{said} adds")


def _try_deleting(trial: Trial, right: Right, row: Row, said: str) -> None:
    found = attempt(sql.SQL("DELETE FROM {} WHERE {}").format(sql.Identifier(row.table), row.here))
    expect(found, trial.may(right.delete), row, f"{said} deletes")


def test_count_of_what_was_tried(capsys: pytest.CaptureFixture[str]) -> None:
    """Say how large the matrix is, so that a shrinking one is noticed. Tried alone, this counts nothing."""
    with capsys.disabled():
        print(f"\nwalls: {_tried[0]} SQL statements tried, {len(BY_HAND)} rights, {len(TENANT_TABLES)} tenant tables")
    assert len(TENANT_TABLES) >= 30
    assert len(PEOPLE_SIDES) == 5
