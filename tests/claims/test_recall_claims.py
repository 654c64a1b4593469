"""The remedy of a recall is booked as a claim: free whatever the warranty, told to the recall, part of no measure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from apps.claims.models import Claim
from apps.claims.services import (
    complete_repair,
    confirm_denial,
    file_claim,
    file_recall_claim,
    hand_back,
    propose_denial,
    reinstate,
    reopen,
    respond,
    start_repair,
    withdraw,
)
from apps.core.errors import Conflict, Refused
from apps.duties.models import Clock
from apps.exports.models import Recall
from apps.exports.selectors import recalls_of_car
from apps.notifications.outbox import emit
from apps.organizations.scope import acting_as, system_scope
from apps.vehicles.models import Vehicle
from tests.cast import NOW, Cast
from tests.exports.recalls import mark, published, relay
from tests.factories import make_owned_vehicle
from tests.pages import browser

HOUR = timedelta(hours=1)
TEXT = "The modules were measured and two of them replaced"


@dataclass
class Booked:
    """Amina's car, years out of warranty, in a recall of Hanhai's."""

    cast: Cast
    car: Vehicle
    recall: Recall

    def file(self, key: str = "key-00000001", **more: Any) -> Claim:
        given = {"recall": self.recall.number, "dealer_id": self.cast.dealer_nairobi.pk, "odometer_km": 90_000}
        given |= {"at": NOW, **more}
        with acting_as(self.cast.scope(self.cast.amina)):
            return file_recall_claim(by=self.cast.actor(self.cast.amina), vehicle=self.car, request_key=key, **given)

    def take(self, step: Any, claim: Claim, hours: int, who: str = "dealer_nairobi", **given: Any) -> Claim:
        with acting_as(self.cast.scope(getattr(self.cast, who))):
            return step(claim=claim, by=self.cast.actor(getattr(self.cast, who)), at=NOW + hours * HOUR, **given)

    def state(self, hours: int = 100) -> str:
        return recalls_of_car(self.car.vin, at=NOW + hours * HOUR)[0].state


@pytest.fixture
def booked(cast: Cast) -> Booked:
    car = make_owned_vehicle(
        cast.amina, cast.maker_hanhai, cast.dealer_nairobi, serial=1, delivered_on=date(2021, 1, 4),
        built_on=date(2020, 11, 2), exported_on=date(2020, 12, 1),
    )  # fmt: skip
    return Booked(cast, car, published(cast, car.vin))


def test_it_is_booked_whatever_the_warranty_and_the_same_form_twice_is_one(booked: Booked) -> None:
    claim = booked.file()
    assert booked.file().pk == claim.pk
    assert (claim.recall, claim.in_warranty, claim.safety_critical) == (booked.recall.number, False, False)
    assert booked.state() == "booked"
    with pytest.raises(Conflict):
        booked.file(odometer_km=90_001)
    with pytest.raises(Refused) as twice:
        booked.file("key-00000002")
    assert claim.number in str(twice.value)
    with pytest.raises(Refused) as none:
        booked.file("key-00000003", recall="R-NOTTHERE")
    assert none.value.field == "recall"
    with system_scope("test"):
        assert Claim.objects.count() == 1
        clock = Clock.objects.get(subject_kind="claim")
        assert (clock.obligation_id, clock.counts) == ("first_response", False)


def test_it_is_booked_at_any_hour_wherever_the_car_is(booked: Booked) -> None:
    late = NOW.replace(hour=22)  # tomorrow in Kenya, and today for a reader in London
    assert booked.file(at=late).occurred_on == NOW.date()


def test_the_workshop_remedies_it_and_the_recall_knows(booked: Booked) -> None:
    claim = booked.take(respond, booked.file(), 1, message="Come on Friday at nine")
    claim = booked.take(start_repair, claim, 24)
    assert booked.state() == "booked"
    claim = booked.take(complete_repair, claim, 26, cause="Cells of the lot concerned", correction=TEXT)
    assert booked.state() == "remedied"
    claim = booked.take(hand_back, claim, 27)
    booked.take(reopen, claim, 30, "amina", message="The warning lamp is on again")
    assert (booked.state(29), booked.state()) == ("remedied", "booked")


def test_a_recall_is_denied_for_no_reason_but_a_second_request(booked: Booked) -> None:
    claim = booked.file()
    for reason in ("out_of_warranty", "wear", "misuse", "not_found", "not_covered"):
        with pytest.raises(Refused) as refused:
            booked.take(propose_denial, claim, 1, reason=reason, explanation=TEXT)
        assert refused.value.code == "recall_is_owed"
    claim = booked.take(propose_denial, claim, 1, reason="duplicate", explanation=TEXT)
    assert booked.state() == "booked"
    claim = booked.take(confirm_denial, claim, 2, "maker_hanhai")
    assert booked.state() == "open"
    booked.take(reinstate, claim, 3, "maker_hanhai", message="There is no other request")
    assert booked.state() == "booked"


def test_a_request_withdrawn_lets_the_car_be_booked_again(booked: Booked) -> None:
    booked.take(withdraw, booked.file(), 1, "amina")
    assert booked.state() == "open"
    assert booked.file("key-00000002").number
    mark(booked.cast, booked.recall, booked.car.vin, at=NOW + 5 * HOUR)
    assert booked.state() == "remedied"


def test_the_next_owner_of_a_car_books_what_its_seller_booked(booked: Booked) -> None:
    cast, sellers = booked.cast, booked.file()
    with system_scope("test: the car is sold"):
        booked.car.owner = cast.boris
        booked.car.save(update_fields=["owner"])
        emit("vehicle.registered", at=NOW + HOUR, vehicle=booked.car.pk, owner=cast.boris.pk, country="KE")
    relay(NOW + HOUR)
    relay(NOW + HOUR)
    assert booked.state() == "open"
    with acting_as(cast.scope(cast.boris)):
        file_recall_claim(
            by=cast.actor(cast.boris), vehicle=booked.car, recall=booked.recall.number, odometer_km=90_100,
            dealer_id=cast.dealer_nairobi.pk, request_key="key-of-boris", at=NOW + 2 * HOUR,
        )  # fmt: skip
    assert booked.state() == "booked"
    booked.take(withdraw, sellers, 3, "amina")
    assert booked.state() == "booked"


def test_a_fault_of_the_same_car_is_a_request_of_its_own(booked: Booked) -> None:
    booked.file()
    with acting_as(booked.cast.scope(booked.cast.amina)):
        fault = file_claim(
            by=booked.cast.actor(booked.cast.amina), vehicle=booked.car, dealer_id=booked.cast.dealer_nairobi.pk,
            component="other", complaint="The horn is silent in the rain", occurred_on=NOW.date(), odometer_km=90_010,
            immobilised=False, request_key="key-00000009", at=NOW, beside_open=False,
        )  # fmt: skip
    assert fault.recall is None


def test_pages_show_it_first_book_it_and_show_it_to_the_workshop(booked: Booked) -> None:
    cast, car = booked.cast, booked.car
    owner = browser(cast, cast.amina)
    shown = owner.get(f"/vehicles/{car.vin}/").content.decode()
    assert "The car may catch fire. Park outside" in shown
    assert shown.index("Book the free repair") < shown.index("Ask for a repair")
    url = f"/claims/new/recall/?vin={car.vin}&recall={booked.recall.number}"
    assert "Cells of the drive battery" in owner.get(url).content.decode()
    assert owner.get(url.replace(booked.recall.number, "R-1")).status_code == 404
    assert owner.post(url, {"vin": car.vin, "recall": booked.recall.number}).status_code == 422
    body = {
        "vin": car.vin, "recall": booked.recall.number, "dealer": cast.dealer_nairobi.pk, "odometer_km": "90,000 km",
        "request_key": "0f0f0f0f-1111", "place_country": "KE", "place_city": "Mombasa", "wished": "Mornings suit me",
    }  # fmt: skip
    near = owner.post(url, body | {"step": "near", "odometer_km": ""}).content.decode()
    assert "Savanna Motors" in near and "In your country" in near and 'value="Mombasa"' in near
    assert "aria-invalid" not in near  # nothing is sent yet
    assert booked.state() == "open"
    sent = owner.post(url, body)
    assert sent.status_code == 302, sent.content.decode()
    claim = owner.get(sent.url).content.decode()
    assert "Recall: free of charge" in claim
    assert "Outside warranty" not in claim
    again = owner.get(f"/vehicles/{car.vin}/").content.decode()
    assert "Booked by request" in again and "Book the free repair" not in again
    assert owner.get(f"/exports/recalls/{booked.recall.number}/").status_code == 200
    desk = browser(cast, cast.dealer_nairobi)
    assert "Cells of the drive battery" in desk.get(f"/vehicles/{car.vin}/").content.decode()
    at_the_desk = desk.get(sent.url).content.decode()
    assert "R-" in at_the_desk and "Mombasa" in at_the_desk and "Mornings suit me" in at_the_desk


def test_the_workshop_sees_it_on_a_request_for_something_else_and_the_api_books_it(booked: Booked) -> None:
    cast, car = booked.cast, booked.car
    with acting_as(cast.scope(cast.amina)):
        fault = file_claim(
            by=cast.actor(cast.amina), vehicle=car, dealer_id=cast.dealer_nairobi.pk, component="lighting",
            complaint="The left lamp is dark", occurred_on=NOW.date(), odometer_km=90_010, immobilised=False,
            request_key="key-00000009", at=NOW,
        )  # fmt: skip
    desk = browser(cast, cast.dealer_nairobi)
    assert "Not booked yet" in desk.get(f"/claims/{fault.number}/").content.decode()
    for who, waits in ((cast.dealer_nairobi, True), (cast.dealer_almaty, False)):
        shown = browser(cast, who).get(f"/exports/recalls/{booked.recall.number}/").content.decode()
        assert (f"/vehicles/{car.vin}/" in shown) is waits
    owner = browser(cast, cast.amina)
    body = {
        "vin": car.vin, "recall": booked.recall.number, "dealer": cast.dealer_nairobi.pk, "odometer_km": 90_020,
        "request_key": "key-00000010",
    }  # fmt: skip
    first = owner.post("/api/v1/claims/recall/", body, content_type="application/json")
    assert (first.status_code, first.json()["recall"]) == (201, booked.recall.number)
    second = owner.post("/api/v1/claims/recall/", body, content_type="application/json")
    assert second.json()["number"] == first.json()["number"]
    assert desk.post("/api/v1/claims/recall/", body, content_type="application/json").status_code == 403
