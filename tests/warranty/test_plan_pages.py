"""A maker writes a plan on pages and by software, looks at what buyers would be told, and publishes it."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.organizations.scope import system_scope
from apps.warranty.models import PlanDraft, WarrantyPlan
from tests.cast import Cast
from tests.factories import make_owned_vehicle, make_plan
from tests.pages import browser
from tests.vehicles.test_api import with_key
from tests.warranty.plans import draft, publish

ANSWERS = {
    "name": "Care", "country": "KE", "model_name": "", "effective_from": "2030-01-01",
    "months_basic": "36", "km_basic": "100,000 km", "months_battery": "96", "km_battery": "160000", "capacity": "70",
    "months_corrosion": "84", "part_1": "charging", "group_1": "powertrain", "exclusions": ["wear"],
    "transferable": "on", "source": "Booklet, page 4",
}  # fmt: skip
TRY = {"delivered_on": "2030-02-01", "on": "2034-01-01", "odometer_km": "120000"}


def text_of(page: str) -> str:
    """What people read of a page."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page)))


@pytest.fixture
def maker(makers: Cast) -> Client:
    return browser(makers, makers.maker_hanhai)


def test_the_whole_way_of_a_plan(makers: Cast, maker: Client) -> None:
    made = maker.post("/warranty/drafts/new/", ANSWERS)
    assert made.status_code == 302
    tried = text_of(maker.get(made["Location"], TRY).content.decode())
    assert "at least 70 % of its capacity" in tried
    assert "By “Care”, Drive battery: until 31 January 2038 or 160,000 km, whichever comes first." in tried
    assert "Ended by distance: “Care” covers “Basic cover” up to 100,000 km, and the car shows 120,000 km." in tried
    assert "Not covered by this plan: “Care” has no term for “Engine, motor and drive”." in tried
    assert maker.post(f"{made['Location']}publish/", {"version": 1}).status_code == 422
    assert maker.post(f"{made['Location']}publish/", {"version": 1, "sure": "on"}).status_code == 302
    with system_scope("test"):
        plan = WarrantyPlan.objects.get(name="Care")
    for who in (makers.amina, makers.dealer_nairobi, makers.regulator_ke):
        page = text_of(browser(makers, who).get(f"/warranty/plans/{plan.number}/").content.decode())
        assert "Charging: Engine, motor and drive" in page
    assert "Care" in browser(makers, makers.dealer_nairobi).get("/warranty/plans/").content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"months_basic": "", "km_basic": "", "months_battery": "", "km_battery": "", "capacity": "",
          "months_corrosion": ""}, "at least one group"),
        ({"months_battery": "", "km_battery": ""}, "has no end"),
        ({"months_basic": "361"}, "less than or equal to 360"),
        ({"group_1": ""}, "Choose both"),
        ({"effective_from": "soon"}, "“soon” is no date"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_told_and_nothing_is_lost(maker: Client, changes: dict[str, str], words: str) -> None:
    answer = maker.post("/warranty/drafts/new/", {**ANSWERS, **changes})
    page = answer.content.decode()
    assert (answer.status_code, words in text_of(page)) == (422, True)
    assert 'value="Booklet, page 4"' in page
    with system_scope("test"):
        assert not PlanDraft.objects.exists()


def test_the_next_version_begins_with_the_last_and_both_are_compared(makers: Cast, maker: Client) -> None:
    first = publish(makers)
    begun = maker.get(f"/warranty/drafts/new/?from={first.number}").content.decode()
    assert 'name="months_battery" value="96"' in begun
    second = publish(makers, effective_from=date(2026, 4, 1), transferable=False)
    page = text_of(maker.get(f"/warranty/plans/{second.number}/compare/").content.decode())
    assert "It ends: it does not go to the next owner." in page
    assert "It goes to the next owner." in page
    assert maker.get(f"/warranty/plans/{second.number}/compare/?version=W-0").status_code == 422


def test_the_list_costs_the_same_however_long_it_is(makers: Cast, maker: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert maker.get("/warranty/plans/").status_code == 200
        return len(queries)

    make_plan(makers.maker_hanhai)
    cost()
    one = cost()
    for country in ("KE", "KZ", "BR", "DE"):
        make_plan(makers.maker_hanhai, country=country)
    assert cost() == one


def test_software_drafts_tries_and_publishes(makers: Cast) -> None:
    client = with_key(makers, makers.maker_hanhai)
    body = {
        "name": "Care", "effective_from": "2030-01-01", "source": "Booklet",
        "terms": [{"group": "basic", "months": 36, "kilometres": 100_000}, {"group": "battery", "months": 96}],
        "moved": [{"component": "charging", "group": "battery"}],
    }  # fmt: skip
    made = client.post("/api/v1/warranty-drafts/", body, content_type="application/json")
    number = made.json()["number"]
    assert (made.status_code, made.json()["content"]["terms"][1]["words"]) == (201, "96 months, whatever the distance")
    again = client.post("/api/v1/warranty-drafts/", body, content_type="application/json")
    assert again.json()["number"] == number
    told = client.post(f"/api/v1/warranty-drafts/{number}/preview/", TRY, content_type="application/json").json()
    assert [row["cover"]["verdict"] for row in told if "Charging" in row["parts"]] == ["covered"]
    wrong = client.post("/api/v1/warranty-drafts/", {**body, "terms": []}, content_type="application/json")
    assert (wrong.status_code, "at least one group of parts" in wrong.content.decode()) == (400, True)
    done = client.post(f"/api/v1/warranty-drafts/{number}/publish/", {"version": 1}, content_type="application/json")
    assert (done.status_code, done.json()["made"]) == (200, number)
    dealer = with_key(makers, makers.dealer_nairobi)
    assert dealer.get(f"/api/v1/warranty-plans/{number}/").json()["content"]["moved"] == {"charging": "battery"}
    assert dealer.get(f"/api/v1/warranty-drafts/{number}/").status_code == 403


def test_the_cover_of_a_car_over_the_api(makers: Cast) -> None:
    make_plan(makers.maker_hanhai, terms={"basic": (36, 100_000), "battery": (96, 160_000, 70)})
    car = make_owned_vehicle(makers.amina, makers.maker_hanhai, makers.dealer_nairobi)
    client = with_key(makers, makers.dealer_nairobi)
    groups = client.get(f"/api/v1/vehicles/{car.vin}/cover/").json()["groups"]
    assert [(row["group"], row["span"]["last_km"]) for row in groups] == [("basic", 100_000), ("battery", 160_000)]
    asked = {"on": "2026-05-01", "odometer_km": "500"}
    one = client.get(f"/api/v1/vehicles/{car.vin}/cover/paint/", asked).json()
    assert (one["verdict"], one["covered"], one["law"]) == ("not_in_plan", False, None)
    assert client.get(f"/api/v1/vehicles/{car.vin}/cover/wings/").status_code == 404
    assert client.get(f"/api/v1/vehicles/{car.vin}/cover/paint/", {"on": "soon"}).status_code == 400


def test_a_draft_of_somebody_else_is_not_found(makers: Cast) -> None:
    number = draft(makers).number
    assert browser(makers, makers.maker_lanting).get(f"/warranty/drafts/{number}/").status_code == 404
    assert browser(makers, makers.amina).get(f"/warranty/drafts/{number}/").status_code == 403
