"""The owner's way through the registration, step by step, without scripts."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.organizations.scope import system_scope
from apps.vehicles.models import Registration
from tests.cast import Cast
from tests.factories import make_owned_vehicle, make_plan, make_vehicle, make_vin
from tests.pages import browser

START, DETAILS = "/warranty/register/", "/warranty/register/details/"
GARBAGE = ["", "hello", "L0HCE4CBIS0000001", "車" * 17, "<script>alert(1)</script>", "\0", "L" * 5_000]


@pytest.fixture
def amina(makers: Cast) -> Client:
    make_plan(makers.maker_hanhai)
    return browser(makers, makers.amina)


def answers(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "vin": make_vin(1),
        "country": "KE",
        "delivered_on": "2026-02-10",
        "odometer_km": "14",
        "dealer": str(cast.dealer_nairobi.pk),
        "step": "check",
        **changes,
    }


def test_the_whole_way(makers: Cast, amina: Client) -> None:
    make_vehicle(makers.maker_hanhai)
    page = amina.get(START).content.decode()
    assert '<option value="KE" selected' in page
    second = amina.post(START, {"vin": make_vin(1).lower(), "country": "KE"})
    assert second.status_code == 302
    page = amina.get(second["Location"]).content.decode()
    assert "Hanhai Motor recorded this car: Sea 5" in page
    assert "Savanna Motors" in page
    assert "Steppe Auto" not in page
    third = amina.post(DETAILS, answers(makers)).content.decode()
    assert "Check your answers" in third
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', third))
    fourth = amina.post(DETAILS, {**hidden, "step": "send"}, follow=True)
    page = re.sub(r"<[^>]+>", "", fourth.content.decode())
    assert "until 9 February 2029 or 100,000 km" in page
    again = amina.post(DETAILS, {**hidden, "step": "send"}, follow=True)
    assert "Your car is registered" in again.content.decode()
    with system_scope("test"):
        assert Registration.objects.count() == 1


def test_going_back_keeps_every_answer(makers: Cast, amina: Client) -> None:
    page = amina.post(DETAILS, answers(makers, step="change")).content.decode()
    assert 'value="2026-02-10"' in page
    assert 'value="14"' in page
    assert f'value="{makers.dealer_nairobi.pk}" selected' in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"delivered_on": str(timezone.localdate() + timedelta(days=2))}, "lies in the future"),
        ({"delivered_on": "yesterday"}, "“yesterday” is no date: write it as 2026-03-31"),
        ({"delivered_on": "2025-11-02"}, "was built on"),
        ({"odometer_km": "-1"}, "greater than or equal to 0"),
        ({"odometer_km": "2000001"}, "less than or equal to 2000000"),
        ({"odometer_km": "many"}, "whole number"),
        ({"dealer": "999999"}, "not one of the available choices"),
    ],
)
def test_a_wrong_answer_is_told_and_nothing_is_lost(
    makers: Cast, amina: Client, changes: dict[str, str], words: str
) -> None:
    make_vehicle(makers.maker_hanhai)
    response = amina.post(DETAILS, answers(makers, step="send", **changes))
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    for value in (changes.get("delivered_on", "2026-02-10"), changes.get("odometer_km", "14")):
        assert f'value="{value}"' in page
    with system_scope("test"):
        assert not Registration.objects.exists()


@pytest.mark.parametrize("vin", GARBAGE)
def test_garbage_for_a_vin(makers: Cast, amina: Client, vin: str) -> None:
    for response in (
        amina.post(START, {"vin": vin, "country": "KE"}),
        amina.get(DETAILS, {"vin": vin, "country": "KE"}),
        amina.post(DETAILS, answers(makers, vin=vin, step="send")),
    ):
        assert response.status_code == 422
        assert b"<script>alert" not in response.content


def test_a_bad_check_digit_asks_for_a_look_at_the_plate(makers: Cast, amina: Client) -> None:
    vin = make_vin(1)
    wrong = vin[:8] + ("0" if vin[8] != "0" else "1") + vin[9:]
    refused = amina.post(DETAILS, answers(makers, vin=wrong, step="send"))
    assert refused.status_code == 422
    assert "Look at the plate once more" in refused.content.decode()
    done = amina.post(DETAILS, answers(makers, vin=wrong, step="send", plate_checked="on"))
    assert done.status_code == 302


def test_a_car_of_somebody_else(makers: Cast, amina: Client) -> None:
    make_owned_vehicle(makers.boris, makers.maker_hanhai, None)
    for response in (
        amina.get(DETAILS, {"vin": make_vin(1), "country": "KE"}),
        amina.post(DETAILS, answers(makers, step="send")),
    ):
        page = response.content.decode()
        assert response.status_code == 409
        assert "registered to somebody else" in page
        assert "/vehicles/registrations/contest/" in page
        assert "Boris" not in page


def test_a_maker_who_is_not_here(makers: Cast, amina: Client) -> None:
    vin = make_vin(9, wmi="L0Z")
    page = amina.get(DETAILS, {"vin": vin, "country": "KE"}).content.decode()
    assert "Maker not on this portal" in page
    done = amina.post(DETAILS, answers(makers, vin=vin, dealer="", step="send"), follow=True)
    assert "Repair requests need a manufacturer" in done.content.decode()


def test_strangers_sign_in_first_and_firms_cannot_register(makers: Cast) -> None:
    assert browser(makers).get(START)["Location"].startswith("/accounts/login/")
    assert browser(makers, makers.dealer_nairobi).get(START).status_code == 403


def test_changing_the_workshop_and_letting_go(makers: Cast, amina: Client) -> None:
    vehicle = make_owned_vehicle(makers.amina, makers.maker_hanhai, None)
    address = f"/warranty/cars/{vehicle.vin}"
    assert amina.post(f"{address}/dealer/", {"dealer": makers.dealer_almaty.pk}).status_code == 422
    assert amina.post(f"{address}/dealer/", {"dealer": makers.dealer_nairobi.pk}).status_code == 302
    assert browser(makers, makers.dealer_nairobi).get(vehicle.get_absolute_url()).status_code == 200
    assert amina.get(f"{address}/let-go/").status_code == 200
    assert amina.post(f"{address}/let-go/").status_code == 302
    assert amina.get(vehicle.get_absolute_url()).status_code == 404
    assert browser(makers, makers.boris).post(f"{address}/let-go/").status_code == 404


def test_rights_pages(makers: Cast) -> None:
    stranger = browser(makers)
    assert "Brazil" in stranger.get("/warranty/rights/").content.decode()
    page = stranger.get("/warranty/rights/br/").content.decode()
    assert "No legal advice" in page
    assert "8.078" in page
    assert "No rule on record" in stranger.get("/warranty/rights/NG/").content.decode()
    assert stranger.get("/warranty/rights/XX/").status_code == 404
