"""What an owner is asked and told before anything is sent: what to do at once, how often, where the car stands."""

from __future__ import annotations

from typing import Any

import pytest

from apps.claims.models import Claim
from apps.claims.safety_advice import advice_on
from apps.organizations.scope import system_scope
from apps.vehicles.components import SAFETY_CRITICAL, Component, components_for
from apps.vehicles.models import Powertrain, Vehicle
from tests.cast import Cast
from tests.core.face import markup_errors
from tests.factories import make_owned_vehicle
from tests.pages import browser

from .test_filing_pages import URL, claims, form

__all__ = ["form"]
LEAVE_IT = "leave the car, do not charge it"
ADVICE = "/claims/new/advice/"


def test_whatever_can_hurt_people_has_advice() -> None:
    for powertrain in ("", *Powertrain.values):
        assert all(advice_on(part, powertrain) for part in SAFETY_CRITICAL)
    assert advice_on(Component.PAINT) is advice_on("warp_drive") is None


def test_advice_knows_the_powertrain() -> None:
    electric, hybrid = (advice_on("high_voltage_battery", kind) for kind in ("bev", "hev"))
    assert electric is not None
    assert hybrid is not None
    assert "charge" in str(electric.title)
    assert "charge" not in str(hybrid.title)
    assert hybrid.lines == electric.lines


@pytest.mark.parametrize("powertrain", ["", *Powertrain.values])
def test_charging_is_offered_to_cars_with_a_plug(powertrain: str) -> None:
    offered = {code for code, _words in components_for(powertrain)}
    missing = set(Component.values) - offered
    assert missing == (set() if powertrain in ("", "bev", "phev") else {"charging"})


def test_advice_stands_there_at_once_and_on_every_page_after(cast: Cast, form: dict[str, Any]) -> None:
    owner = browser(cast, cast.amina)
    first = owner.get(f"{URL}?vin={form['vin']}").content.decode()
    assert f'hx-get="{ADVICE}"' in first
    assert LEAVE_IT not in first
    piece = owner.get(ADVICE, {"vin": form["vin"], "component": "high_voltage_battery"}).content.decode()
    assert LEAVE_IT in piece
    assert markup_errors(f"<!DOCTYPE html><html lang='en'><title>t</title><body>{piece}</body></html>") == []
    assert owner.get(ADVICE, {"vin": form["vin"], "component": "paint"}).content.decode().strip() == ""
    assert browser(cast, cast.boris).get(ADVICE, {"vin": form["vin"], "component": "steering"}).status_code == 404
    # Without scripts: on the next page, on the form that comes back, on the draft, on the request.
    grave = {**form, "component": "high_voltage_battery"}
    pages = [
        owner.post(URL, {**grave, "step": "check"}),
        owner.post(URL, {**grave, "step": "change"}),
        owner.get(f"/claims/drafts/{form['request_key']}/"),
    ]
    request = owner.post(URL, {**grave, "step": "send"})["Location"]
    pages += [owner.get(request), browser(cast, cast.dealer_nairobi).get(request)]
    for page in pages:
        assert LEAVE_IT in page.content.decode()
        assert markup_errors(page.content.decode()) == []
    assert LEAVE_IT not in browser(cast, cast.maker_hanhai).get(request).content.decode()


def test_a_car_without_a_plug_has_no_charging_fault(cast: Cast, form: dict[str, Any], car: Vehicle) -> None:
    burns = make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi, serial=5)
    with system_scope("test: a petrol car"):
        Vehicle.objects.filter(pk=burns.pk).update(powertrain="petrol")
    owner = browser(cast, cast.amina)
    assert 'value="charging"' in owner.get(f"{URL}?vin={car.vin}").content.decode()
    assert 'value="charging"' not in owner.get(f"{URL}?vin={burns.vin}").content.decode()
    assert owner.post(URL, {**form, "vin": burns.vin, "step": "send"}).status_code == 422
    refused = owner.post("/api/v1/claims/", {**form, "vin": burns.vin})
    assert refused.status_code == 400
    assert "no plug by its record (Petrol)" in str(refused.json())
    assert claims() == 0


def test_how_often_and_where_are_told_to_whom_they_help(cast: Cast, form: dict[str, Any]) -> None:
    told = {"how_often": "each_time", "place_country": "UG", "place_city": " Entebbe  town "}
    owner = browser(cast, cast.amina)
    check = owner.post(URL, {**form, **told, "step": "check"}).content.decode()
    assert "Entebbe town" not in check
    assert "Each time" in check
    assert "Uganda" in check
    request = owner.post(URL, {**form, **told, "step": "send"})["Location"]
    for who in (cast.amina, cast.dealer_nairobi):
        page = browser(cast, who).get(request).content.decode()
        assert "Entebbe town, Uganda" in page
        assert "Each time" in page
    maker = browser(cast, cast.maker_hanhai).get(request).content.decode()
    assert "Each time" in maker
    assert "Entebbe" not in maker
    number = request.strip("/").rpartition("/")[2]
    shown = owner.get(f"/api/v1/claims/{number}/").json()
    assert shown["how_often"] == "each_time"
    assert shown["safety_advice"][0] == "Do not charge it until somebody has looked at it"
    with system_scope("test"):
        assert Claim.objects.get().contact.place_city == "Entebbe town"
