"""The cross-tenant matrix in raw SQL: every tenant table × every kind of actor, generated from models and walls.

A new model without a wall, or one that this matrix cannot make a row of, fails here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from apps.organizations.identity import scope_of_organization
from apps.organizations.scope import PEOPLE_SIDES, Scope, Side, acting_as, system_scope
from apps.organizations.walls import Wall
from apps.organizations.walls.registry import all_walls, sign_in_tables, unlisted_tables
from tests.cast import Cast
from tests.walls.rows import Sides, build

MODELS = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True) if model._meta.managed}
WALLS = {table: wall for table, wall in all_walls().items() if isinstance(wall, Wall)}
TENANT_TABLES = sorted(WALLS)


def test_every_table_of_ours_is_listed() -> None:
    assert unlisted_tables() == []


def test_every_listed_table_exists() -> None:
    assert set(all_walls()) <= set(MODELS)


@pytest.fixture
def here(cast: Cast) -> Sides:
    """Rows of Kenya: Amina, her dealer, Hanhai, her regulator."""
    return Sides(cast.amina, cast.dealer_nairobi, cast.maker_hanhai, cast.regulator_ke, "KE")


def own_scopes(sides: Sides) -> dict[Side, Scope]:
    """The scopes that the row belongs to, by side."""
    return {
        Side.OWNER: Scope(Side.OWNER, user_id=sides.owner.pk),
        Side.DEALER: scope_of_organization(sides.dealer),
        Side.MANUFACTURER: scope_of_organization(sides.manufacturer),
        Side.REGULATOR: scope_of_organization(sides.regulator),
        Side.AUTHORITY: Scope(Side.AUTHORITY),
    }


def strangers(cast: Cast) -> dict[str, Scope]:
    """Somebody of each kind who has no part in the row."""
    return {
        "owner": Scope(Side.OWNER, user_id=cast.boris.pk),
        "dealer": scope_of_organization(cast.dealer_almaty),
        "manufacturer": scope_of_organization(cast.maker_lanting),
        "regulator": scope_of_organization(cast.regulator_kz),
    }


def seen(table: str, pk: object, column: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}" = %s', [pk])
        return int(cursor.fetchone()[0])


def row_of(table: str, sides: Sides) -> tuple[object, str]:
    with system_scope("walls matrix"):
        row = build(MODELS[table], sides)
    return row.pk, MODELS[table]._meta.pk.column


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_strangers_see_nothing(table: str, cast: Cast, here: Sides) -> None:
    pk, column = row_of(table, here)
    wall = WALLS[table]
    for name, scope in strangers(cast).items():
        with acting_as(scope):
            assert seen(table, pk, column) == (1 if wall.directory else 0), name


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_nobody_without_a_scope_sees_anything(table: str, here: Sides) -> None:
    pk, column = row_of(table, here)
    assert seen(table, pk, column) == (1 if WALLS[table].sign_in else 0)


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_each_side_sees_its_own_row(table: str, here: Sides) -> None:
    pk, column = row_of(table, here)
    wall = WALLS[table]
    for side, scope in own_scopes(here).items():
        if wall.person or wall.organization:
            continue
        with acting_as(scope):
            assert seen(table, pk, column) == (1 if wall.directory or wall.condition(side) else 0), side


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_strangers_change_nothing(table: str, cast: Cast, here: Sides) -> None:
    pk, column = row_of(table, here)
    for name, scope in strangers(cast).items():
        for statement in (f'UPDATE "{table}" SET "{column}" = "{column}"', f'DELETE FROM "{table}"'):
            assert changed(scope, f'{statement} WHERE "{column}" = %s', pk) == 0, (name, statement)


def changed(scope: Scope, statement: str, pk: object) -> int:
    """Rows a statement changed; a right that is missing counts as none."""
    try:
        with acting_as(scope), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [pk])
            return int(cursor.rowcount)
    except DatabaseError as error:
        assert "permission denied" in str(error)
        return 0


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_strangers_cannot_plant_rows(table: str, cast: Cast, here: Sides) -> None:
    """A row that belongs to others is refused, also as a copy of an existing one."""
    wall = WALLS[table]
    pk, column = row_of(table, here)
    with system_scope("walls matrix"), connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" WHERE "{column}" = %s', [pk])
        names = [part.name for part in cursor.description]
        values = cursor.fetchone()
    for name, scope in strangers(cast).items():
        if scope.side in wall.append:
            continue
        with pytest.raises(DatabaseError, match=r"permission denied|row-level security"):
            insert(scope, table, names, values)
        assert name


def insert(scope: Scope, table: str, names: list[str], values: tuple[object, ...]) -> None:
    adapted = [_adapt(MODELS[table], name, value) for name, value in zip(names, values, strict=True)]
    columns = ", ".join(f'"{name}"' for name in names)
    places = ", ".join(["%s"] * len(names))
    with acting_as(scope), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{table}" ({columns}) OVERRIDING SYSTEM VALUE VALUES ({places})', adapted)


def _adapt(model: type[models.Model], column: str, value: object) -> object:
    fields = {f.column: f for f in model._meta.concrete_fields}
    return connection.ops.adapt_json_value(value, None) if isinstance(value, dict) and column in fields else value


@pytest.mark.parametrize("side", PEOPLE_SIDES)
@pytest.mark.parametrize("table", sign_in_tables())
def test_no_side_reaches_the_tables_of_signing_in(table: str, side: Side, db: None) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), acting_as(Scope(side, 1, 1, ("KE",))):
        seen(table, "1", MODELS[table]._meta.pk.column)


def policies() -> Iterator[tuple[str, bool, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class "
            "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        yield from cursor.fetchall()


def test_row_level_security_is_on_and_forced(db: None) -> None:
    state = {name: (on, forced) for name, on, forced in policies()}
    assert {table: state[table] for table in TENANT_TABLES} == dict.fromkeys(TENANT_TABLES, (True, True))


def test_system_sees_everything(here: Sides) -> None:
    for table in TENANT_TABLES:
        pk, column = row_of(table, here)
        with system_scope("walls matrix"):
            assert seen(table, pk, column) == 1, table


def test_count_of_the_matrix(capsys: pytest.CaptureFixture[str]) -> None:
    """Say how large the matrix is, so that a shrinking one is noticed."""
    with capsys.disabled():
        print(f"\nwalls: {len(TENANT_TABLES)} tenant tables × {len(PEOPLE_SIDES)} sides, own and strange, in raw SQL")
    assert len(TENANT_TABLES) >= 30
