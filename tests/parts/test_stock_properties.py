"""Whatever sequence of movements, from however many threads: the balance is the sum of its ledger."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from apps.core.errors import Conflict, Refused
from apps.organizations.scope import acting_as, system_scope
from apps.parts import selectors, services
from apps.parts.models import PartsOrder, StockBalance, StockMovement
from tests.cast import NOW, build_cast
from tests.parts.conftest import Shop, build_shop

KEYS = st.sampled_from([f"k{n}" for n in range(12)])
QUANTITIES = st.integers(1, 30)


class Shelf(RuleBasedStateMachine):
    """A shelf of two parts beside a model of it: a dictionary of keys that acted, and two numbers."""

    shop: Shop

    def __init__(self) -> None:
        super().__init__()
        self.expected = {self.shop.pads.pk: 0, self.shop.pump.pk: 0}
        self.acted: dict[str, tuple[int, str, int]] = {}
        self.savepoint = transaction.savepoint()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    def _do(self, verb: Callable[..., Any], kind: str, first: bool, key: str, value: str, amount: int) -> Any:
        part = self.shop.pads if first else self.shop.pump
        given = {"dealer_id": self.shop.cast.dealer_nairobi.pk, "part": part, "key": key, value: amount}
        given |= {"reason": "count"} if kind == "count" else {"reference": "r"}
        before = self.acted.get(key)
        try:
            moved = self.shop.as_dealer(verb, **given)
        except Refused:
            change = -amount if kind == "issue" else amount
            assert before not in (None, (part.pk, kind, amount)) or self.expected[part.pk] + change < 0
            return
        if moved is None:  # a count that finds what is on record: nothing is done, and its key stays free
            assert (kind, self.expected[part.pk]) == ("count", amount)
            return
        assert before in (None, (part.pk, kind, amount)), "other contents under a key are told"
        self.acted[key] = (part.pk, kind, amount)
        if before is None:
            self.expected[part.pk] += moved.quantity
        if kind == "count" and before is None:
            assert self.expected[part.pk] == amount

    @rule(first=st.booleans(), key=KEYS, quantity=QUANTITIES)
    def receive(self, first: bool, key: str, quantity: int) -> None:
        self._do(services.receive_stock, "receipt", first, key, "quantity", quantity)

    @rule(first=st.booleans(), key=KEYS, quantity=QUANTITIES)
    def issue(self, first: bool, key: str, quantity: int) -> None:
        self._do(services.issue_stock, "issue", first, key, "quantity", quantity)

    @rule(first=st.booleans(), key=KEYS, counted=st.integers(0, 40))
    def count(self, first: bool, key: str, counted: int) -> None:
        self._do(services.count_stock, "count", first, key, "counted", counted)

    @invariant()
    def the_ledger_adds_up(self) -> None:
        with system_scope("test"):
            kept = dict(StockBalance.objects.values_list("part_id", "on_hand"))
            assert not selectors.balances_off().exists()
            for part_id, expected in self.expected.items():
                assert kept.get(part_id, 0) == expected
                _chain(part_id)


def _chain(part_id: int) -> None:
    """Each line's balance is the one before it plus its own quantity."""
    rows = [(0, 0), *StockMovement.objects.filter(part_id=part_id).order_by("id").values_list("quantity", "balance")]
    for (_quantity, before), (quantity, after) in pairwise(rows):
        assert after == before + quantity >= 0


def test_any_sequence_adds_up(shop: Shop) -> None:
    machine = type("ShelfOfShop", (Shelf,), {"shop": shop})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


@pytest.fixture
def committed_shop(transactional_db: None) -> Iterator[Shop]:
    with transaction.atomic():
        shop = build_shop(build_cast())
    yield shop


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads that start at once; returns results or the exceptions raised."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait(10)
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_threads_never_oversell(committed_shop: Shop) -> None:
    shop = committed_shop
    given = {"dealer_id": shop.cast.dealer_nairobi.pk, "part": shop.pads, "reference": ""}
    shop.as_dealer(services.receive_stock, quantity=10, key="start", **given)

    def issue(number: int) -> Callable[[], Any]:
        return lambda: shop.as_dealer(services.issue_stock, quantity=3, key=f"i{number}", **given)

    results = together(*(issue(n) for n in range(6)))
    assert sum(isinstance(r, StockMovement) for r in results) == 3
    assert sum(isinstance(r, Refused) for r in results) == 3
    with system_scope("test"):
        assert StockBalance.objects.get().on_hand == 1
        assert not selectors.balances_off().exists()
        _chain(shop.pads.pk)


def test_threads_on_a_part_never_seen_before(committed_shop: Shop) -> None:
    shop = committed_shop

    def receive(number: int) -> Callable[[], Any]:
        # Two threads send each key: the second of them must change nothing.
        return lambda: shop.as_dealer(
            services.receive_stock,
            dealer_id=shop.cast.dealer_nairobi.pk,
            part=shop.pump,
            quantity=2,
            reference="",
            key=f"r{number // 2}",
        )

    results = together(*(receive(n) for n in range(6)))
    assert all(isinstance(r, StockMovement) for r in results), results
    with system_scope("test"):
        assert StockBalance.objects.get().on_hand == 6
        assert StockMovement.objects.count() == 3
        assert not selectors.balances_off().exists()


def test_the_same_form_sent_at_the_same_moment_is_one_order(committed_shop: Shop) -> None:
    results = together(*(lambda: committed_shop.draft(request_key="same") for _ in range(3)))
    assert len({order.pk for order in results}) == 1, results
    with system_scope("test"):
        assert results[0].lines.count() == 2


def test_two_people_at_once_one_is_told(committed_shop: Shop) -> None:
    shop = committed_shop
    order = shop.submitted((shop.pads, 1))
    with system_scope("test"):
        line = order.lines.get()
    results = together(
        lambda: shop.as_dealer(services.cancel_lines, order=order, reason="mistake", version=order.version),
        lambda: shop.as_maker(
            services.dispatch_lines, order=order, line_ids=[line.pk], tracking="", version=order.version
        ),
    )
    assert sum(isinstance(r, PartsOrder) for r in results) == 1, results
    (lost,) = (r for r in results if isinstance(r, Conflict))
    winner, told = (
        ("Savanna Motors", "Cancelled") if isinstance(results[0], PartsOrder) else ("Hanhai Motor", "Dispatched")
    )
    assert winner in str(lost)
    assert told in str(lost)


def test_threads_in_the_dealers_own_scope_keep_apart(committed_shop: Shop) -> None:
    shop = committed_shop
    shop.as_dealer(
        services.receive_stock,
        dealer_id=shop.cast.dealer_nairobi.pk,
        part=shop.pads,
        quantity=1,
        reference="",
        key="a",
        at=NOW,
    )
    with acting_as(shop.cast.scope(shop.cast.dealer_almaty)):
        assert not StockBalance.objects.exists()
