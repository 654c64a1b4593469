"""More came than was sent: told, set aside, answered, and on the books once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core.errors import Conflict, Refused
from apps.organizations.scope import acting_as, system_scope
from apps.oversight.measures import split_rate, unbooked_rate
from apps.parts import selectors, services
from apps.parts.models import Bin, BinBalance, OrderLine, PartsOrder, StockBalance, StockMovement
from tests.cast import NOW
from tests.parts.conftest import Shop, SignIn, sound
from tests.parts.test_api import Keyed
from tests.parts.test_problems import ordered_line, piece, sent

DAY = timedelta(days=1)
FOUND = "Seven lay in a box that said five"


def over(shop: Shop, order: PartsOrder, more: int = 2, **said: Any) -> PartsOrder:
    given = {"quantities": {ordered_line(order).pk: more}, "note": FOUND, "at": NOW + 3 * DAY, **said}
    done: PartsOrder = shop.as_dealer(services.report_over, order=order, **given)
    return done


def received(shop: Shop, order: PartsOrder) -> PartsOrder:
    pieces = [ordered_line(order).pk]
    done: PartsOrder = shop.as_dealer(services.receive_lines, order=order, line_ids=pieces, at=NOW + 2 * DAY)
    return done


def stock(shop: Shop) -> tuple[int, int]:
    """(on the shelf, in quarantine), and the ledger says the same."""
    with system_scope("test"):
        assert not list(selectors.differences())
        found = StockBalance.objects.get(dealer=shop.cast.dealer_nairobi, part=shop.filter)
        return found.on_hand, found.quarantined


@pytest.mark.parametrize("late", [False, True])
def test_what_came_over_lies_in_quarantine_until_it_is_answered(shop: Shop, late: bool) -> None:
    order = sent(shop, 5)
    order = received(shop, over(shop, order, at=NOW + 2 * DAY)) if not late else over(shop, received(shop, order))
    assert (order.status, stock(shop)) == ("received", (5, 2))
    extra = piece(order, "over")
    assert (extra.quantity, extra.problem.kind, extra.problem.note, extra.dispatched_at) == (2, "over", FOUND, None)
    with system_scope("test"):
        (line,) = StockMovement.objects.filter(kind="over")
        assert (line.quantity, line.reference) == (2, order.number)
        counted = (NOW - 9 * DAY, NOW + 60 * DAY)
        assert (split_rate.cases(*counted).filter(hit=1).count(), unbooked_rate.cases(*counted).count()) == (0, 1)
    with acting_as(shop.cast.scope(shop.cast.maker_hanhai)):
        assert OrderLine.objects.get(pk=extra.pk).problem.note == FOUND


def test_stock_of_all_its_parts_is_held_at_once(shop: Shop) -> None:
    """Two people who report the same parts the other way round never wait for each other (locks.py)."""
    order = shop.submitted((shop.filter, 2), (shop.pads, 2))
    with system_scope("test"):
        lines = list(order.lines.order_by("-part_id").values_list("pk", flat=True))
    sent_at = {"order": order, "line_ids": lines, "tracking": "AWB 1", "at": NOW + DAY}
    order = shop.as_maker(services.dispatch_lines, **sent_at)
    with CaptureQueriesContext(connection) as asked:
        order = shop.as_dealer(
            services.report_over, order=order, quantities=dict.fromkeys(lines, 1), note=FOUND, at=NOW + 3 * DAY,
            would_keep=True,
        )  # fmt: skip
        order = shop.as_maker(services.keep_over, order=order, at=NOW + 4 * DAY)
    held = [row["sql"] for row in asked if "parts_stockbalance" in row["sql"] and "FOR UPDATE" in row["sql"]]
    assert len(held) == 2, "once for each step"


def test_a_receipt_of_more_than_was_sent_says_which_way_they_go(shop: Shop) -> None:
    order = sent(shop, 5)
    line = ordered_line(order).pk
    with pytest.raises(Refused, match="Put 5 into stock, and report the other 2") as refused:
        shop.as_dealer(services.receive_lines, order=order, line_ids=[line], quantities={line: 7}, at=NOW + 2 * DAY)
    assert refused.value.field == f"quantity_{line}"


def test_kept_pieces_are_ordered_and_received_once(shop: Shop) -> None:
    order = over(shop, received(shop, sent(shop, 5)), would_keep=True)
    extra = piece(order, "over").pk
    with pytest.raises(PermissionDenied):
        shop.as_dealer(services.keep_over, order=order, at=NOW + 4 * DAY)
    for _ in range(2):
        order = shop.as_maker(services.keep_over, order=order, at=NOW + 4 * DAY, key="one")
    assert stock(shop) == (7, 0)
    with system_scope("test"):
        kept = OrderLine.objects.get(pk=extra)
        assert (kept.status, kept.received_at, order.status) == ("received", NOW + 4 * DAY, "received")
    with pytest.raises(Conflict):
        shop.as_maker(services.call_back, order=order, note="We want them after all", line_ids=[extra])


def test_nobody_buys_what_it_did_not_want(shop: Shop) -> None:
    """Sending fifty for five and letting the dealer "keep" them sells nothing."""
    order = over(shop, received(shop, sent(shop, 5)), more=45)
    with pytest.raises(Refused, match="does not want them"):
        shop.as_maker(services.keep_over, order=order, line_ids=[piece(order, "over").pk], at=NOW + 4 * DAY)
    with pytest.raises(Refused, match="No line was chosen"):
        shop.as_maker(services.keep_over, order=order, at=NOW + 4 * DAY)
    assert stock(shop) == (5, 45)


@pytest.mark.parametrize("asked", [True, False])
def test_they_go_back_asked_for_or_not(shop: Shop, asked: bool) -> None:
    order = over(shop, received(shop, sent(shop, 5)))
    if asked:
        order = shop.as_maker(services.call_back, order=order, note="By our lorry on Friday, at our cost")
    with pytest.raises(Refused, match="who carries"):
        shop.as_dealer(services.send_back_over, order=order, tracking=" ")
    order = shop.as_dealer(services.send_back_over, order=order, tracking="WB 77", at=NOW + 5 * DAY)
    assert (piece(order, "sent_back").tracking, stock(shop)) == ("WB 77", (5, 0))
    with system_scope("test"):
        moved = list(StockMovement.objects.order_by("id").values_list("kind", "quantity", "reference"))
        assert moved[-1] == ("overback", -2, "WB 77")
    with pytest.raises(Conflict):
        shop.as_dealer(services.send_back_over, order=order, tracking="WB 78", at=NOW + 6 * DAY)


def test_meanwhile_they_are_neither_sold_nor_scrapped(shop: Shop) -> None:
    order = over(shop, received(shop, sent(shop, 5)))
    firm = {"dealer_id": shop.cast.dealer_nairobi.pk, "part": shop.filter}
    with system_scope("test"):
        shelf, aside = (Bin.objects.get(kind=kind, dealer_id=firm["dealer_id"]) for kind in ("shelf", "quarantine"))
    shop.as_dealer(services.set_aside, **firm, quantity=1, reason="Dented", source=shelf, key="a")
    for verb, place in ((services.scrap_stock, {"bin": aside}), (services.clear_stock, {"target": shelf})):
        with pytest.raises(Refused, match="came over and were not ordered"):
            shop.as_dealer(verb, **firm, quantity=2, reason="Dented", key="b", **place)
        assert stock(shop) == (4, 3)
    shop.as_dealer(services.scrap_stock, **firm, quantity=1, reason="Dented", bin=aside, key="c")
    shop.as_dealer(services.send_back_over, order=order, tracking="WB 77", at=NOW + 5 * DAY)
    with system_scope("test"):
        assert BinBalance.objects.get(bin=aside).on_hand == 0


def test_reports_that_cannot_be(shop: Shop) -> None:
    order = sent(shop, 5)
    line = ordered_line(order).pk
    for wrong, words in (
        ({"quantities": {line: 0}}, "from 1 to 10000"),
        ({"quantities": {line: 10**9}}, "from 1 to 10000"),
        ({"quantities": {}}, "No line was chosen"),
        ({"note": "two"}, "says too little"),
    ):
        with pytest.raises(Refused, match=words):
            over(shop, order, **wrong)
    waits = shop.submitted((shop.pads, 1))
    with pytest.raises(Conflict):
        over(shop, waits)


def test_over_the_api_and_on_the_pages(shop: Shop, sign_in: SignIn) -> None:
    order = received(shop, sent(shop, 5))
    dealer, maker = Keyed(shop.cast.dealer_nairobi), Keyed(shop.cast.maker_hanhai)
    told = {"lines": [{"line": ordered_line(order).pk, "more": 2}], "would_keep": True, "note": FOUND}
    answer = dealer.post(f"orders/{order.number}/report-over/", **told)
    assert answer.status_code == 200, answer.content
    page = sound(sign_in(shop.cast.maker_hanhai).get(order.get_absolute_url()))
    assert "Let the dealer keep them" in page and "would buy them" in page
    answer = maker.post(f"orders/{order.number}/keep-over/")
    assert answer.status_code == 200, answer.content
    (extra,) = [line for line in answer.json()["lines"] if line["split_from"]]
    assert (extra["status"], extra["problem"]["kind"], extra["problem"]["would_keep"]) == ("received", "over", True)
    assert stock(shop) == (7, 0)
    page = sign_in(shop.cast.maker_hanhai).get(order.get_absolute_url())
    assert "Let the dealer keep them" not in sound(page).split("History")[0].split("Lines")[0]
