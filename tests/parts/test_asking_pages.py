"""Requests between dealers on pages, in notices and over the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.core.errors import Refused
from apps.notifications.consumers import notify
from apps.notifications.models import Notice, OutboxEvent
from apps.organizations.scope import acting_as, system_scope
from apps.parts import services
from apps.parts.models import PartRequest
from tests.cast import NOW
from tests.pages import browser
from tests.parts.asking import DAY, Pair, make_pair
from tests.parts.conftest import Shop, queries_of, sound

#: Pages take the days of their own clock.
SEND_BY, EXPECTED = timezone.now().date() + 2 * DAY, timezone.now().date() + 6 * DAY


@pytest.fixture
def pair(shop: Shop) -> Pair:
    return make_pair(shop)


def asked_on_the_page(pair: Pair, **given: Any) -> Any:
    address = reverse("parts:ask-dealer", args=[pair.shop.pads.pk, pair.coast.slug])
    data = {"quantity": "2", "claim_number": "", "point": str(pair.point(pair.nairobi).pk), "request_key": "key-page-1"}
    return browser(pair.shop.cast, pair.nairobi).post(address, {**data, **given})


def test_who_has_it_leads_to_a_request_and_both_take_their_steps_without_scripts(pair: Pair) -> None:
    cast = pair.shop.cast
    pair.waits("C-1", 2, off_road=True)
    nairobi, coast = browser(cast, pair.nairobi), browser(cast, pair.coast)
    address = reverse("parts:ask-dealer", args=[pair.shop.pads.pk, "coast"])
    assert address in sound(nairobi.get(reverse("parts:part", args=[pair.shop.pads.pk])))
    form = sound(nairobi.get(address + "?claim=C-1"))
    assert '<option value="C-1" selected>' in form
    answer = asked_on_the_page(pair, claim_number="C-1", price="1500", currency="KES")
    with system_scope("test"):
        case = PartRequest.objects.get()
    page = case.get_absolute_url()
    assert answer["Location"] == page
    assert "It is the other dealer" in sound(nairobi.get(page))
    listed = sound(coast.get(reverse("parts:partrequests")))
    assert ("Waits for you" in listed, case.number in listed) == (True, True)
    # Whose request it is reads the claim; the other dealer its number only.
    assert "/claims/C-1/" in nairobi.get(page).content.decode()
    assert "/claims/C-1/" not in sound(coast.get(page))
    for client, verb, data in (
        (coast, "offer", {"quantity": "2", "price": "1400", "currency": "KES", "send_by": SEND_BY}),
        (nairobi, "accept", {}),
        (coast, "send", {"carrier": "Rapid Vans", "expected_on": EXPECTED}),
        (nairobi, "receive", {}),
    ):
        assert client.post(reverse("parts:partrequest-step", args=[case.number, verb]), data).status_code == 302, verb
    assert "Received" in sound(nairobi.get(page))
    assert case.number in sound(nairobi.get(reverse("parts:partrequests") + "?by=us"))
    assert case.number in sound(nairobi.get(reverse("parts:stock-part", args=[pair.shop.pads.pk])))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"quantity": "0"}, "Write a whole number from 1 to"),
        ({"price": "12", "currency": ""}, "Write in which currency"),
        ({"price": "12", "currency": "ABC"}, "is no currency"),
    ],
)
def test_a_wrong_wish_is_told_beside_its_field(pair: Pair, given: dict[str, str], told: str) -> None:
    answer = asked_on_the_page(pair, **given)
    assert (answer.status_code, told in sound(answer)) == (422, True)


def test_only_the_other_dealer_is_told_and_nobody_of_a_third_firm(pair: Pair) -> None:
    case = pair.asked()
    with system_scope("test: the outbox"):
        event = OutboxEvent.objects.get(topic="partrequest.ask", payload__number=case.number)
        notify(event, at=NOW)
        told = Notice.objects.filter(key__startswith="partrequest.ask")
        assert {notice.user_id for notice in told} == {pair.shop.cast.staff[pair.coast.pk].pk}


def test_the_list_costs_the_same_however_many_there_are(pair: Pair) -> None:
    client, address = browser(pair.shop.cast, pair.coast), reverse("parts:partrequests")
    assert "Nobody has asked you yet" in sound(client.get(address))
    pair.asked(1)
    few = queries_of(client, address)
    for _n in range(3):
        pair.asked(1)
    assert queries_of(client, address) == few


def test_an_order_that_waits_names_who_shows_to_have_it(pair: Pair, shop: Shop) -> None:
    order = pair.shop.submitted((shop.pads, 2), (shop.filter, 1), priority="vor")
    client = browser(shop.cast, pair.nairobi)
    page = sound(client.get(order.get_absolute_url()))
    assert reverse("parts:ask-dealer", args=[shop.pads.pk, "coast"]) in page
    assert "A car stands still for it" in page
    before = queries_of(client, order.get_absolute_url())
    # Another part that the neighbour has costs no query more.
    pair.do(
        pair.coast, services.receive_stock, dealer_id=pair.coast.pk, part=shop.filter, quantity=1, reference="", key="f"
    )
    assert queries_of(client, order.get_absolute_url()) == before
    assert "Other dealers show" not in sound(browser(shop.cast, shop.cast.maker_hanhai).get(order.get_absolute_url()))
    pair.do(pair.coast, services.stop_sharing)
    assert "Other dealers show" not in sound(client.get(order.get_absolute_url()))


def test_the_api_takes_every_step_of_it(pair: Pair, shop: Shop) -> None:
    nairobi, coast = browser(shop.cast, pair.nairobi), browser(shop.cast, pair.coast)
    wish = {"part": shop.pads.number, "supplier": "coast", "quantity": 3, "request_key": "api-key-1"}
    made = nairobi.post("/api/v1/part-requests/", wish, content_type="application/json")
    assert (made.status_code, made.json()["dealer"], made.json()["status"]) == (201, "savanna", "asked")
    address = f"/api/v1/part-requests/{made.json()['number']}/"

    def step(client: Any, verb: str, **data: Any) -> Any:
        return client.post(f"{address}{verb}/", data, content_type="application/json")

    offer = {"quantity": 3, "price": "10.50", "currency": "KES", "send_by": SEND_BY.isoformat()}
    assert step(nairobi, "offer", **offer).status_code == 403
    assert step(coast, "offer", **offer, version=99).status_code == 409
    assert step(coast, "offer", **{**offer, "send_by": "2020-01-01"}).json()["send_by"] == [
        "Choose a day from today on, within 180 days."
    ]
    assert step(coast, "offer", **offer).json()["price"] == "10.500"
    assert step(nairobi, "accept").json()["status"] == "accepted"
    assert step(coast, "send", carrier="Rapid Vans", expected_on=EXPECTED.isoformat()).json()["sent"] == 3
    assert step(nairobi, "receive-some", quantity=1, note="one box of three came").json()["received"] == 1
    assert step(coast, "write-off", note="the carrier lost two boxes").json()["status"] == "settled"
    assert len(coast.get("/api/v1/part-requests/").json()["results"]) == 1
    for stranger in (shop.cast.dealer_almaty, shop.cast.maker_hanhai):
        assert browser(shop.cast, stranger).get(address).status_code in (403, 404)


def test_across_a_border_the_page_says_what_customs_ask(pair: Pair, shop: Shop) -> None:
    with system_scope("test: over the border"):
        pair.coast.country = "UG"
        pair.coast.save()
    address = reverse("parts:ask-dealer", args=[shop.pads.pk, "coast"])
    assert "cross a border" in sound(browser(shop.cast, pair.nairobi).get(address))
    case = pair.asked()
    with acting_as(shop.cast.scope(pair.coast)):
        assert PartRequest.objects.get(pk=case.pk).crosses_border
    with pytest.raises(Refused, match="from today on"):
        pair.offer(case, 1, send_by=NOW.date().replace(year=2020))
