"""The manufacturer's desk: what is due first stands first, and many lines are answered together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from apps.duties import names
from apps.duties.models import Clock
from apps.organizations.scope import system_scope
from apps.parts import services
from apps.parts.models import OrderLine, PartsOrder
from tests.cast import NOW
from tests.parts.conftest import Shop, SignIn, queries_of, sound

DAY = timedelta(days=1)
LATER = NOW + timedelta(hours=2)
SOON = (NOW + 5 * DAY).date()
DESK = "/parts/orders/many/"


def ids(*orders: PartsOrder) -> list[int]:
    with system_scope("test"):
        return list(OrderLine.objects.filter(order__in=orders).order_by("id").values_list("pk", flat=True))


def states(*orders: PartsOrder) -> list[str]:
    with system_scope("test"):
        return list(OrderLine.objects.filter(order__in=orders).order_by("id").values_list("status", flat=True))


def test_a_car_that_stands_still_has_a_duty_of_its_own_and_the_first_place(shop: Shop, sign_in: SignIn) -> None:
    daily = shop.submitted((shop.pads, 2))
    still = shop.submitted((shop.filter, 1), priority="vor", at=NOW + timedelta(hours=1))
    for order in (daily, still):
        shop.as_maker(services.confirm_lines, order=order, promised=dict.fromkeys(ids(order), SOON), at=LATER)
    with system_scope("test"):
        own = Clock.objects.get(obligation_id=names.PARTS_OFF_ROAD)
        still.refresh_from_db()
    assert (own.subject_id, own.due_at) == (ids(still)[0], still.next_due_at)
    page = sound(sign_in(shop.cast.maker_hanhai).get(DESK))
    assert page.index(still.number) < page.index(daily.number)
    shop.as_maker(services.dispatch_lines, order=still, line_ids=ids(still), tracking="AWB 1", at=NOW + DAY)
    with system_scope("test"):
        own.refresh_from_db()
    assert (own.stopped_at, own.ending) == (NOW + DAY, "done")


def test_many_lines_are_promised_and_sent_together(shop: Shop, sign_in: SignIn) -> None:
    first, second = shop.submitted(), shop.submitted((shop.pump, 3))
    browser = sign_in(shop.cast.maker_hanhai)
    day = (datetime.now(UTC).date() + 5 * DAY).isoformat()
    sent = {"lines": ids(first, second), "deed": "promise", "day": day, "request_key": "a"}
    none = browser.post(DESK, {**sent, "lines": []})
    assert none.status_code == 422 and "Choose at least one line" in sound(none)
    undated = browser.post(DESK, {**sent, "day": ""})
    assert undated.status_code == 422 and "Name the day" in sound(undated)
    assert "3 lines were written" in sound(browser.post(DESK, sent, follow=True))
    assert states(first, second) == ["confirmed"] * 3
    shipped = {"lines": ids(first, second), "deed": "dispatch", "tracking": "MSKU 1", "request_key": "b"}
    browser.post(DESK, shipped)
    assert states(first, second) == ["dispatched"] * 3
    assert "No line waits to be sent" in sound(browser.get(DESK))
    assert sign_in(shop.cast.dealer_nairobi).get(DESK).status_code == 403


def test_what_hinders_one_order_hinders_no_other(shop: Shop) -> None:
    promised, fresh = shop.submitted((shop.pads, 1)), shop.submitted((shop.pads, 1))
    shop.as_maker(services.confirm_lines, order=promised, promised={ids(promised)[0]: (NOW + DAY).date()})
    asked = {"line_ids": ids(promised, fresh), "day": (NOW + 4 * DAY).date(), "key": "k"}
    told = shop.as_maker(services.promise_many, **asked)
    assert [(row.order.number, bool(row.refused)) for row in told] == [(promised.number, True), (fresh.number, False)]
    again = shop.as_maker(services.promise_many, **asked)
    assert [bool(row.refused) for row in again] == [True, False]
    with system_scope("test"):
        assert OrderLine.objects.get(order=fresh).promises.count() == 1


def test_the_desk_takes_the_same_number_of_queries_for_more_orders(shop: Shop, sign_in: SignIn) -> None:
    browser = sign_in(shop.cast.maker_hanhai)
    shop.submitted()
    few = queries_of(browser, DESK)
    for _n in range(3):
        shop.submitted()
    assert queries_of(browser, DESK) == few
