"""Parts kept for requests: who gets which piece, who loses it, and that no piece is promised twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from apps.core.errors import Conflict, Refused
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import acting_as, system_scope
from apps.parts import selectors, services
from apps.parts.models import BinBalance, PartsOrder, Reservation, StockBalance, StockMovement
from apps.parts.services import Need
from tests.cast import NOW
from tests.parts.conftest import Shop

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def sound_stock(shop: Shop) -> Iterator[None]:
    """After each test, everything that is kept of stock says what its rows say."""
    yield
    with system_scope("test"):
        assert list(selectors.differences()) == []


def put(shop: Shop, quantity: int, key: str = "in", **more: Any) -> StockMovement:
    given = {"dealer_id": shop.cast.dealer_nairobi.pk, "part": shop.pads, "reference": "", **more}
    moved: StockMovement = shop.as_dealer(services.receive_stock, quantity=quantity, key=key, **given)
    return moved


def keep(shop: Shop, claim: str, quantity: int, **need: Any) -> list[Reservation]:
    rows: list[Reservation] = shop.as_dealer(
        services.reserve, dealer_id=shop.cast.dealer_nairobi.pk, need=Need(claim, **need), key=f"k-{claim}",
        lines=[(shop.pads, quantity)],
    )  # fmt: skip
    return rows


def kept(claim: str) -> list[tuple[str, int]]:
    with system_scope("test"):
        rows = Reservation.objects.filter(claim_number=claim).order_by("id")
        return sorted((row.status, row.quantity) for row in rows)


def on_its_way(shop: Shop, quantity: int, **fields: Any) -> PartsOrder:
    order = shop.submitted((shop.pads, quantity), **fields)
    with system_scope("test"):
        line = order.lines.get()
    sent: PartsOrder = shop.as_maker(services.dispatch_lines, order=order, line_ids=[line.pk], tracking="T")
    return sent


def arrive(shop: Shop, order: PartsOrder) -> None:
    with system_scope("test"):
        lines = list(order.lines.filter(status="dispatched").values_list("pk", flat=True))
    shop.as_dealer(services.receive_lines, order=order, line_ids=lines, at=NOW + HOUR)


def test_the_shelf_first_then_what_comes_then_nothing(shop: Shop) -> None:
    put(shop, 3)
    order = on_its_way(shop, 2)
    keep(shop, "R-1", 6)
    assert kept("R-1") == [("coming", 2), ("held", 3), ("short", 1)]
    # Asked again by the same key, it is the same promise; with other contents it is told.
    assert len(keep(shop, "R-1", 6)) == 3
    with pytest.raises(Conflict):
        keep(shop, "R-1", 5)
    arrive(shop, order)
    assert kept("R-1") == [("held", 2), ("held", 3), ("short", 1)]


def test_what_is_promised_is_neither_sold_nor_put_elsewhere(shop: Shop) -> None:
    put(shop, 3)
    keep(shop, "R-1", 2)
    with pytest.raises(Refused, match="Only 1 of part 8450-03100A are free, not 2: 2 are kept"):
        shop.as_dealer(
            services.sell_stock,
            dealer_id=shop.cast.dealer_nairobi.pk,
            part=shop.pads,
            quantity=2,
            reference="I-1",
            key="s",
        )
    # Not even by somebody who forgets to ask: the database holds it.
    with system_scope("test"), pytest.raises(IntegrityError, match="promised_once"), transaction.atomic():
        BinBalance.objects.update(on_hand=1)


def test_a_car_off_the_road_goes_first_then_what_is_due_first(shop: Shop) -> None:
    keep(shop, "R-late", 1, due_at=NOW + 9 * HOUR)
    keep(shop, "R-soon", 1, due_at=NOW + HOUR)
    keep(shop, "R-road", 1, off_road=True)
    for n, first in enumerate(("R-road", "R-soon", "R-late")):
        put(shop, 1, key=f"in-{n}")
        assert kept(first) == [("held", 1)], first


def test_a_part_is_kept_for_the_request_it_came_for(shop: Shop) -> None:
    order = on_its_way(shop, 1, claim_number="R-own", in_warranty=True)
    keep(shop, "R-road", 1, off_road=True)
    assert (kept("R-own"), kept("R-road")) == ([("coming", 1)], [("short", 1)])
    arrive(shop, order)
    assert (kept("R-own"), kept("R-road")) == ([("held", 1)], [("short", 1)])


def test_what_is_given_out_is_for_a_request_and_may_come_back(shop: Shop) -> None:
    put(shop, 2)
    (row,) = keep(shop, "R-1", 2)
    given = shop.as_dealer(services.give_out, reservation=row, quantity=1, key="g")
    assert (given.kind, given.claim_number, given.balance) == ("issue", "R-1", 1)
    assert shop.as_dealer(services.give_out, reservation=row, quantity=1, key="g") == given
    with system_scope("test"):
        issued = Reservation.objects.get(status="issued")
    back = shop.as_dealer(services.bring_back, reservation=issued, quantity=1, reason="Not needed", key="b")
    assert (back.kind, back.balance, back.actor.name) == ("return", 2, given.by_name)
    with pytest.raises(Conflict, match="by now"):
        shop.as_dealer(services.bring_back, reservation=issued, quantity=1, reason="Again", key="b2")


def test_freed_pieces_go_to_whoever_waits_and_only_once(shop: Shop) -> None:
    put(shop, 1)
    keep(shop, "R-1", 1)
    keep(shop, "R-2", 1)
    end = {"dealer_id": shop.cast.dealer_nairobi.pk, "claim_number": "R-1", "why": "denied"}
    # What was reserved after the news is not meant by it.
    assert shop.as_dealer(services.free_claim, until=NOW - HOUR, **end) == 0
    assert [shop.as_dealer(services.free_claim, **end) for _ in range(2)] == [1, 0]
    assert (kept("R-1"), kept("R-2")) == ([("freed", 1)], [("held", 1)])


def test_another_request_gets_it_only_with_a_reason_and_both_are_told(shop: Shop) -> None:
    put(shop, 1)
    (loser,) = keep(shop, "R-1", 1)
    on_its_way(shop, 5)
    keep(shop, "R-2", 1)
    with system_scope("test"):
        winner = Reservation.objects.get(claim_number="R-2")
    with pytest.raises(Refused):
        shop.as_dealer(services.reallocate, winner=winner, loser=loser, reason="so")
    shop.as_dealer(services.reallocate, winner=winner, loser=loser, reason="An ambulance stands still")
    # The loser gets the place that the winner had in the order.
    assert (kept("R-1"), kept("R-2")) == ([("coming", 1)], [("held", 1)])
    with system_scope("test"):
        told = [(e.kind, e.other_claim, e.note) for e in (loser.events.last(), winner.events.last()) if e]
        assert told == [
            ("given", "R-2", "An ambulance stands still"),
            ("got", "R-1", "An ambulance stands still"),
        ]
        assert OutboxEvent.objects.get(topic="stock.reallocated").payload["loser"] == "R-1"
    with pytest.raises(Conflict):
        shop.as_dealer(services.reallocate, winner=winner, loser=loser, reason="Once more, the same")


def test_promises_follow_an_order_that_is_cancelled_and_a_count_that_finds_less(shop: Shop) -> None:
    order = shop.submitted((shop.pads, 3))
    keep(shop, "R-1", 2)
    shop.as_dealer(services.cancel_lines, order=order, reason="mistake")
    assert kept("R-1") == [("short", 2)]
    put(shop, 2)
    assert kept("R-1") == [("held", 2)]
    shop.as_dealer(
        services.count_stock,
        dealer_id=shop.cast.dealer_nairobi.pk,
        part=shop.pads,
        counted=1,
        reason="One broke",
        key="c",
    )
    assert kept("R-1") == [("held", 1), ("short", 1)]


def test_quarantine_and_another_bin(shop: Shop) -> None:
    put(shop, 5)
    dealer = shop.cast.dealer_nairobi
    with system_scope("test"):
        main = BinBalance.objects.select_related("bin__point").get().bin
    shelf = shop.as_dealer(services.add_bin, point=main.point, code="a-03")
    assert shop.as_dealer(services.add_bin, point=main.point, code="A-03") == shelf
    given = {"dealer_id": dealer.pk, "part": shop.pads}
    shop.as_dealer(services.put_stock, source=main, target=shelf, quantity=3, key="p", **given)
    shop.as_dealer(services.set_aside, source=shelf, quantity=2, reason="Rust", key="q", **given)
    shop.as_dealer(services.clear_stock, target=shelf, quantity=1, reason="It was dirt", key="r", **given)
    with acting_as(shop.cast.scope(dealer)):
        have = selectors.availability(dealer_id=dealer.pk, part_ids=[shop.pads.pk])[shop.pads.pk]
        there = {row.bin.code: row.on_hand for row in selectors.bins_of_part(dealer_id=dealer.pk, part_id=shop.pads.pk)}
    assert (have.on_hand, have.quarantined) == (4, 1)
    assert there == {"MAIN": 2, "A-03": 2, "QUARANTINE": 1}
    with pytest.raises(Refused, match="another bin of the same"):
        shop.as_dealer(services.put_stock, source=main, target=main, quantity=1, key="x", **given)


def test_the_check_names_what_differs(shop: Shop) -> None:
    put(shop, 2)
    out = StringIO()
    call_command("stock", "check", stdout=out)
    assert "agree" in out.getvalue()
    with system_scope("test"):
        StockBalance.objects.update(on_hand=7)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("stock", "check", "--format", "json", stdout=out)
    assert '"part": "8450-03100A", "place": "", "kept": 7, "due": 2' in out.getvalue()
    with system_scope("test"):
        StockBalance.objects.update(on_hand=2)
