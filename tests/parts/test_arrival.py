"""The manufacturer owes a part until it is there: what ends that duty, what does not, and who else may be the one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from apps.core.errors import Refused
from apps.duties import names
from apps.duties.models import Clock
from apps.duties.selectors import version_in_force
from apps.organizations.scope import system_scope
from apps.parts import services
from apps.parts.models import OrderLine, PartsOrder
from tests.cast import NOW
from tests.parts.conftest import Shop, SignIn, sound

DAY = timedelta(days=1)
PROOF = "Delivery note 4711, signed by your storekeeper at ten o'clock"


def ids(order: PartsOrder, *states: str) -> list[int]:
    with system_scope("test"):
        return list(OrderLine.objects.filter(order=order, status__in=states).values_list("pk", flat=True))


def clock(order: PartsOrder, name: str) -> Clock:
    with system_scope("test"):
        lines = order.lines.values("pk")
        return Clock.objects.filter(subject_kind="order_line", subject_id__in=lines, obligation=name).latest("id")


def sent(shop: Shop, *, tracking: str = "AWB 1", at: datetime = NOW + timedelta(hours=1), **of: Any) -> PartsOrder:
    order = shop.submitted((shop.filter, 4))
    line_ids = ids(order, "submitted")
    quantities = {line_ids[0]: of["quantity"]} if of else None
    done: PartsOrder = shop.as_maker(
        services.dispatch_lines, order=order, line_ids=line_ids, tracking=tracking, quantities=quantities, at=at
    )
    return done


def receive(shop: Shop, order: PartsOrder, at: datetime) -> Any:
    line_ids = ids(order, "dispatched", "delivered")
    return shop.as_dealer(services.receive_lines, order=order, line_ids=line_ids, at=at)


def test_a_part_that_never_comes_is_missed_however_it_was_sent(shop: Shop) -> None:
    order = sent(shop, tracking="AWB 1")
    assert clock(order, names.PARTS_SUPPLY).state(NOW + 270 * DAY) == "met"
    arrival = clock(order, names.PARTS_ARRIVAL)
    assert (arrival.responsible, arrival.stopped_at) == ("manufacturer", None)
    assert arrival.state(NOW + 270 * DAY) == "missed"
    assert order.next_due_at == arrival.due_at


def test_sent_without_a_number_stops_no_duty(shop: Shop) -> None:
    order = sent(shop, tracking="  ")
    assert clock(order, names.PARTS_CONFIRMATION).ending == "done"
    assert clock(order, names.PARTS_SUPPLY).state(NOW + 270 * DAY) == "missed"
    with pytest.raises(Refused, match="Write the number"):
        shop.as_maker(services.track_lines, order=order, tracking=" ", at=NOW + DAY)
    order = shop.as_maker(services.track_lines, order=order, tracking="AWB 9", at=NOW + 2 * DAY)
    assert clock(order, names.PARTS_SUPPLY).stopped_at == NOW + 2 * DAY
    assert clock(order, names.PARTS_ARRIVAL).stopped_at is None


def test_what_arrives_was_sent(shop: Shop) -> None:
    order = receive(shop, sent(shop, tracking=""), NOW + 5 * DAY)
    for name in (names.PARTS_SUPPLY, names.PARTS_ARRIVAL):
        assert clock(order, name).stopped_at == NOW + 5 * DAY, name


def test_the_page_says_what_runs_on_and_how_promises_moved(shop: Shop, sign_in: SignIn) -> None:
    order = shop.submitted((shop.filter, 4))
    (line,) = ids(order, "submitted")
    for day in (date(2026, 3, 9), date(2026, 3, 20)):
        order = shop.as_maker(services.confirm_lines, order=order, promised={line: day}, reason="shortage")
    order = shop.as_maker(services.dispatch_lines, order=order, line_ids=[line], tracking="", at=NOW + DAY)
    page = sound(sign_in(shop.cast.maker_hanhai).get(order.get_absolute_url()))
    for words in ("moved by 11 days", "the duty of dispatch runs on", "Give the consignment number"):
        assert words in page, words
    shop.as_maker(services.prove_lines, order=order, note=PROOF, at=NOW + 8 * DAY)
    page = sound(sign_in(shop.cast.dealer_nairobi).get(order.get_absolute_url()))
    for words in ("delivered:", "Booking in of a delivered part", "Put into stock"):
        assert words in page, words


def test_the_last_piece_ends_it(shop: Shop) -> None:
    order = receive(shop, sent(shop, quantity=1), NOW + 5 * DAY)
    assert clock(order, names.PARTS_ARRIVAL).stopped_at is None
    order = shop.as_maker(
        services.dispatch_lines, order=order, line_ids=ids(order, "submitted"), tracking="B", at=NOW + 6 * DAY
    )
    assert clock(order, names.PARTS_SUPPLY).stopped_at == NOW + 6 * DAY
    order = receive(shop, order, NOW + 9 * DAY)
    assert clock(order, names.PARTS_ARRIVAL).stopped_at == NOW + 9 * DAY


def test_a_dealer_that_books_nothing_in_convicts_no_maker(shop: Shop) -> None:
    order = shop.as_maker(services.prove_lines, order=sent(shop), note=PROOF, at=NOW + 8 * DAY)
    assert (order.status, clock(order, names.PARTS_ARRIVAL).state(NOW + 270 * DAY)) == ("delivered", "met")
    booking = clock(order, names.PARTS_BOOKING)
    assert (booking.responsible, booking.state(NOW + 270 * DAY)) == ("dealer", "missed")
    assert order.next_due_at is None
    order = receive(shop, order, NOW + 20 * DAY)
    assert clock(order, names.PARTS_BOOKING).stopped_at == NOW + 20 * DAY


def test_a_proof_that_is_none_wins_no_time(shop: Shop) -> None:
    order = shop.as_maker(services.prove_lines, order=sent(shop, tracking=""), note=PROOF, at=NOW + 8 * DAY)
    due = clock(order, names.PARTS_ARRIVAL).due_at
    told = {"problem": "lost", "note": "Nobody of ours signed: the number is another firm's"}
    order = shop.as_dealer(
        services.report_lines, order=order, line_ids=ids(order, "delivered"), at=NOW + 10 * DAY, **told
    )
    arrival = clock(order, names.PARTS_ARRIVAL)
    assert (arrival.due_at, arrival.stopped_at, arrival.state(NOW + 270 * DAY)) == (due, None, "missed")
    assert clock(order, names.PARTS_SUPPLY).stopped_at is None
    assert clock(order, names.PARTS_BOOKING).ending == "done"


def test_what_was_delivered_beside_a_lost_piece_is_still_to_be_booked_in(shop: Shop) -> None:
    order = shop.as_maker(services.prove_lines, order=sent(shop), note=PROOF, at=NOW + 8 * DAY)
    (line,) = ids(order, "delivered")
    told = {"problem": "damaged", "note": "One of the four boxes was crushed"}
    order = shop.as_dealer(
        services.report_lines, order=order, line_ids=[line], quantities={line: 1}, at=NOW + 9 * DAY, **told
    )
    assert clock(order, names.PARTS_BOOKING).subject_id == ids(order, "delivered")[0]
    assert clock(order, names.PARTS_BOOKING).stopped_at is None


def test_who_cancels_what_it_owes_has_missed_it(shop: Shop) -> None:
    order = shop.submitted((shop.filter, 4))
    order = shop.as_maker(services.cancel_lines, order=order, reason="not_available", at=NOW + DAY)
    for name in (names.PARTS_SUPPLY, names.PARTS_ARRIVAL):
        given_up = clock(order, name)
        assert given_up.due_at is not None
        assert (given_up.ending, given_up.state(given_up.due_at)) == ("given_up", "pending")
        assert given_up.state(given_up.due_at + DAY) == "missed"


def test_what_the_dealer_takes_back_is_owed_no_more(shop: Shop) -> None:
    order = shop.as_dealer(
        services.cancel_lines, order=shop.submitted((shop.filter, 4)), reason="mistake", at=NOW + DAY
    )
    assert clock(order, names.PARTS_ARRIVAL).state(NOW + 270 * DAY) == "void"


def test_the_route_of_a_destination_has_its_own_time(db: None) -> None:
    amounts = {
        country: version_in_force(names.PARTS_ARRIVAL, country=country, on=NOW.date()).amount
        for country in ("KE", "KZ", "BR")
    }
    assert amounts == {"KE": 30, "KZ": 25, "BR": 40}
