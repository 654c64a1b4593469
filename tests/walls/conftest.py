"""One world for all tests of the walls of a module: the cast and a row of every table, made once and rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction

from apps.organizations.scope import system_scope
from tests.cast import Cast, build_cast
from tests.walls.rows import Sides, build
from tests.walls.tables import MODELS, TENANT_TABLES


@dataclass(frozen=True)
class World:
    """``here`` are the rows of Kenya: Amina, her dealer, Hanhai, her regulator."""

    cast: Cast
    here: Sides


@pytest.fixture(scope="module")
def world(lasting: None) -> World:
    cast = build_cast()
    here = Sides(cast.amina, cast.dealer_nairobi, cast.maker_hanhai, cast.regulator_ke, "KE")
    with system_scope("walls: a row of every table"):
        for table in TENANT_TABLES:
            build(MODELS[table], here)
    return World(cast, here)


@pytest.fixture
def undone(world: World) -> Iterator[World]:
    """The world, with whatever the test writes taken back after it."""
    with transaction.atomic():
        yield world
        transaction.set_rollback(True)
