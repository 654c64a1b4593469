"""What came otherwise than it was sent: lost, damaged or wrong parts are owed again, and nobody gains by it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from apps.core.errors import Conflict, Refused
from apps.duties import names
from apps.duties.models import Clock
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import system_scope
from apps.oversight.measures import unbooked_rate
from apps.parts import selectors, services
from apps.parts.models import DeliveryProblem, OrderLine, PartsOrder, StockBalance
from tests.cast import NOW
from tests.parts.conftest import Shop

DAY = timedelta(days=1)
TOLD = "The parcel came open and empty"
WINDOW = {"since": date(2026, 3, 1), "until": date(2026, 6, 1)}


def lines_of(order: PartsOrder) -> list[tuple[int, str]]:
    """(quantity, state) of each line, the ordered one first."""
    with system_scope("test"):
        return list(OrderLine.objects.filter(order=order).order_by("id").values_list("quantity", "status"))


def ordered_line(order: PartsOrder) -> OrderLine:
    with system_scope("test"):
        return OrderLine.objects.select_related("part").get(order=order, split_from=None)


def piece(order: PartsOrder, status: str) -> OrderLine:
    with system_scope("test"):
        return OrderLine.objects.select_related("problem").get(order=order, status=status)


def supply(order: PartsOrder) -> Clock:
    with system_scope("test"):
        return Clock.objects.get(subject_id=ordered_line(order).pk, obligation_id=names.PARTS_SUPPLY)


def sent(shop: Shop, quantity: int, *, of: int = 0, at: datetime = NOW + DAY) -> PartsOrder:
    """An order of filters of which so many were sent a day later."""
    order = shop.submitted((shop.filter, of or quantity))
    return dispatch(shop, order, at=at, quantity=quantity)


def dispatch(shop: Shop, order: PartsOrder, *, at: datetime, quantity: int | None = None) -> PartsOrder:
    line = ordered_line(order).pk
    some = None if quantity is None else {line: quantity}
    done: PartsOrder = shop.as_maker(
        services.dispatch_lines, order=order, line_ids=[line], quantities=some, tracking="AWB 1", at=at
    )
    return done


def report(
    shop: Shop, order: PartsOrder, quantity: int | None = None, at: datetime = NOW + 5 * DAY, **more: Any
) -> Any:
    line = piece(order, "dispatched").pk
    some = None if quantity is None else {line: quantity}
    given = {"line_ids": [line], "quantities": some, "problem": "lost", "note": TOLD} | more
    return shop.as_dealer(services.report_lines, order=order, at=at, **given)


def on_order(shop: Shop) -> int:
    with system_scope("test"):
        found = selectors.availability(dealer_id=shop.cast.dealer_nairobi.pk, part_ids=[shop.filter.pk])
        return found[shop.filter.pk].on_order


def test_what_was_lost_is_owed_again(shop: Shop) -> None:
    order = report(shop, sent(shop, 5))
    assert lines_of(order) == [(5, "submitted"), (5, "reported")]
    assert (order.status, order.next_due_at is None) == ("submitted", False)
    failed = piece(order, "reported")
    assert (failed.problem.kind, failed.problem.note, failed.tracking) == ("lost", TOLD, "AWB 1")
    assert on_order(shop) == 5
    order = dispatch(shop, order, at=NOW + 6 * DAY)
    order = shop.as_dealer(services.receive_lines, order=order, line_ids=[ordered_line(order).pk], at=NOW + 9 * DAY)
    assert order.status == "received"
    assert (on_order(shop), supply(order).ending) == (0, "done")


def test_some_of_a_line_leave_the_rest_on_its_way(shop: Shop) -> None:
    order = report(shop, sent(shop, 5), 2, problem="damaged")
    assert sorted(lines_of(order)) == [(2, "reported"), (2, "submitted"), (3, "dispatched")]
    rest = piece(order, "dispatched")
    order = shop.as_dealer(services.receive_lines, order=order, line_ids=[rest.pk], at=NOW + 6 * DAY)
    order = dispatch(shop, order, at=NOW + 7 * DAY)
    order = shop.as_dealer(services.receive_lines, order=order, line_ids=[ordered_line(order).pk], at=NOW + 9 * DAY)
    with system_scope("test"):
        assert (order.status, StockBalance.objects.get().on_hand) == ("received", 5)
        assert not list(selectors.differences())


def test_a_lost_piece_of_a_backorder_goes_back_to_it(shop: Shop) -> None:
    order = report(shop, sent(shop, 4, of=10))
    assert lines_of(order) == [(10, "submitted"), (4, "reported")]
    assert supply(order).stopped_at is None


def test_a_lost_piece_of_a_line_that_arrived_opens_it_again(shop: Shop) -> None:
    order = dispatch(shop, sent(shop, 4, of=10), at=NOW + 2 * DAY)
    order = shop.as_dealer(services.receive_lines, order=order, line_ids=[ordered_line(order).pk], at=NOW + 3 * DAY)
    order = report(shop, order)
    assert lines_of(order) == [(4, "submitted"), (4, "reported"), (6, "received")]
    order = dispatch(shop, order, at=NOW + 6 * DAY)
    order = shop.as_dealer(services.receive_lines, order=order, line_ids=[ordered_line(order).pk], at=NOW + 7 * DAY)
    with system_scope("test"):
        assert (order.status, StockBalance.objects.get().on_hand) == ("received", 10)


@pytest.mark.parametrize("who", ["dealer", "maker"])
def test_a_lost_piece_of_a_line_whose_rest_was_cancelled(shop: Shop, who: str) -> None:
    order = sent(shop, 4, of=10)
    reason = {"dealer": "not_needed", "maker": "not_available"}[who]
    cancel = {"dealer": shop.as_dealer, "maker": shop.as_maker}[who]
    order = cancel(services.cancel_lines, order=order, reason=reason, at=NOW + 2 * DAY)
    order = report(shop, order)
    assert lines_of(order) == [(4, "submitted"), (4, "reported"), (6, "cancelled")]
    clock = supply(order)
    assert (clock.stopped_at, clock.ending) == (None, "")
    order = dispatch(shop, order, at=NOW + 5 * DAY)
    with system_scope("test"):
        (rate,) = selectors.fill_rate(**WINDOW)
    # Sent again on the promised day; only what the manufacturer gave up leaves the line unfilled.
    assert (rate["filled_lines"], rate["lines"]) == (1 if who == "dealer" else 0, 1)


def test_the_duty_of_supply_counts_from_the_order(shop: Shop) -> None:
    order = sent(shop, 5)
    before = supply(order)
    order = report(shop, order, at=NOW + 2 * DAY)
    after = supply(order)
    assert (after.pk, after.due_at, after.stopped_at) == (before.pk, before.due_at, None)
    with system_scope("test"):
        rows = list(after.intervals.order_by("id").values_list("reason", "party", "started_at", "ended_at"))
    assert rows[-2:] == [
        ("not_arrived", "manufacturer", NOW + DAY, NOW + 2 * DAY),
        ("continued", "manufacturer", NOW + 2 * DAY, None),
    ]


def test_sending_what_does_not_arrive_wins_no_time(shop: Shop) -> None:
    order = sent(shop, 5)
    due = supply(order).due_at
    assert due is not None
    assert supply(order).state(due + DAY) == "met"
    order = report(shop, order, at=due + 9 * DAY)
    assert supply(order).state(due + 9 * DAY) == "missed"
    order = dispatch(shop, order, at=due + 10 * DAY)
    assert supply(order).state(due + 10 * DAY) == "missed"


def test_a_new_day_is_to_be_promised_and_the_first_one_stays(shop: Shop) -> None:
    order = shop.submitted((shop.filter, 5))
    line = ordered_line(order).pk
    order = shop.as_maker(services.confirm_lines, order=order, promised={line: date(2026, 3, 10)})
    order = report(shop, dispatch(shop, order, at=NOW + DAY))
    again = ordered_line(order)
    assert (again.promised_on, again.first_promised_on) == (None, date(2026, 3, 10))
    with system_scope("test"):
        confirmations = Clock.objects.filter(subject_id=line, obligation_id=names.PARTS_CONFIRMATION).order_by("id")
        assert [(clock.started_at, clock.ending) for clock in confirmations] == [(NOW, "done"), (NOW + 5 * DAY, "")]
        (rate,) = selectors.fill_rate(**WINDOW)
        assert (rate["filled_lines"], rate["lines"]) == (0, 1)
        (waiting,) = selectors.backorders(NOW + 6 * DAY)
        assert (waiting.pk, waiting.waiting) == (line, 6 * DAY)
    shop.as_maker(services.confirm_lines, order=order, promised={line: date(2026, 3, 20)}, at=NOW + 6 * DAY)
    assert ordered_line(order).first_promised_on == date(2026, 3, 10)


def test_after_receipt_nothing_can_be_reported(shop: Shop) -> None:
    order = sent(shop, 5)
    line = piece(order, "dispatched").pk
    order = shop.as_dealer(services.receive_lines, order=order, line_ids=[line], at=NOW + 3 * DAY)
    with pytest.raises(Conflict, match="not possible"):
        shop.as_dealer(services.report_lines, order=order, line_ids=[line], problem="lost", note=TOLD, at=NOW + 4 * DAY)
    two = shop.submitted((shop.pads, 1), (shop.pump, 1))
    with system_scope("test"):
        pads, pump = two.lines.order_by("id")
    two = shop.as_maker(services.dispatch_lines, order=two, line_ids=[pads.pk], tracking="")
    with pytest.raises(Conflict, match="submitted by now"):
        shop.as_dealer(services.report_lines, order=two, line_ids=[pump.pk], problem="lost", note=TOLD)


def test_reports_that_say_too_little_or_too_much(shop: Shop) -> None:
    order = sent(shop, 5)
    for wrong, words in (
        ({"note": "lost"}, "says too little"),
        ({"problem": "stolen"}, "lost, short, damaged, wrong"),
        ({"quantity": 6}, "from 1 to 5"),
        ({"line_ids": []}, "No line was chosen"),
    ):
        with pytest.raises(Refused, match=words):
            report(shop, order, **wrong)
    assert lines_of(order) == [(5, "dispatched")]


def test_the_same_report_twice_is_one(shop: Shop) -> None:
    order = sent(shop, 5)
    line = piece(order, "dispatched").pk
    for _ in range(2):
        shop.as_dealer(
            services.report_lines, order=order, line_ids=[line], quantities={line: 2}, problem="lost", note=TOLD,
            at=NOW + 5 * DAY, key="one",
        )  # fmt: skip
    with system_scope("test"):
        assert DeliveryProblem.objects.count() == 1
        told = OutboxEvent.objects.filter(topic="order.line_reported").get()
        assert (told.payload["quantity"], told.payload["problem"]) == (2, "lost")


def test_the_makers_objection_stands_beside_and_ends_nothing(shop: Shop) -> None:
    order = report(shop, sent(shop, 5))
    failed = piece(order, "reported").pk
    with pytest.raises(PermissionDenied):
        shop.as_dealer(services.contest_lines, order=order, note=TOLD, at=NOW + 6 * DAY)
    objection = "The carrier holds a signature of your storekeeper"
    order = shop.as_maker(services.contest_lines, order=order, note=objection, at=NOW + 6 * DAY)
    contested = piece(order, "contested")
    assert (contested.pk, contested.problem.note, contested.problem.objection) == (failed, TOLD, objection)
    assert (order.status, supply(order).stopped_at, on_order(shop)) == ("submitted", None, 5)
    with pytest.raises(Conflict):
        shop.as_maker(services.contest_lines, order=order, note=objection + " again", at=NOW + 7 * DAY)


def test_sent_again_and_lost_again(shop: Shop) -> None:
    order = sent(shop, 5)
    for n in range(2, 5):
        order = report(shop, order, at=NOW + n * DAY)
        order = dispatch(shop, order, at=NOW + n * DAY + DAY / 2)
    assert lines_of(order) == [(5, "dispatched"), *[(5, "reported")] * 3]
    assert supply(order).started_at == NOW


def test_the_dealer_needs_it_no_more(shop: Shop) -> None:
    order = report(shop, sent(shop, 5))
    order = shop.as_dealer(services.cancel_lines, order=order, reason="not_needed", at=NOW + 6 * DAY)
    assert lines_of(order) == [(5, "cancelled"), (5, "reported")]
    assert (order.status, supply(order).ending) == ("cancelled", "fell_away")


def test_a_report_changes_no_share_of_the_days_before_it(shop: Shop) -> None:
    """Until it was reported lost, a delivery that nobody booked in was one; and so it stays for those days."""
    order = sent(shop, 5)
    counted = unbooked_rate.cases(NOW, NOW + 36 * DAY)
    with system_scope("test"):
        before = list(counted.values_list("dispatched_at", "hit"))
    report(shop, order, at=NOW + 40 * DAY)
    with system_scope("test"):
        assert list(counted.values_list("dispatched_at", "hit")) == before == [(NOW + DAY, 1.0)]
        assert not unbooked_rate.cases(NOW, NOW + 45 * DAY).exists()
