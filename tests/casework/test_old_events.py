"""Events from before there were actors are filled by the migration, behind walls that bind the owner too."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.db import connections

from tests.casework.cases import DAY, World, build_world
from tests.cast import NOW, Cast, build_cast

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
TABLES = {
    "claims_claimevent": import_module("apps.claims.migrations.0003_events_name_their_actors").FILL,
    "compliance_flagevent": import_module("apps.compliance.migrations.0004_events_name_their_actors").FILL,
}


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


@pytest.fixture
def world(cast: Cast) -> World:
    return build_world(cast)


@pytest.fixture
def owner() -> Iterator[Any]:
    """The owner of the tables, in a transaction that is undone."""
    alias = connections["owner"]
    with alias.Database.connect(**alias.get_connection_params()) as connection:
        yield connection
        connection.rollback()


@pytest.mark.parametrize("table", sorted(TABLES))
def test_who_acted_is_filled_by_side_and_name(table: str, world: World, owner: Any) -> None:
    claim, flag = world.claim(), world.flag()
    world.take(claim, "respond", "dealer_nairobi", NOW + DAY)
    world.take(flag, "acknowledge", "regulator_ke", NOW + DAY)
    owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    owner.execute(f"ALTER TABLE {table} ALTER recorded_at DROP NOT NULL")
    owner.execute(f"UPDATE {table} SET recorded_at = NULL, actor_id = NULL")
    owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
    owner.execute(TABLES[table])
    owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    owner.execute("ALTER TABLE casework_actorrecord NO FORCE ROW LEVEL SECURITY")
    rows = owner.execute(
        f"SELECT e.recorded_at = e.happened_at, a.name = e.by_name, a.side = e.by_side, a.user_id IS NULL "
        f"FROM {table} e LEFT JOIN casework_actorrecord a ON a.id = e.actor_id"
    ).fetchall()
    assert rows
    assert set(rows) == {(True, True, True, True)}


def test_the_walls_stand_again_afterwards(transactional_db: None, owner: Any) -> None:
    for table, fill in TABLES.items():
        owner.execute(fill)
        forced = owner.execute("SELECT relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [table]).fetchone()
        assert forced == (True,)
