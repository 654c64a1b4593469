"""What compliance counts of orders: the line fill rate and the age of backorders."""

from __future__ import annotations

from datetime import date, timedelta

from apps.organizations.scope import system_scope
from apps.parts import selectors, services
from apps.parts.models import OrderLine, PartsOrder
from tests.cast import NOW
from tests.parts.conftest import Shop

PROMISE = date(2026, 3, 10)
WINDOW = {"since": date(2026, 3, 1), "until": date(2026, 4, 1)}


def promised(shop: Shop) -> tuple[PartsOrder, OrderLine]:
    order = shop.submitted((shop.filter, 10))
    with system_scope("test"):
        line = order.lines.get()
    return shop.as_maker(services.confirm_lines, order=order, promised={line.pk: PROMISE}, reason="shortage"), line


def rate() -> tuple[int, int]:
    with system_scope("test"):
        rows = list(selectors.fill_rate(**WINDOW))
    return (rows[0]["filled_lines"], rows[0]["lines"]) if rows else (0, 0)


def test_sent_whole_by_the_promised_day_is_filled(shop: Shop) -> None:
    order, line = promised(shop)
    shop.as_maker(services.dispatch_lines, order=order, line_ids=[line.pk], tracking="", at=NOW + timedelta(days=6))
    assert rate() == (1, 1)


def test_sent_a_day_late_is_not(shop: Shop) -> None:
    order, line = promised(shop)
    shop.as_maker(services.dispatch_lines, order=order, line_ids=[line.pk], tracking="", at=NOW + timedelta(days=7))
    assert rate() == (0, 1)


def test_a_later_promise_mends_nothing(shop: Shop) -> None:
    order, line = promised(shop)
    order = shop.as_maker(services.confirm_lines, order=order, promised={line.pk: date(2026, 3, 20)}, reason="shortage")
    shop.as_maker(services.dispatch_lines, order=order, line_ids=[line.pk], tracking="", at=NOW + timedelta(days=9))
    assert rate() == (0, 1)


def test_in_pieces_the_last_one_decides(shop: Shop) -> None:
    order, line = promised(shop)
    order = shop.as_maker(
        services.dispatch_lines, order=order, line_ids=[line.pk], quantities={line.pk: 9}, tracking=""
    )
    assert rate() == (0, 1)
    shop.as_maker(services.dispatch_lines, order=order, line_ids=[line.pk], tracking="", at=NOW + timedelta(days=20))
    assert rate() == (0, 1)


def test_what_the_maker_gives_up_counts_and_what_the_dealer_takes_back_does_not(shop: Shop) -> None:
    order, _line = promised(shop)
    shop.as_dealer(services.cancel_lines, order=order, reason="not_needed")
    assert rate() == (0, 0)
    shop.as_maker(services.cancel_lines, order=shop.submitted((shop.pads, 1)), reason="not_available")
    assert rate() == (0, 1)


def test_only_warranty_orders_when_asked(shop: Shop) -> None:
    order = shop.submitted((shop.pads, 1), in_warranty=False)
    with system_scope("test"):
        line = order.lines.get()
    shop.as_maker(services.confirm_lines, order=order, promised={line.pk: PROMISE}, reason="shortage")
    with system_scope("test"):
        assert not selectors.fill_rate(**WINDOW, in_warranty_only=True)
        assert [row["lines"] for row in selectors.fill_rate(**WINDOW)] == [1]


def test_backorders_by_age(shop: Shop) -> None:
    shop.submitted((shop.pads, 1), at=NOW - timedelta(days=40))
    sent = shop.submitted((shop.pump, 5), (shop.filter, 2), at=NOW - timedelta(days=10))
    with system_scope("test"):
        pump = sent.lines.get(part=shop.pump)
    shop.as_maker(services.dispatch_lines, order=sent, line_ids=[pump.pk], tracking="", at=NOW)
    with system_scope("test"):
        (row,) = selectors.backorder_ages(NOW + timedelta(seconds=1))
        assert (row["lines"], row["units"]) == (2, 3)
        assert (row["d0_7"], row["d8_14"], row["d15_30"], row["d31_60"], row["d61"]) == (0, 1, 0, 1, 0)
        assert row["oldest"] == timedelta(days=40, seconds=1)
        # The day before, the pump had not been sent; before the first order there was nothing.
        (before,) = selectors.backorder_ages(NOW - timedelta(days=1))
        assert before["lines"] == 3
        assert not selectors.backorder_ages(NOW - timedelta(days=41))
        oldest = selectors.backorders(NOW).first()
        assert oldest is not None
        assert oldest.waiting == timedelta(days=40)
