"""Stock in the browser: the list, a part's ledger, counts, suggested orders."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.core.today import today_in
from apps.organizations.models import Appointment, ServicePoint
from apps.organizations.scope import acting_as, system_scope
from apps.parts import selectors, services
from apps.parts.forms_stock import FORMS
from apps.parts.models import Part, PartsOrder, StockBalance
from apps.parts.services.orders import MOST_LINES
from apps.parts.views.suggested import MOST_SHOWN
from tests.parts.conftest import Shop, SignIn, queries_of, sound


@pytest.fixture
def dealer(shop: Shop, sign_in: SignIn) -> Client:
    return sign_in(shop.cast.dealer_nairobi)


def put(shop: Shop, part: Part, quantity: int) -> None:
    _move(shop, services.receive_stock, part, quantity, timezone.now() - timedelta(days=400))


def take(shop: Shop, part: Part, quantity: int, days_ago: int = 30) -> None:
    _move(shop, services.sell_stock, part, quantity, timezone.now() - timedelta(days=days_ago))


def _move(shop: Shop, verb: Any, part: Part, quantity: int, at: Any) -> None:
    dealer_id = shop.cast.dealer_nairobi.pk
    shop.as_dealer(verb, dealer_id=dealer_id, part=part, quantity=quantity, reference="", key=str(uuid4()), at=at)


def on_hand(part: Part) -> int:
    with system_scope("test"):
        return StockBalance.objects.get(part=part).on_hand


def test_the_dealer_finds_what_is_short(shop: Shop, dealer: Client, sign_in: SignIn) -> None:
    for part, quantity in ((shop.pads, 5), (shop.filter, 1), (shop.lamp, 3)):
        put(shop, part, quantity)
    take(shop, shop.filter, 1)
    dealer.post(reverse("parts:stock-act", args=[shop.pads.pk, "level"]), {"level": 6, "request_key": "l"})

    def found(browser: Client, **query: str) -> set[str]:
        page = sound(browser.get(reverse("parts:stock"), query)).partition("<tbody>")[2]
        return {part.number for part in (shop.pads, shop.filter, shop.lamp) if part.number in page}

    assert found(dealer) == {shop.pads.number, shop.filter.number, shop.lamp.number}
    assert found(dealer, level="below") == {shop.pads.number}
    assert found(dealer, level="zero") == {shop.filter.number}
    assert found(dealer, number="lt-77") == {shop.lamp.number}
    assert found(dealer, name="OIL") == {shop.filter.number}
    assert found(dealer, manufacturer="lanting") == {shop.lamp.number}
    # A manufacturer sees its own parts at its dealers, other dealers nothing.
    assert found(sign_in(shop.cast.maker_lanting)) == {shop.lamp.number}
    assert found(sign_in(shop.cast.dealer_almaty)) == set()


def test_a_part_shows_its_ledger(shop: Shop, dealer: Client) -> None:
    put(shop, shop.pads, 5)
    take(shop, shop.pads, 2)
    shop.submitted((shop.pads, 7), at=timezone.now())
    page = sound(dealer.get(reverse("parts:stock-part", args=[shop.pads.pk])))
    assert "+5" in page
    assert "-2" in page
    with acting_as(shop.cast.scope(shop.cast.dealer_nairobi)):
        have = selectors.availability(dealer_id=shop.cast.dealer_nairobi.pk, part_ids=[shop.pads.pk])[shop.pads.pk]
    assert (have.on_hand, have.on_order, have.promised) == (3, 7, 0)


def test_a_count(shop: Shop, dealer: Client) -> None:
    put(shop, shop.pads, 5)
    address = reverse("parts:stock-act", args=[shop.pads.pk, "count"])
    data = {"counted": 3, "reason": "Two were broken", "seen": 5, "request_key": "k1"}
    assert dealer.post(address, data).status_code == 302
    assert dealer.post(address, data).status_code == 302
    assert on_hand(shop.pads) == 3
    assert "Two were broken" in sound(dealer.get(reverse("parts:stock-part", args=[shop.pads.pk])))
    stale = dealer.post(address, data | {"request_key": "k2", "counted": 9})
    assert stale.status_code == 409
    assert "changed from 5 to 3" in sound(stale)
    for counted in ("-1", "1000000000", "many", ""):
        response = dealer.post(address, data | {"request_key": "k3", "seen": 3, "counted": counted})
        assert response.status_code == 422
        assert "There is a problem" in sound(response)
    assert on_hand(shop.pads) == 3


def test_giving_out_more_than_there_is(shop: Shop, dealer: Client) -> None:
    put(shop, shop.pads, 2)
    address = reverse("parts:stock-act", args=[shop.pads.pk, "sell"])
    response = dealer.post(address, {"quantity": 3, "reference": "Job 7", "request_key": "k1"})
    assert response.status_code == 422
    assert "Only 2 of part" in sound(response)
    assert dealer.post(address, {"quantity": 2, "reference": "Job 7", "request_key": "k1"}).status_code == 302
    received = {"quantity": 4, "reference": "From the other branch", "request_key": "k2"}
    assert dealer.post(reverse("parts:stock-act", args=[shop.pads.pk, "receive"]), received).status_code == 302
    assert on_hand(shop.pads) == 4


def test_parts_of_makers_that_did_not_appoint_are_not_found(shop: Shop, sign_in: SignIn) -> None:
    almaty = sign_in(shop.cast.dealer_almaty)
    assert almaty.get(reverse("parts:stock-part", args=[shop.pads.pk])).status_code == 200
    assert almaty.get(reverse("parts:stock-part", args=[shop.lamp.pk])).status_code == 404
    for verb in FORMS:
        assert almaty.post(reverse("parts:stock-act", args=[shop.lamp.pk, verb])).status_code == 404
    assert almaty.get(f"/parts/stock/{10**30}/").status_code == 404


def test_reorder_levels_are_suggested_too(shop: Shop) -> None:
    with system_scope("test"):
        services.set_reorder_level(dealer_id=shop.cast.dealer_nairobi.pk, part=shop.pump, level=4)
        (row,) = selectors.suggestions(dealer_id=shop.cast.dealer_nairobi.pk, at=timezone.now())
    assert (row.part, row.quantity) == (shop.pump, 4)


def test_more_suggestions_than_an_order_or_a_page_holds_are_told(shop: Shop, dealer: Client) -> None:
    stock = {"dealer": shop.cast.dealer_nairobi, "reorder_level": 1}
    with system_scope("test: a first stock"):
        maker = shop.cast.maker_hanhai
        parts = Part.objects.bulk_create(
            Part(manufacturer=maker, number=f"BULK{n:03}", name="Clip") for n in range(MOST_SHOWN + 1)
        )
        StockBalance.objects.bulk_create(StockBalance(part=part, **stock) for part in parts)
        appointment = Appointment.objects.get(dealer=shop.cast.dealer_nairobi, manufacturer=maker)
    address = reverse("parts:suggested")
    assert "1 more part is suggested" in sound(dealer.get(address))
    data: dict[str, Any] = {"appointment": appointment.pk, "request_key": "many"}
    data["parts"] = [part.pk for part in parts[:MOST_SHOWN]]
    told = dealer.post(address, data | {f"quantity_{part.pk}": "1" for part in parts}, follow=True)
    assert f"{MOST_SHOWN - MOST_LINES} more parts stay suggested" in sound(told)
    with system_scope("test: drafted"):
        assert PartsOrder.objects.get().lines.count() == MOST_LINES
    left = sound(dealer.get(address))
    assert parts[MOST_LINES - 1].number not in left
    assert parts[-1].number in left


def test_a_point_takes_stock_until_the_day_of_its_end(shop: Shop, dealer: Client) -> None:
    """Whoever gives notice of a closure still has to count, move and send back what lies there."""
    pages = [reverse(name) for name in ("parts:bins", "parts:counts", "parts:transfer-new")]
    today = today_in("KE", timezone.now())

    def offered(closed_on: date | None) -> list[bool]:
        with system_scope("test: an end"):
            ServicePoint.objects.filter(pk=point.pk).update(closed_on=closed_on)
        return [f'<option value="{point.pk}"' in sound(dealer.get(page)) for page in pages]

    with system_scope("test: a second point"):
        dealer_id = shop.cast.dealer_nairobi.pk
        point = ServicePoint.objects.create(
            dealer_id=dealer_id, name="Westlands", city="Nairobi", country="KE", opened_on=date(2020, 1, 1)
        )
    assert offered(None) == [True] * 3
    assert offered(today + timedelta(days=30)) == [True] * 3
    assert offered(today) == [False] * 3


def test_lists_cost_the_same_however_long(shop: Shop, dealer: Client) -> None:
    put(shop, shop.pads, 100)
    take(shop, shop.pads, 95)
    names = ("parts:stock", "parts:suggested")
    short = [queries_of(dealer, reverse(name)) for name in names]
    with system_scope("test"):
        parts = [
            services.add_part(manufacturer_id=shop.cast.maker_hanhai.pk, number=f"N{n}", name="x") for n in range(15)
        ]
    for part in parts:
        put(shop, part, 100)
        take(shop, part, 95)
    assert [queries_of(dealer, reverse(name)) for name in names] == short
    assert max(short) <= 22


def test_a_workbook_is_whole_or_told_to_be_too_long(
    shop: Shop, dealer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in (shop.pads, shop.filter):
        put(shop, part, 3)
    address = reverse("parts:stock-export", args=["xlsx"])
    assert dealer.get(address).headers["Content-Disposition"].endswith('"stock.xlsx"')
    monkeypatch.setattr("apps.core.tables.workbooks.MOST_ROWS", 1)
    told = dealer.get(address, {"level": ""}, follow=True)
    assert "A workbook holds 1 rows and there are more" in told.content.decode()
    csv = b"".join(dealer.get(reverse("parts:stock-export", args=["csv"])).streaming_content).decode()
    assert shop.pads.number in csv and shop.filter.number in csv
