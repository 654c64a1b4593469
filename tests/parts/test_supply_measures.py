"""Fill at first dispatch, cycle time, critical parts, urgent orders, bad deliveries, whatever anybody tries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from apps.casework import books
from apps.casework.facts import as_known
from apps.organizations.scope import acting_as, system_scope
from apps.oversight.measures import critical_parts, delivery_problems, first_fill_rate, off_road_share, order_cycle
from apps.oversight.measures.span import Span
from apps.parts import services
from apps.parts.models import OrderLine, Part, PartsOrder
from tests.cast import NOW
from tests.factories import make_vehicle
from tests.oracles import supply
from tests.parts.conftest import Shop

DAY = timedelta(days=1)
WHY = "The box was open and wet inside"


def span(shop: Shop, since: int = 0, until: int = 60) -> Span:
    return Span((NOW + since * DAY).date(), (NOW + until * DAY).date(), shop.cast.maker_hanhai.pk)


def find(measure: Any, where: Span) -> Any:
    with system_scope("test"):
        return measure.find(where)


def line_of(order: PartsOrder, part: Part, *states: str) -> int:
    with system_scope("test"):
        rows = OrderLine.objects.filter(order=order, part=part).order_by("id")
        return int((rows.filter(status__in=states) if states else rows).values_list("pk", flat=True)[0])


def send(shop: Shop, order: PartsOrder, days: float, *lines: tuple[Part, int | None]) -> None:
    """The maker sends so many of some parts, so many days after the order."""
    ids = {line_of(order, part, "submitted", "confirmed"): pieces for part, pieces in lines}
    some = {pk: pieces for pk, pieces in ids.items() if pieces is not None}
    shop.as_maker(
        services.dispatch_lines, order=order, line_ids=list(ids), quantities=some, tracking="AWB 1", at=NOW + days * DAY
    )


def receive(shop: Shop, order: PartsOrder, days: float, part: Part) -> None:
    line = line_of(order, part, "dispatched", "delivered")
    shop.as_dealer(services.receive_lines, order=order, line_ids=[line], at=NOW + days * DAY)


def report(shop: Shop, order: PartsOrder, days: float, part: Part, pieces: int | None = None) -> None:
    line = line_of(order, part, "dispatched", "delivered")
    some = None if pieces is None else {line: pieces}
    shop.as_dealer(
        services.report_lines, order=order, line_ids=[line], quantities=some, problem="damaged", note=WHY,
        at=NOW + days * DAY,
    )  # fmt: skip


# Line fill rate at first dispatch


def test_first_fill_is_that_of_the_definition_and_stays_what_it_was(shop: Shop) -> None:
    pads, filters, pump = shop.pads, shop.filter, shop.pump
    whole = shop.submitted((pads, 4), (filters, 2))
    send(shop, whole, 1, (pads, None), (filters, None))
    one_first = shop.submitted((pads, 5), (filters, 3))
    send(shop, one_first, 2, (pads, 1))
    send(shop, one_first, 3, (pads, None), (filters, None))
    never = shop.submitted((pump, 1))
    late = shop.submitted((pump, 2))
    send(shop, late, 34, (pump, None))
    at = NOW + DAY
    pure = [
        supply.Sent("whole", NOW, 4, ((at, 4),)),
        supply.Sent("whole", NOW, 2, ((at, 2),)),
        supply.Sent("one", NOW, 5, ((at + DAY, 1), (at + 2 * DAY, 4))),
        supply.Sent("one", NOW, 3, ((at + 2 * DAY, 3),)),
        supply.Sent("never", NOW, 1),
        supply.Sent("late", NOW, 2, ((NOW + 34 * DAY, 2),)),
    ]
    for until, expected in ((0, (0, 0)), (2, (4, 2)), (29, (4, 2)), (30, (6, 2)), (60, (6, 2))):
        where = span(shop, until=until)
        found = find(first_fill_rate, where)
        assert (found.lines, found.filled) == expected == supply.first_fill(pure, start=where.start, end=where.end)
    with system_scope("test"):
        assert first_fill_rate.unfilled_lines(span(shop)).count() == 4
    # What is found out later changes nothing: neither broken pieces sent again, nor another word on what never left.
    report(shop, whole, 5, pads, 3)
    send(shop, whole, 6, (pads, None))
    shop.as_dealer(services.cancel_lines, order=never, reason="not_needed", at=NOW + 50 * DAY)
    found = find(first_fill_rate, span(shop))
    assert (found.lines, found.filled) == (6, 2)


def test_who_cancels_what_it_has_not_got_fills_nothing(shop: Shop) -> None:
    order = shop.submitted((shop.pads, 4), (shop.pump, 1), (shop.filter, 1))
    given_up = {"line_ids": [line_of(order, shop.pump)], "reason": "not_available", "at": NOW + DAY / 2}
    shop.as_maker(services.cancel_lines, order=order, **given_up)
    shop.as_dealer(services.cancel_lines, **given_up | {"order": order, "line_ids": [line_of(order, shop.filter)]})
    send(shop, order, 1, (shop.pads, None))
    found = find(first_fill_rate, span(shop))
    assert (found.lines, found.filled) == (2, 1)


# Order cycle time


def test_a_line_is_there_with_its_last_piece_and_what_is_waited_for_counts(shop: Shop) -> None:
    pads, filters = shop.pads, shop.filter
    for days in (3, 5, 7):
        order = shop.submitted((pads, 1))
        send(shop, order, 1, (pads, None))
        receive(shop, order, days, pads)
    pieces = shop.submitted((filters, 5))
    send(shop, pieces, 0.5, (filters, 1))
    receive(shop, pieces, 1, filters)
    urgent = shop.submitted((pads, 1), priority="vor")
    send(shop, urgent, 1, (pads, None))
    receive(shop, urgent, 2, pads)
    found = find(order_cycle, span(shop, until=20))
    assert (found[False].lines, found[False].open, found[False].quantile(0.5).value) == (4, 1, 5)
    assert found[False].quantile(0.9).value is None
    assert (found[True].lines, found[True].quantile(0.5).value) == (1, 2)
    send(shop, pieces, 21, (filters, None))
    receive(shop, pieces, 30, filters)
    found = find(order_cycle, span(shop))
    assert (found[False].open, found[False].quantile(0.9).value) == (0, 30)
    # As of the day before nothing is known of what came since.
    assert find(order_cycle, span(shop, until=20))[False].open == 1


def test_neither_cancelling_nor_an_empty_box_makes_the_maker_fast(shop: Shop) -> None:
    pads = shop.pads
    gone, empty, taken_back = (shop.submitted((pads, 1)) for _ in range(3))
    shop.as_maker(services.cancel_lines, order=gone, reason="not_available", at=NOW + DAY)
    shop.as_dealer(services.cancel_lines, order=taken_back, reason="not_needed", at=NOW + DAY)
    send(shop, empty, 1, (pads, None))
    report(shop, empty, 2, pads)
    found = find(order_cycle, span(shop))[False]
    assert (found.lines, found.open) == (2, 2)


def test_the_time_on_the_way_and_the_dealers_own_are_told_apart(shop: Shop) -> None:
    order = shop.submitted((shop.pads, 1))
    send(shop, order, 2, (shop.pads, None))
    proof = "Signed for by the storeman on the ramp"
    shop.as_maker(services.prove_lines, order=order, line_ids=None, note=proof, at=NOW + 6 * DAY)
    receive(shop, order, 16, shop.pads)
    found = find(order_cycle, span(shop))
    stages = found[False].stages
    assert (stages.sent, stages.way, stages.booking) == (2, 4, 10)
    assert (
        "booked in by the dealer 10.0 days after delivery" in order_cycle.MEDIAN.say({order_cycle.find: found}).counted
    )  # type: ignore[misc]


# Critical parts in the country


@pytest.fixture
def needy(shop: Shop) -> Shop:
    """Cars in Kenya and Kazakhstan that stand without a pump, and in Kenya without pads."""
    maker = shop.cast.maker_hanhai
    on_road: dict[str, Any] = {"delivered_on": date(2026, 2, 1)}
    make_vehicle(maker, serial=1, model_name="Sea 5", **on_road)
    make_vehicle(maker, serial=2, model_name="Sea 5", country="KZ", **on_road)
    make_vehicle(maker, serial=3, model_name="Reed", **on_road)
    make_vehicle(maker, serial=4, model_name="Dune", country="CL")
    with system_scope("test: what cars stand without"):
        Part.objects.filter(pk__in=[shop.pump.pk, shop.pads.pk]).update(critical=True)
    for part, model in ((shop.pump, "Sea 5"), (shop.pads, "Reed")):
        shop.as_maker(services.add_fitting, part=part, model_name=model, at=NOW - 90 * DAY)
    return shop


def parts_there(shop: Shop, days: float = 1) -> tuple[int, int]:
    found = find(critical_parts, span(shop, since=-60, until=int(days)))
    return found.needed, found.there


def test_a_part_is_there_when_a_dealer_of_the_country_has_it_free(needy: Shop) -> None:
    dealer = needy.cast.dealer_nairobi
    assert parts_there(needy) == (3, 0)
    needy.as_dealer(services.receive_stock, dealer_id=dealer.pk, part=needy.pump, quantity=1, reference="-", key="r1")
    fits = {"pump": {"Sea 5"}, "pads": {"Reed"}}
    cars = [("KE", "Sea 5"), ("KZ", "Sea 5"), ("KE", "Reed")]
    pure = supply.in_country(cars, fits, [supply.Stock("pump", "KE", free=1)], day=NOW.date())
    assert parts_there(needy) == pure == (3, 1)
    # Before it came it was not there, whoever asks later.
    assert parts_there(needy, -1) == (3, 0)
    with acting_as(needy.cast.scope(needy.cast.maker_hanhai)):
        where = span(needy, since=-60, until=1)
        assert critical_parts.find(where).there == 1
        assert [(row.part.number, row.country) for row in critical_parts.missing(where)] == [
            (needy.pads.number, "KE"), (needy.pump.number, "KZ"),
        ]  # fmt: skip


def test_what_lies_in_quarantine_or_is_kept_for_a_request_is_not_free(needy: Shop) -> None:
    dealer, by = needy.cast.dealer_nairobi, needy.as_dealer
    shelf = by(services.add_bin, point=None, code="A-1", at=NOW - DAY)
    come = {"dealer_id": dealer.pk, "part": needy.pump, "quantity": 1, "reference": "-", "bin": shelf}
    by(services.receive_stock, **come, key="r1")
    aside = {"dealer_id": dealer.pk, "part": needy.pump, "quantity": 1, "reason": WHY}
    by(services.set_aside, **aside, source=shelf, key="a1", at=NOW + DAY / 4)
    assert parts_there(needy) == (3, 0)
    order = needy.submitted((needy.pads, 1), claim_number="C-1", at=NOW - 2 * DAY)
    send(needy, order, -1, (needy.pads, None))
    receive(needy, order, 0, needy.pads)
    assert parts_there(needy) == (3, 0)
    by(services.clear_stock, **aside, target=shelf, key="c1", at=NOW + 3 * DAY)
    assert (parts_there(needy), parts_there(needy, 4)) == ((3, 0), (3, 1))


def test_a_promise_counts_for_a_week_and_not_when_its_day_is_over(needy: Shop) -> None:
    order = needy.submitted((needy.pump, 2))
    promised = {line_of(order, needy.pump): (NOW + 12 * DAY).date()}
    needy.as_maker(services.confirm_lines, order=order, promised=promised)
    pure = {
        days: supply.in_country(
            [("KE", "Sea 5"), ("KZ", "Sea 5"), ("KE", "Reed")],
            {"pump": {"Sea 5"}, "pads": {"Reed"}},
            [supply.Stock("pump", "KE", promised=((NOW + 12 * DAY).date(),))],
            day=(NOW + (days + 1) * DAY).date(),
        )
        for days in (1, 5, 11, 13)
    }
    assert pure == {1: (3, 0), 5: (3, 1), 11: (3, 1), 13: (3, 0)}
    assert {days: parts_there(needy, days) for days in pure} == pure


def test_saying_that_no_car_stands_without_it_helps_nobody_soon(needy: Shop) -> None:
    maker = needy.cast.maker_hanhai
    with acting_as(needy.cast.scope(maker)):
        books.recorded_at(maker.pk, NOW, "edit")
        services.edit_part(part=needy.pump, name="Pump", active=True, component="", critical=False)
    assert parts_there(needy) == (3, 0)
    later = find(critical_parts, span(needy, since=1))
    assert (later.needed, later.there) == (1, 0)


# Share ordered for cars off the road


def test_many_small_orders_for_stock_hide_no_urgent_ones(shop: Shop) -> None:
    shop.submitted((shop.pads, 1), priority="vor")
    shop.submitted((shop.pump, 8), priority="stock")
    for hours in range(4):
        shop.submitted((shop.filter, 1), priority="stock", at=NOW + timedelta(hours=hours))
    found = find(off_road_share, span(shop))
    assert (found.ordered, found.off_road) == (3, 1)
    # Nor does calling everything urgent stay unseen.
    shop.submitted((shop.filter, 2), priority="vor")
    found = find(off_road_share, span(shop))
    assert (found.ordered, found.off_road) == (3, 2)
    with system_scope("test"):
        assert off_road_share.off_road_lines(span(shop)).count() == 2


# Lines lost, damaged or wrong


def test_a_bad_line_is_one_however_it_is_sent_and_whatever_the_maker_says(shop: Shop) -> None:
    pieces = shop.submitted((shop.filter, 10))
    for part_of in range(3):
        send(shop, pieces, 1 + part_of, (shop.filter, 2))
        receive(shop, pieces, 1.5 + part_of, shop.filter)
    send(shop, pieces, 5, (shop.filter, None))
    good = shop.submitted((shop.pads, 1))
    send(shop, good, 1, (shop.pads, None))
    receive(shop, good, 2, shop.pads)
    assert (find(delivery_problems, span(shop, until=7)).came, find(delivery_problems, span(shop)).reported) == (2, 0)
    report(shop, pieces, 9, shop.filter, 1)
    found = find(delivery_problems, span(shop))
    assert (found.came, found.reported, found.contested) == (2, 1, 0)
    shop.as_maker(services.contest_lines, order=pieces, note="It left whole, as the scales say", at=NOW + 12 * DAY)
    found = find(delivery_problems, span(shop))
    assert (found.came, found.reported, found.contested) == (2, 1, 1)
    before = find(delivery_problems, span(shop, until=10))
    assert (before.reported, before.contested) == (1, 0)
    # Told late, it stands in the time in which it was told.
    later = find(delivery_problems, span(shop, since=8))
    assert (later.came, later.reported) == (1, 1)


def test_pieces_that_came_over_make_no_measure_worse_or_better(needy: Shop) -> None:
    shop = needy
    order = shop.submitted((shop.pump, 5), claim_number="CL-1")
    send(shop, order, 1, (shop.pump, None))
    looked = (first_fill_rate, delivery_problems, order_cycle, critical_parts)
    before = [find(measure, span(shop, until=4)) for measure in looked]
    # Nobody has a pump free: those that came over lie in quarantine.
    more = {"quantities": {line_of(order, shop.pump): 3}, "note": "Eight lay in the box", "at": NOW + 3 * DAY}
    shop.as_dealer(services.report_over, order=order, **more)
    assert [find(measure, span(shop, until=4)) for measure in looked] == before
    assert parts_there(shop, 4) == (3, 0)


def test_measures_of_supply_are_narrowed_as_the_desk_is(shop: Shop) -> None:
    shop.submitted((shop.pads, 1), powertrain="bev", priority="vor")
    bev = replace(span(shop), powertrain="bev")
    for where, expected in ((bev, 1), (replace(bev, powertrain="petrol"), 0), (replace(bev, country="KZ"), 0)):
        assert find(first_fill_rate, where).lines == expected
        assert find(off_road_share, where).ordered == expected
        assert find(order_cycle, where)[True].lines == expected


def test_looking_back_within_looking_back_leaves_the_outer_look_as_it_was(needy: Shop) -> None:
    with system_scope("test"), as_known(NOW + 2 * DAY):
        assert critical_parts.find(span(needy, since=-60, until=1)).needed == 3
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('search_path'), current_setting('app.known_at')")
            assert cursor.fetchone() == ("known, public", (NOW + 2 * DAY).isoformat())
