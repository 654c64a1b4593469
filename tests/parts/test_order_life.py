"""An order from draft to shelf, and its clocks on the way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from apps.core.errors import Conflict, Refused
from apps.duties import names
from apps.duties import services as duties
from apps.duties.models import Clock
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import system_scope
from apps.parts import services
from apps.parts.models import OrderLine, PartsOrder, StockBalance
from apps.parts.services.order_work import NOT_NOW
from apps.parts.steps import order_status
from tests.cast import NOW
from tests.parts.conftest import Shop

LATER = NOW + timedelta(days=1)
SOON = date(2026, 3, 10)


def clock_of(line: OrderLine, obligation: str) -> Clock:
    return Clock.objects.get(subject_kind="order_line", subject_id=line.pk, obligation_id=obligation)


def lines_of(order: PartsOrder) -> list[OrderLine]:
    return list(OrderLine.objects.filter(order=order).select_related("part").order_by("id"))


def topics() -> list[str]:
    events = OutboxEvent.objects.exclude(topic="clock.changed").order_by("occurred_at", "id")
    return sorted(event.topic for event in events)


def test_it_works(shop: Shop) -> None:
    order = shop.submitted()
    with system_scope("test"):
        pads, oil = lines_of(order)
        assert order.status == "submitted"
        assert clock_of(pads, names.PARTS_CONFIRMATION).due_at == order.next_due_at
        assert {clock_of(oil, name).counts for name in (names.PARTS_CONFIRMATION, names.PARTS_SUPPLY)} == {True}
    order = shop.as_maker(services.confirm_lines, order=order, promised={pads.pk: SOON, oil.pk: SOON}, at=LATER)
    assert order.status == "confirmed"
    with system_scope("test"):
        assert clock_of(pads, names.PARTS_CONFIRMATION).stopped_at == LATER
        assert clock_of(pads, names.PARTS_SUPPLY).stopped_at is None
        assert order.next_due_at == clock_of(pads, names.PARTS_SUPPLY).due_at
    sent_at = LATER + timedelta(days=2)
    order = shop.as_maker(
        services.dispatch_lines, order=order, line_ids=[pads.pk, oil.pk], tracking="AWB 123", at=sent_at
    )
    with system_scope("test"):
        assert (order.status, order.next_due_at) == ("dispatched", clock_of(oil, names.PARTS_ARRIVAL).due_at)
        assert clock_of(oil, names.PARTS_SUPPLY).state(sent_at + timedelta(days=90)) == "met"
    order = shop.as_dealer(
        services.receive_lines, order=order, line_ids=[pads.pk, oil.pk], at=sent_at + timedelta(days=3)
    )
    assert (order.status, order.next_due_at) == ("received", None)
    with system_scope("test"):
        on_hand = dict(StockBalance.objects.values_list("part__number", "on_hand"))
        assert on_hand == {"8450-03100A": 4, "2810-11000": 10}
        assert topics() == sorted(
            [
                *("order.submitted", "order.confirmed", "order.dispatched", "order.received"),
                *("order.line_confirmed", "order.line_dispatched", "order.line_received") * 2,
            ]
        )


def test_events_say_whose_and_for_which_claim(shop: Shop) -> None:
    order = shop.submitted(claim_number="C-1234")
    with system_scope("test"):
        event = OutboxEvent.objects.get(topic="order.submitted")
        assert event.payload == {
            "order": order.pk,
            "number": order.number,
            "line": None,
            "dealer": shop.cast.dealer_nairobi.pk,
            "manufacturer": shop.cast.maker_hanhai.pk,
            "country": "KE",
            "claim_number": "C-1234",
            "status": "submitted",
            "due": order.next_due_at.isoformat(),
            "by_user": shop.cast.staff[shop.cast.dealer_nairobi.pk].pk,
        }
        assert event.occurred_at == NOW


def test_orders_outside_warranty_do_not_count(shop: Shop) -> None:
    order = shop.submitted(in_warranty=False)
    with system_scope("test"):
        assert {clock.counts for clock in Clock.objects.all()} == {False}
        assert order.next_due_at is not None


def test_late_confirmation_is_a_missed_clock(shop: Shop) -> None:
    order = shop.submitted((shop.pads, 1))
    late = NOW + timedelta(days=7)
    with system_scope("test"):
        (line,) = lines_of(order)
        assert clock_of(line, names.PARTS_CONFIRMATION).state(late) == "missed"
    shop.as_maker(services.confirm_lines, order=order, promised={line.pk: date(2026, 3, 20)}, at=late)
    with system_scope("test"):
        assert clock_of(line, names.PARTS_CONFIRMATION).state(late + timedelta(days=1)) == "missed"


def test_a_pause_moves_the_supply_clock_and_the_queue(shop: Shop) -> None:
    order = shop.submitted((shop.pads, 1))
    with system_scope("test"):
        (line,) = lines_of(order)
    order = shop.as_maker(services.confirm_lines, order=order, promised={line.pk: SOON})
    with system_scope("test"):
        clock = clock_of(line, names.PARTS_SUPPLY)
        before = clock.due_at
        duties.pause_clock(clock, reason="question_to_dealer", party="dealer", at=LATER)
        duties.pause_clock(clock_of(line, names.PARTS_ARRIVAL), reason="question_to_dealer", party="dealer", at=LATER)
        services.refresh_due(order)
        order.refresh_from_db()
        assert order.next_due_at == NOT_NOW
        duties.resume_clock(clock, reason="answered", at=LATER + timedelta(days=7))
        services.refresh_due(order)
        order.refresh_from_db()
        assert before is not None
        # Working days only: a pause over a holiday can move the date by more than its own length.
        assert order.next_due_at is not None and order.next_due_at >= before + timedelta(days=7)


def test_sending_fewer_leaves_a_backorder_with_its_clocks(shop: Shop) -> None:
    order = shop.submitted((shop.filter, 10))
    with system_scope("test"):
        (line,) = lines_of(order)
    order = shop.as_maker(
        services.dispatch_lines, order=order, line_ids=[line.pk], quantities={line.pk: 4}, tracking="A", at=LATER
    )
    assert order.status == "submitted"
    with system_scope("test"):
        rest, piece = lines_of(order)
        assert (rest.pk, rest.quantity, rest.status) == (line.pk, 6, "submitted")
        assert (piece.quantity, piece.status, piece.split_from_id) == (4, "dispatched", line.pk)
        assert clock_of(line, names.PARTS_SUPPLY).stopped_at is None
        assert clock_of(line, names.PARTS_CONFIRMATION).stopped_at is None
    order = shop.as_dealer(services.receive_lines, order=order, line_ids=[piece.pk], at=LATER)
    order = shop.as_maker(services.dispatch_lines, order=order, line_ids=[line.pk], tracking="B", at=LATER)
    order = shop.as_dealer(services.receive_lines, order=order, line_ids=[line.pk], at=LATER)
    assert order.status == "received"
    with system_scope("test"):
        assert StockBalance.objects.get().on_hand == 10
        assert clock_of(line, names.PARTS_SUPPLY).ending == "done"


def test_receiving_fewer_leaves_the_rest_on_its_way(shop: Shop) -> None:
    order = shop.submitted((shop.filter, 10))
    with system_scope("test"):
        (line,) = lines_of(order)
    order = shop.as_maker(services.dispatch_lines, order=order, line_ids=[line.pk], tracking="A")
    order = shop.as_dealer(services.receive_lines, order=order, line_ids=[line.pk], quantities={line.pk: 7})
    assert order.status == "dispatched"
    with system_scope("test"):
        assert [(row.quantity, row.status) for row in lines_of(order)] == [(3, "dispatched"), (7, "received")]
        assert StockBalance.objects.get().on_hand == 7


def test_more_than_ordered_cannot_be_sent(shop: Shop) -> None:
    order = shop.submitted((shop.filter, 10))
    with system_scope("test"):
        (line,) = lines_of(order)
    with pytest.raises(Refused, match="from 1 to 10"):
        shop.as_maker(services.dispatch_lines, order=order, line_ids=[line.pk], quantities={line.pk: 11}, tracking="")


def test_a_promise_in_the_past_is_refused(shop: Shop) -> None:
    order = shop.submitted((shop.pads, 1))
    with system_scope("test"):
        (line,) = lines_of(order)
    with pytest.raises(Refused, match="2026-03-03 is past"):
        shop.as_maker(services.confirm_lines, order=order, promised={line.pk: date(2026, 3, 3)})
    with pytest.raises(Refused, match="two years"):
        shop.as_maker(services.confirm_lines, order=order, promised={line.pk: date(9999, 3, 3)})


def test_today_is_where_the_manufacturer_is(shop: Shop) -> None:
    # 22:00 UTC is the next morning in China: the day before can no longer be promised.
    evening = NOW.replace(hour=22)
    order = shop.submitted((shop.pads, 1))
    with system_scope("test"):
        (line,) = lines_of(order)
    with pytest.raises(Refused):
        shop.as_maker(services.confirm_lines, order=order, promised={line.pk: NOW.date()}, at=evening)


def test_a_second_promise_keeps_the_first_for_the_measures(shop: Shop) -> None:
    order = shop.submitted((shop.pads, 1))
    with system_scope("test"):
        (line,) = lines_of(order)
    order = shop.as_maker(services.confirm_lines, order=order, promised={line.pk: SOON})
    shop.as_maker(
        services.confirm_lines, order=order, promised={line.pk: date(2026, 4, 1)}, reason="shortage", at=LATER
    )
    with system_scope("test"):
        line.refresh_from_db()
        assert (line.first_promised_on, line.promised_on) == (SOON, date(2026, 4, 1))


def test_the_dealer_cancels_before_dispatch(shop: Shop) -> None:
    order = shop.submitted()
    with system_scope("test"):
        pads, oil = lines_of(order)
    order = shop.as_dealer(services.cancel_lines, order=order, line_ids=[pads.pk], reason="mistake")
    assert order.status == "submitted"
    with system_scope("test"):
        assert clock_of(pads, names.PARTS_SUPPLY).state(NOW + timedelta(days=99)) == "void"
    order = shop.as_maker(services.dispatch_lines, order=order, line_ids=[oil.pk], tracking="")
    assert order.status == "dispatched"
    with pytest.raises(Conflict, match=r"Dispatched” now .Hanhai Motor acted last"):
        shop.as_dealer(services.cancel_lines, order=order, line_ids=[oil.pk], reason="mistake")


def test_the_maker_cancels_what_is_no_longer_available(shop: Shop) -> None:
    order = shop.submitted((shop.pads, 1))
    with system_scope("test"):
        (line,) = lines_of(order)
    order = shop.as_maker(services.cancel_line, line=line, reason="not_available")
    assert order.status == "cancelled"
    with system_scope("test"):
        line.refresh_from_db()
        assert (line.cancelled_by, line.cancel_reason) == ("manufacturer", "not_available")
        assert clock_of(line, names.PARTS_CONFIRMATION).ending == "done"
        assert clock_of(line, names.PARTS_SUPPLY).ending == "given_up"


def test_other_reason_must_be_written(shop: Shop) -> None:
    order = shop.submitted((shop.pads, 1))
    with pytest.raises(Refused, match="few words"):
        shop.as_maker(services.cancel_lines, order=order, reason="other")
    with pytest.raises(Refused, match="choose a reason"):
        shop.as_maker(services.cancel_lines, order=order, reason="because")


def test_each_side_does_only_its_own_steps(shop: Shop) -> None:
    order = shop.submitted((shop.pads, 1))
    with system_scope("test"):
        (line,) = lines_of(order)
    with pytest.raises(PermissionDenied):
        shop.as_dealer(services.confirm_lines, order=order, promised={line.pk: SOON})
    order = shop.as_maker(services.dispatch_lines, order=order, line_ids=[line.pk], tracking="")
    with pytest.raises(PermissionDenied):
        shop.as_maker(services.receive_lines, order=order, line_ids=[line.pk])


def test_lines_of_another_order_are_refused(shop: Shop) -> None:
    order, other = shop.submitted((shop.pads, 1)), shop.submitted((shop.pads, 2))
    with system_scope("test"):
        (stranger,) = lines_of(other)
    with pytest.raises(Refused, match="has no line"):
        shop.as_maker(services.dispatch_lines, order=order, line_ids=[stranger.pk], tracking="")
    with pytest.raises(Refused, match="No line was chosen"):
        shop.as_maker(services.dispatch_lines, order=order, line_ids=[], tracking="")


def test_who_saw_an_older_order_is_told(shop: Shop) -> None:
    order = shop.submitted()
    seen = order.version
    shop.as_dealer(services.cancel_lines, order=order, reason="mistake", version=seen)
    with system_scope("test"):
        pads, _oil = lines_of(order)
    with pytest.raises(Conflict, match="Savanna Motors acted last"):
        shop.as_maker(services.confirm_lines, order=order, promised={pads.pk: SOON}, version=seen)


def test_a_step_is_never_before_the_one_it_follows(shop: Shop) -> None:
    order = shop.submitted((shop.pads, 1), at=NOW)
    with system_scope("test"):
        (line,) = lines_of(order)
    order = shop.as_maker(
        services.dispatch_lines, order=order, line_ids=[line.pk], tracking="", at=NOW - timedelta(seconds=1)
    )
    with system_scope("test"):
        line.refresh_from_db()
        assert line.dispatched_at == NOW


def test_an_order_is_where_its_slowest_line_is() -> None:
    assert order_status(["received", "submitted", "cancelled"]) == "submitted"
    assert order_status(["cancelled", "received"]) == "received"
    assert order_status(["cancelled"]) == "cancelled"
