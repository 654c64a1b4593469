"""Stock by ledger: never negative, each movement once, the balance always the sum."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from apps.core.errors import Conflict, Refused
from apps.organizations.scope import acting_as, system_scope
from apps.parts import selectors, services
from apps.parts.models import MOST_ON_HAND, StockBalance, StockMovement
from tests.parts.conftest import Shop


def move(shop: Shop, verb: Any, **arguments: Any) -> Any:
    given = {"dealer_id": shop.cast.dealer_nairobi.pk, "part": shop.pads} | arguments
    return shop.as_dealer(verb, **given)


def receive(shop: Shop, quantity: int, key: str, **more: Any) -> StockMovement:
    return move(shop, services.receive_stock, quantity=quantity, key=key, reference="", **more)


def issue(shop: Shop, quantity: int, key: str, **more: Any) -> StockMovement:
    return move(shop, services.sell_stock, quantity=quantity, key=key, reference="C-1", **more)


def count(shop: Shop, counted: int, key: str, **more: Any) -> StockMovement | None:
    return move(shop, services.count_stock, counted=counted, key=key, reason="Yearly count", **more)


def test_it_works(shop: Shop) -> None:
    assert receive(shop, 10, "a").balance == 10
    assert issue(shop, 3, "b").balance == 7
    counted = count(shop, 5, "c")
    assert counted is not None
    assert (counted.quantity, counted.balance, counted.note) == (-2, 5, "Yearly count")
    with system_scope("test"):
        balance = StockBalance.objects.get()
        assert (balance.on_hand, balance.country, balance.manufacturer_id) == (5, "KE", shop.cast.maker_hanhai.pk)
        assert not list(selectors.differences())
        rows = selectors.ledger(dealer_id=shop.cast.dealer_nairobi.pk, part_id=shop.pads.pk)
        assert [row.balance for row in rows] == [5, 7, 10]


def test_stock_is_never_negative(shop: Shop) -> None:
    receive(shop, 2, "a")
    with pytest.raises(Refused, match="Only 2 of part 8450-03100A are on hand, not 3"):
        issue(shop, 3, "b")
    with system_scope("test"):
        assert StockBalance.objects.get().on_hand == 2


@pytest.mark.parametrize("quantity", [0, -5, 10**9, "ten"])
def test_impossible_quantities(shop: Shop, quantity: Any) -> None:
    with pytest.raises(Refused, match="from 1 to 10000"):
        receive(shop, quantity, "a")


@pytest.mark.parametrize("counted", [-1, MOST_ON_HAND + 1, "ten", True])
def test_impossible_counts(shop: Shop, counted: Any) -> None:
    with pytest.raises(Refused, match="no count of parts"):
        count(shop, counted, "a")


def test_the_same_key_moves_once_even_when_the_shelf_is_empty_now(shop: Shop) -> None:
    receive(shop, 5, "a")
    first = issue(shop, 5, "b")
    assert issue(shop, 5, "b").pk == first.pk
    assert receive(shop, 5, "a").balance == 5
    with system_scope("test"):
        assert StockBalance.objects.get().on_hand == 0


def test_a_key_belongs_to_one_movement(shop: Shop) -> None:
    receive(shop, 5, "a")
    with pytest.raises(Refused, match="another movement"):
        issue(shop, 5, "a")
    with pytest.raises(Refused, match="another movement"):
        receive(shop, 5, "a", part=shop.pump)


def test_a_right_count_writes_nothing(shop: Shop) -> None:
    receive(shop, 5, "a")
    assert count(shop, 5, "b") is None
    with system_scope("test"):
        assert StockMovement.objects.count() == 1


def test_a_count_of_a_shelf_that_moved_is_told(shop: Shop) -> None:
    receive(shop, 5, "a")
    issue(shop, 1, "b")
    with pytest.raises(Conflict, match="changed from 5 to 4"):
        count(shop, 5, "c", seen=5)


def test_the_ledger_is_never_rewritten(shop: Shop) -> None:
    movement = receive(shop, 5, "a")
    movement.quantity = 6
    with pytest.raises(TypeError):
        movement.save()
    with pytest.raises(TypeError):
        movement.delete()
    cast = shop.cast
    for verb in ("UPDATE parts_stockmovement SET quantity = 6", "DELETE FROM parts_stockmovement"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            acting_as(cast.scope(cast.dealer_nairobi)),
        ):
            StockMovement.objects.raw(verb + " RETURNING id")._fetch_all()


def test_a_reorder_level(shop: Shop) -> None:
    with system_scope("test"):
        balance = services.set_reorder_level(dealer_id=shop.cast.dealer_nairobi.pk, part=shop.pads, level=4)
        assert (balance.on_hand, balance.reorder_level) == (0, 4)
        with pytest.raises(Refused, match="-1 is no reorder level"):
            services.set_reorder_level(dealer_id=shop.cast.dealer_nairobi.pk, part=shop.pads, level=-1)


def test_below_level_is_the_same_in_the_database_and_on_a_row(shop: Shop) -> None:
    for part, level in ((shop.pads, 0), (shop.filter, 5), (shop.pump, 6)):
        receive(shop, 5, f"level {level}", part=part)
        with acting_as(shop.cast.scope(shop.cast.dealer_nairobi)):
            services.set_reorder_level(dealer_id=shop.cast.dealer_nairobi.pk, part=part, level=level)
    with acting_as(shop.cast.scope(shop.cast.dealer_nairobi)):
        below = {row.part_id for row in StockBalance.objects.filter(StockBalance.BELOW_LEVEL)}
        assert below == {row.part_id for row in StockBalance.objects.all() if row.below_level} == {shop.pump.pk}
