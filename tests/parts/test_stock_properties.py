"""Whatever sequence of movements, from however many threads: the balance is the sum of its ledger."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count, pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from apps.casework import engine
from apps.core.errors import Conflict, Refused
from apps.lab.hammer import Yard, hammer
from apps.organizations.door import door
from apps.organizations.models import ServicePoint
from apps.organizations.scope import acting_as, system_scope
from apps.parts import selectors, services
from apps.parts.models import (
    Bin,
    BinBalance,
    Part,
    PartsOrder,
    Reservation,
    StockBalance,
    StockMovement,
    Transfer,
)
from apps.parts.services.locks import balances_of
from tests.cast import NOW, build_cast
from tests.parts.conftest import Shop, build_shop

KEYS = st.sampled_from([f"k{n}" for n in range(12)])
QUANTITIES = st.integers(1, 30)
PLACES, FEW = st.integers(0, 2), st.integers(0, 4)


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
            change = -amount if kind == "sale" else amount
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
        self._do(services.sell_stock, "sale", first, key, "quantity", quantity)

    @rule(first=st.booleans(), key=KEYS, counted=st.integers(0, 40))
    def count(self, first: bool, key: str, counted: int) -> None:
        self._do(services.count_stock, "count", first, key, "counted", counted)

    @invariant()
    def the_ledger_adds_up(self) -> None:
        with system_scope("test"):
            kept = dict(StockBalance.objects.values_list("part_id", "on_hand"))
            assert not list(selectors.differences())
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


class House(RuleBasedStateMachine):
    """Three parts in two points: whatever anybody does, nothing differs and no piece is promised twice."""

    shop: Shop
    branch: ServicePoint

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.number = count()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    def _try(self, verb: Callable[..., Any], **arguments: Any) -> Any:
        try:
            return self.shop.as_dealer(verb, **arguments)
        except (Refused, Conflict):
            return None

    def _stock(self, verb: Callable[..., Any], place: int, **arguments: Any) -> Any:
        part = (self.shop.pads, self.shop.filter, self.shop.pump)[place]
        dealer_id, key = self.shop.cast.dealer_nairobi.pk, f"h{next(self.number)}"
        return self._try(verb, dealer_id=dealer_id, part=part, key=key, **arguments)

    def _some(self, status: str, pick: int) -> Reservation | None:
        with system_scope("test"):
            rows = list(Reservation.objects.filter(status=status).order_by("id"))
        return rows[pick % len(rows)] if rows else None

    @rule(place=PLACES, quantity=FEW)
    def receive(self, place: int, quantity: int) -> None:
        self._stock(services.receive_stock, place, quantity=quantity, reference="r")

    @rule(place=PLACES, quantity=FEW)
    def sell(self, place: int, quantity: int) -> None:
        self._stock(services.sell_stock, place, quantity=quantity, reference="r")

    @rule(place=PLACES, counted=FEW)
    def count_it(self, place: int, counted: int) -> None:
        self._stock(services.count_stock, place, counted=counted, reason="count")

    @rule(place=PLACES, claim=FEW, quantity=FEW, off_road=st.booleans())
    def reserve(self, place: int, claim: int, quantity: int, off_road: bool) -> None:
        part = (self.shop.pads, self.shop.filter, self.shop.pump)[place]
        need = services.Need(f"R-{claim}", off_road=off_road)
        self._try(
            services.reserve, dealer_id=self.shop.cast.dealer_nairobi.pk, need=need, lines=[(part, quantity)],
            key=f"h{next(self.number)}",
        )  # fmt: skip

    @rule(pick=FEW, quantity=FEW)
    def give_out(self, pick: int, quantity: int) -> None:
        if row := self._some("held", pick):
            self._try(services.give_out, reservation=row, quantity=quantity, key=f"h{next(self.number)}")

    @rule(pick=FEW)
    def bring_back(self, pick: int) -> None:
        if row := self._some("issued", pick):
            self._try(services.bring_back, reservation=row, quantity=1, reason="spare", key=f"h{next(self.number)}")

    @rule(pick=FEW, other=FEW)
    def give_on(self, pick: int, other: int) -> None:
        held, waits = self._some("held", pick), self._some("short", other) or self._some("coming", other)
        if held and waits:
            self._try(services.reallocate, loser=held, winner=waits, reason="a car off the road")

    @rule(claim=FEW)
    def free(self, claim: int) -> None:
        self._try(
            services.free_claim, dealer_id=self.shop.cast.dealer_nairobi.pk, claim_number=f"R-{claim}", why="denied"
        )

    @rule(place=PLACES, quantity=FEW)
    def order(self, place: int, quantity: int) -> None:
        self.shop.submitted(((self.shop.pads, self.shop.filter, self.shop.pump)[place], quantity + 1))

    @rule(cancel=st.booleans())
    def end_an_order(self, cancel: bool) -> None:
        with system_scope("test"):
            order = PartsOrder.objects.filter(status="submitted").order_by("id").first()
            lines = list(order.lines.values_list("pk", flat=True)) if order else []
        if order and cancel:
            self._try(services.cancel_lines, order=order, reason="mistake")
        elif order:
            sent = self.shop.as_maker(services.dispatch_lines, order=order, line_ids=lines, tracking="T")
            self._try(services.receive_lines, order=sent, line_ids=lines)

    @rule(place=PLACES, quantity=FEW)
    def send(self, place: int, quantity: int) -> None:
        part = (self.shop.pads, self.shop.filter, self.shop.pump)[place]
        with system_scope("test"):
            main = Bin.objects.filter(code=Bin.MAIN).exclude(point=self.branch).select_related("point").first()
        if main:
            self._try(
                services.send_transfer, target=self.branch, lines=[(part, main, quantity)],
                request_key=f"h{next(self.number)}",
            )  # fmt: skip

    @rule(verb=st.sampled_from(["receive", "take_back"]))
    def end_a_transfer(self, verb: str) -> None:
        with system_scope("test"):
            sent = Transfer.objects.filter(status="sent").order_by("id").first()
        if sent:
            given = {} if verb == "receive" else {"note": "the van turned back"}
            self._try(partial(engine.take, sent, verb), **given)

    @invariant()
    def nothing_differs(self) -> None:
        with system_scope("test"):
            assert list(selectors.differences()) == []
            # Who waits, waits for nothing that is free where the car is repaired.
            free = {row.part_id for row in BinBalance.objects.filter(bin__kind="shelf", on_hand__gt=F("reserved"))}
            assert not free & set(Reservation.objects.filter(status="short").values_list("part_id", flat=True))


def test_whatever_happens_to_stock_nothing_differs(shop: Shop) -> None:
    with system_scope("test: a branch"):
        branch = shop.cast.dealer_nairobi.service_points.create(
            name="Branch", address="Moi Avenue 1", city="Mombasa", country="KE", opened_on=NOW.date()
        )
    machine = type("HouseOfShop", (House,), {"shop": shop, "branch": branch})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=5,
            stateful_step_count=20,
            phases=[Phase.generate],
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
        return lambda: shop.as_dealer(services.sell_stock, quantity=3, key=f"i{number}", **given)

    results = together(*(issue(n) for n in range(6)))
    assert sum(isinstance(r, StockMovement) for r in results) == 3
    assert sum(isinstance(r, Refused) for r in results) == 3
    with system_scope("test"):
        assert StockBalance.objects.get().on_hand == 1
        assert not list(selectors.differences())
        _chain(shop.pads.pk)


def test_sixteen_people_at_once_promise_no_piece_twice(committed_shop: Shop) -> None:
    shop, cast = committed_shop, committed_shop.cast
    actor = cast.actor(cast.dealer_nairobi)
    with system_scope("test"):
        point = cast.dealer_nairobi.service_points.get()
    bins = [shop.as_dealer(services.add_bin, point=point, code=f"A-{n}") for n in range(2)]
    yard = Yard(
        cast.dealer_nairobi.pk, actor, cast.scope(cast.dealer_nairobi), [shop.pads, shop.filter, shop.pump], bins, NOW
    )
    told = hammer(yard, workers=16, moves=5)
    assert (told.deadlocks, told.moves + told.refused) == (0, 16 * 5)
    assert told.moves > 20
    with system_scope("test"):
        assert list(selectors.differences()) == []


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
        assert not list(selectors.differences())


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


def test_balances_that_many_make_at_once_are_locked_in_turn(committed_shop: Shop) -> None:
    """Each wants some of four parts that nobody had before: whoever makes a row waits for nobody who waits for it."""
    shop, cast = committed_shop, committed_shop.cast

    def hold(parts: list[Part]) -> Callable[[], None]:
        def act() -> None:
            with acting_as(cast.scope(cast.dealer_nairobi)), transaction.atomic(), door("parts.stock"):
                balances_of([(cast.dealer_nairobi.pk, part) for part in parts])
                time.sleep(0.002)

        return act

    for turn in range(10):
        with system_scope("test: parts that nobody had"):
            parts = [
                Part.objects.create(manufacturer=shop.pads.manufacturer, number=f"R{turn}-{n}", name="New")
                for n in range(4)
            ]
        chance = random.Random(turn)
        wanted = [chance.sample(parts, chance.randint(1, 3)) for _person in range(12)]
        assert together(*map(hold, wanted)) == [None] * 12


def test_whoever_promises_pieces_of_an_order_waits_for_no_step_of_it(committed_shop: Shop) -> None:
    """A step holds its order and asks for stock; whoever holds the stock names the order and goes on."""
    shop, cast = committed_shop, committed_shop.cast
    order, actor = shop.submitted((shop.pads, 3)), cast.actor(cast.dealer_nairobi)
    with system_scope("test: a balance"):
        mine = {"dealer": cast.dealer_nairobi, "manufacturer": cast.maker_hanhai, "country": "KE", "part": shop.pads}
        StockBalance.objects.create(**mine, part_number=shop.pads.number)
    both = threading.Barrier(2, timeout=60)

    def effect(case: Any, act: Any) -> None:
        both.wait()
        balances_of([(cast.dealer_nairobi.pk, shop.pads)])

    def step() -> None:
        with acting_as(cast.scope(cast.dealer_nairobi)):
            engine.take(order, "cancel", by=actor, at=NOW, note="Nobody needs it any more", effect=effect)

    def promise() -> None:
        with acting_as(cast.scope(cast.dealer_nairobi)), transaction.atomic(), door("parts.stock"):
            balances_of([(cast.dealer_nairobi.pk, shop.pads)])
            both.wait()
            Reservation.objects.create(
                **mine, order=order, claim_number="C-1", quantity=1, status="coming", made_at=NOW, key="k"
            )

    assert together(step, promise) == [None, None]
