"""Models and parts by a fragment of their name: as each side, by an index, behind the walls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from apps.core.pagination import Keyset
from apps.organizations.scope import acting_as, system_scope
from apps.parts.filters import PartFilter, StockFilter
from apps.parts.models import Part, StockBalance
from apps.parts.selectors import stock_seen_by
from apps.vehicles.filters import VehicleFilter
from apps.vehicles.models import ModelName, Vehicle
from apps.vehicles.selectors import NEWEST, vehicles
from tests.cast import NOW, Cast
from tests.factories import make_vehicle, make_vin
from tests.pages import browser

SIDES = ("dealer_nairobi", "maker_hanhai", "regulator_ke", "authority")


@pytest.fixture
def world(cast: Cast) -> Cast:
    for serial, name in enumerate(("Sea 5", "Sea 7", "Tide EV", "海豚")):
        make_vehicle(cast.maker_hanhai, serial=serial, model_name=name, dealer=cast.dealer_nairobi)
    with system_scope("test"):
        names = ["Brake pad 刹车片", "Wiper motor 雨刮电机"] * 2 + [f"Thing {n}" for n in range(4, 300)]
        parts = Part.objects.bulk_create(
            Part(manufacturer=cast.maker_hanhai, number=f"T{n:03}", name=name) for n, name in enumerate(names)
        )
        StockBalance.objects.bulk_create(
            StockBalance(
                part=part, part_number=part.number, dealer=cast.dealer_nairobi, manufacturer=cast.maker_hanhai,
                country="KE",
            )
            for part in parts
        )  # fmt: skip
    return cast


def found(cast: Cast, who: str, address: str, **filters: str) -> str:
    answer = browser(cast, getattr(cast, who)).get(address, filters)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("fragment", "names"),
    [
        ("sea", {"Sea 5", "Sea 7"}),
        ("EA 5", {"Sea 5"}),
        ("豚", {"海豚"}),
        ("e", {"Sea 5", "Sea 7", "Tide EV"}),
        ("%", set()),
        ("nothing", set()),
    ],
)
def test_cars_by_a_fragment_of_their_model(world: Cast, fragment: str, names: set[str]) -> None:
    for who in SIDES:
        page = found(world, who, "/vehicles/", model=fragment)
        assert {name for name in ("Sea 5", "Sea 7", "Tide EV", "海豚") if f" {name}</bdi>" in page} == names, who


@pytest.mark.parametrize(
    ("fragment", "count"), [("RAKE", 2), ("刹车", 2), ("车", 2), ("o", 2), ("thing 29", 11), ("ake wi", 0), ("%%", 0)]
)
def test_parts_and_shelves_by_a_fragment_of_the_name(world: Cast, fragment: str, count: int) -> None:
    with acting_as(world.scope(world.dealer_nairobi)):
        actor = world.actor(world.dealer_nairobi)
        assert StockFilter({"name": fragment}, stock_seen_by(actor)).qs.count() == count
        assert PartFilter({"name": fragment}, Part.objects.all()).qs.count() == count


def test_a_common_word_is_sought_in_the_list_itself(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.parts.filters.MANY_PARTS", 5)
    with acting_as(world.scope(world.dealer_nairobi)):
        actor = world.actor(world.dealer_nairobi)
        assert StockFilter({"name": "thing"}, stock_seen_by(actor)).qs.count() == 296


def test_a_name_is_kept_once_however_it_is_written(world: Cast) -> None:
    with system_scope("test"):
        car = make_vehicle(world.maker_hanhai, serial=9, model_name="Reed")
        make_vehicle(world.maker_hanhai, serial=10, model_name="Reed")
        make_vehicle(None, serial=11, model_name="")
        car.model_name = "Reed Sport"
        car.save(update_fields=["model_name"])
        names = list(ModelName.objects.values_list("name", flat=True).order_by("name"))
    assert names == ["Reed", "Reed Sport", "Sea 5", "Sea 7", "Tide EV", "海豚"]


def plan_of(rows: QuerySet[Any], ordering: tuple[str, ...]) -> str:
    """How PostgreSQL finds the first page of ``rows``, as whoever acts."""
    page = Keyset(rows.model, ordering).cut(rows, None, back=False)[:51]
    return str(page.explain(costs=False))


@pytest.mark.parametrize("who", SIDES)
def test_an_index_finds_cars_of_a_model_behind_the_walls(world: Cast, who: str) -> None:
    with system_scope("test"):
        Vehicle.objects.bulk_create(
            Vehicle(
                vin=make_vin(serial), model_name="Lark", country="KE", created_at=NOW - timedelta(minutes=serial),
                manufacturer=world.maker_hanhai, dealer=world.dealer_nairobi,
            )
            for serial in range(1_000, 4_000)
        )  # fmt: skip
    with acting_as(world.scope(getattr(world, who))):
        rows = VehicleFilter({"model": "tide"}, vehicles()).qs
        # As the list walks them: country by country.
        plan = plan_of(rows.filter(country="KE") if who == "regulator_ke" else rows, NEWEST)
    conditions = [line for line in plan.splitlines() if "Index Cond" in line]
    assert any("(model_name)::text = 'Tide EV'" in line for line in conditions), plan


@pytest.mark.parametrize("who", SIDES)
def test_an_index_of_pieces_finds_parts_behind_the_walls(world: Cast, who: str) -> None:
    with acting_as(world.scope(getattr(world, who))), connection.cursor() as cursor:
        # So few parts would be walked in the order of the list: asked is whether the walls let the index answer at all.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        plan = plan_of(PartFilter({"name": "刹车"}, Part.objects.all()).qs, ("number", "id"))
    assert "Bitmap Index Scan on part_names_pieces" in plan, plan
