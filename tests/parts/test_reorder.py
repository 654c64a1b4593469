"""What a workshop is advised to keep: from its own ledger and orders, each night, kept for good, and ordered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.organizations.models import Appointment
from apps.organizations.scope import acting_as, system_scope
from apps.parts import selectors, services, tasks
from apps.parts.models import OrderLine, Part, PartsOrder, ReorderAdvice, StockBalance
from apps.parts.selectors.demand import MONTHS, history_of, lead_times
from tests.core.face import markup_errors
from tests.pages import browser
from tests.parts.conftest import Shop

NIGHT = datetime(2026, 11, 5, 2, 40, tzinfo=UTC)


def months_ago(count: int) -> datetime:
    """The tenth of a month before the night's."""
    whole = NIGHT.year * 12 + NIGHT.month - 1 - count
    return NIGHT.replace(year=whole // 12, month=whole % 12 + 1, day=10)


def moved(shop: Shop, part: Part, *, put: int = 0, take: int = 0, at: datetime) -> None:
    given = {"dealer_id": shop.cast.dealer_nairobi.pk, "part": part, "reference": "Job 1", "at": at}
    if put:
        shop.as_dealer(services.receive_stock, quantity=put, key=f"put-{part.pk}-{at}", **given)
    if take:
        shop.as_dealer(services.sell_stock, quantity=take, key=f"take-{part.pk}-{at}", **given)


@pytest.fixture
def asked_for(shop: Shop) -> Shop:
    """Pads go every other month for two years, the filter went once, five years ago."""
    moved(shop, shop.pads, put=40, at=months_ago(24))
    moved(shop, shop.filter, put=9, take=4, at=months_ago(60))
    for month in range(23, 0, -2):
        moved(shop, shop.pads, take=2 + month % 3, at=months_ago(month))
    return shop


def advise(shop: Shop, at: datetime = NIGHT) -> int:
    with system_scope("test: a night"):
        return services.advise(dealer=shop.cast.dealer_nairobi, at=at)


def newest(shop: Shop, part: Part) -> ReorderAdvice:
    with system_scope("test"):
        return ReorderAdvice.objects.filter(part=part).latest("made_at")


def test_history_is_the_ledgers_months_and_what_repairs_wait_for(asked_for: Shop) -> None:
    shop = asked_for
    waiting = shop.submitted((shop.pump, 3), at=months_ago(2))
    served = shop.submitted((shop.lamp, 5), at=months_ago(2))
    with system_scope("test: for a repair"):
        PartsOrder.objects.filter(pk=waiting.pk).update(claim_number="C-1")
        history = history_of(dealer_id=shop.cast.dealer_nairobi.pk, at=NIGHT)
    assert served.claim_number == ""  # for the shelf: what will be issued of it counts then
    assert [part.pk for part in history.parts] == sorted([shop.pads.pk, shop.pump.pk])
    pads, pump = (list(row) for row in history.demand)
    assert len(pads) == MONTHS
    assert [str(value) for value in pads[:12]] == ["nan"] * 12
    assert pads[12:] == [0 if n % 2 == 0 else 2 + n % 3 for n in range(24, 0, -1)]
    assert pump[-2:] == [3, 0]


def test_an_advice_holds_until_another_one_and_the_same_night_twice_writes_once(asked_for: Shop) -> None:
    shop = asked_for
    assert (advise(shop), advise(shop), advise(shop, NIGHT + timedelta(days=1))) == (1, 0, 0)
    first = newest(shop, shop.pads)
    assert first.kept >= 0.85
    assert first.level > 0
    assert (first.lead_known, first.months[-1]) == (0, 3)
    # A month on, much more is asked for: another row, and the first one stays.
    moved(shop, shop.pads, put=90, take=60, at=NIGHT + timedelta(days=3))
    assert advise(shop, NIGHT + timedelta(days=35)) == 1
    assert newest(shop, shop.pads).level > first.level
    with system_scope("test"):
        assert ReorderAdvice.objects.count() == 2


def test_a_part_that_a_car_stands_without_is_kept_more_of(asked_for: Shop) -> None:
    shop = asked_for
    advise(shop)
    usual = newest(shop, shop.pads)
    with system_scope("test: what it is of"):
        Part.objects.filter(pk=shop.pads.pk).update(component="service_brakes")
    advise(shop, NIGHT + timedelta(days=1))
    critical = newest(shop, shop.pads)
    assert (usual.critical, critical.critical) == (False, True)
    assert critical.level > usual.level
    assert critical.kept >= 0.95


def test_lead_times_are_those_of_the_makers_receipts(shop: Shop) -> None:
    for days in (10, 12, 14, 16, 40):
        order = shop.submitted((shop.pads, 1), at=months_ago(3))
        with system_scope("test: received"):
            came = months_ago(3) + timedelta(days=days, hours=1)
            OrderLine.objects.filter(order=order).update(status="received", dispatched_at=came, received_at=came)
    with system_scope("test"):
        leads = lead_times(dealer=shop.cast.dealer_nairobi, at=NIGHT)
    assert (leads[shop.cast.maker_hanhai.pk].days, leads[shop.cast.maker_hanhai.pk].known) == (21, 5)
    unknown = leads[shop.cast.maker_lanting.pk]
    assert unknown.known == 0
    assert unknown.days > 7


def test_a_night_costs_the_same_however_many_parts(asked_for: Shop) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            advise(asked_for, NIGHT + timedelta(hours=asked_for.pads.pk))
        return len(found)

    with system_scope("test: more parts"):
        parts = [
            services.add_part(manufacturer_id=asked_for.cast.maker_hanhai.pk, number=f"N{n}", name="x")
            for n in range(8)
        ]
    few = queries()
    for part in parts:
        moved(asked_for, part, put=9, take=5, at=months_ago(4))
    with CaptureQueriesContext(connection) as many:
        advise(asked_for, NIGHT + timedelta(days=2))
    assert len(many) == few


def test_suggested_quantities_are_changed_and_become_a_draft(asked_for: Shop) -> None:
    shop, cast = asked_for, asked_for.cast
    moved(shop, shop.pads, take=4, at=NIGHT - timedelta(days=1))
    assert tasks.advise_workshop(cast.dealer_nairobi.pk) == 1
    client, address = browser(cast, cast.dealer_nairobi), reverse("parts:suggested")
    page = client.get(address).content.decode()
    assert markup_errors(page) == []
    with system_scope("test"):
        (row,) = selectors.suggestions(dealer_id=cast.dealer_nairobi.pk, at=timezone.now())
        appointment = Appointment.objects.get(dealer=cast.dealer_nairobi, manufacturer=cast.maker_hanhai)
    assert row.wanted == newest(shop, shop.pads).level
    assert f'name="quantity_{shop.pads.pk}" value="{row.quantity}"' in page
    (told,) = client.get("/api/v1/suggested-orders/").json()
    assert (told["part"], told["quantity"], told["advice"]["level"]) == (shop.pads.number, row.quantity, row.wanted)
    data: dict[str, Any] = {"appointment": appointment.pk, "parts": [shop.pads.pk], "request_key": "key-1"}
    for wrong in ("", "0", "1.5", "many"):
        told = client.post(address, data | {f"quantity_{shop.pads.pk}": wrong})
        assert told.status_code == 422
        assert markup_errors(told.content.decode()) == []
    strange = client.post(address, data | {"parts": [shop.lamp.pk], f"quantity_{shop.lamp.pk}": "1"})
    assert strange.status_code == 422
    sent = client.post(address, data | {f"quantity_{shop.pads.pk}": "3"})
    with system_scope("test"):
        order = PartsOrder.objects.get()
        assert (order.status, order.priority, order.lines.get().quantity) == ("draft", "stock", 3)
    assert sent["Location"] == order.get_absolute_url()


def test_what_requests_are_promised_is_on_no_shelf_soon(asked_for: Shop) -> None:
    shop, cast = asked_for, asked_for.cast
    moved(shop, shop.pads, put=20, at=NIGHT - timedelta(days=1))
    advise(shop)

    def quantity() -> list[int]:
        with system_scope("test"):
            return [row.quantity for row in selectors.suggestions(dealer_id=cast.dealer_nairobi.pk, at=timezone.now())]

    assert quantity() == []
    level = newest(shop, shop.pads).level
    with system_scope("test: on the shelf"):
        there = StockBalance.objects.get(dealer=cast.dealer_nairobi, part=shop.pads).on_hand
    need = services.Need("C-1", off_road=True)
    dealer = cast.dealer_nairobi.pk
    shop.as_dealer(services.reserve, dealer_id=dealer, need=need, lines=[(shop.pads, there)], key="k")
    assert quantity() == [level]


def test_why_is_said_in_words_with_its_months(asked_for: Shop) -> None:
    shop, cast = asked_for, asked_for.cast
    client, address = browser(cast, cast.dealer_nairobi), reverse("parts:advice", args=[asked_for.pads.pk])
    assert "Nothing was advised yet" in client.get(address).content.decode()
    advise(shop)
    page = client.get(address).content.decode()
    assert "It was asked for in 12 of the last 24 months on record" in page
    assert "the duty allows" in page
    assert markup_errors(page) == []
    assert browser(cast, cast.maker_hanhai).get(address).status_code == 403
    with acting_as(cast.scope(cast.dealer_almaty)):
        assert not ReorderAdvice.objects.exists()
