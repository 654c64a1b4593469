"""The serial of a VIN: not for those who watch, until they say why; each look on record and told to the owner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.claims.models import Claim, ClaimEvent
from apps.organizations.scope import system_scope
from apps.vehicles.masked_vins import masked
from tests.cast import Cast
from tests.claims.conftest import File
from tests.pages import browser

WATCHERS = ("regulator_ke", "authority")
SERIAL = 6


@pytest.fixture
def claim(file: File) -> Claim:
    return file(at=timezone.now() - timedelta(hours=3))


def pages_of(claim: Claim) -> list[str]:
    car = claim.vehicle_id
    return [
        *("/claims/", claim.get_absolute_url(), f"/vehicles/{car}/", "/vehicles/"),
        *(f"/vehicles/?vin={claim.vin[:8]}", "/claims/?standing=open"),
        *("/api/v1/claims/", f"/api/v1/claims/{claim.number}/", "/api/v1/vehicles/", f"/api/v1/vehicles/{car}/"),
    ]


def test_what_stays_says_maker_model_year_and_plant() -> None:
    assert masked("LMGEX1A25SB012345") == "LMGEX1A2•SB••••••"


@pytest.mark.parametrize("who", WATCHERS)
def test_those_who_watch_see_no_serial_on_any_page_nor_in_an_address(cast: Cast, claim: Claim, who: str) -> None:
    client = browser(cast, getattr(cast, who))
    for address in pages_of(claim):
        answer = client.get(address)
        assert answer.status_code == 200, address
        shown = answer.content.decode()
        assert claim.vin[-SERIAL:] not in shown, address
        assert masked(claim.vin) in shown or masked(claim.vin).encode("unicode_escape").decode() in shown, address


@pytest.mark.parametrize("who", ["dealer_nairobi", "maker_hanhai"])
def test_whoever_repairs_or_built_it_sees_it_whole(cast: Cast, claim: Claim, who: str) -> None:
    client = browser(cast, getattr(cast, who))
    for address in pages_of(claim):
        assert claim.vin in client.get(address).content.decode(), address


@pytest.mark.parametrize("who", WATCHERS)
def test_an_address_with_a_vin_leads_on_to_one_without(cast: Cast, claim: Claim, who: str) -> None:
    answer = browser(cast, getattr(cast, who)).get(f"/vehicles/{claim.vin}/")
    assert (answer.status_code, answer["Location"]) == (302, reverse("vehicles:by-id", args=[claim.vehicle_id]))


@pytest.mark.parametrize("who", WATCHERS)
def test_whoever_says_why_sees_it_on_that_claim_for_a_week(cast: Cast, claim: Claim, who: str) -> None:
    client, url = browser(cast, getattr(cast, who)), claim.get_absolute_url()
    assert client.post(f"{url}see_vin/", {"see_vin-message": "so"}).status_code == 422
    client.post(f"{url}see_vin/", {"see_vin-message": "The recall is by serial numbers"})
    api = f"/api/v1/claims/{claim.number}/"
    assert claim.vin in client.get(url).content.decode()
    assert client.get(api).json()["vin"] == claim.vin
    assert claim.vin not in client.get("/claims/").content.decode()
    other = {*WATCHERS} - {who}
    assert claim.vin not in browser(cast, getattr(cast, other.pop())).get(url).content.decode()
    told = browser(cast, cast.amina).get(url).content.decode()
    assert "The whole VIN was looked at" in told
    assert "The recall is by serial numbers" in told


def test_after_a_week_it_is_masked_again(cast: Cast, claim: Claim) -> None:
    said = timezone.now() - timedelta(days=8)
    with system_scope("test"):
        ClaimEvent.objects.create(
            claim=claim, kind="see_vin", happened_at=said, recorded_at=said, by_side="regulator", by_name="KE",
            values={"organization": cast.regulator_ke.pk}, **claim.sides(),
        )  # fmt: skip
    assert claim.vin not in browser(cast, cast.regulator_ke).get(claim.get_absolute_url()).content.decode()


def test_software_of_a_regulator_may_say_why_too(cast: Cast, claim: Claim) -> None:
    client = browser(cast, cast.regulator_ke)
    asked = client.post(f"/api/v1/claims/{claim.number}/see-vin/", {"message": "A recall"}, "application/json")
    assert (asked.status_code, asked.json()["vin"]) == (200, claim.vin)


def test_nobody_guesses_a_serial_sign_by_sign(cast: Cast, claim: Claim) -> None:
    def found(who: str, address: str) -> bool:
        page = browser(cast, getattr(cast, who)).get(address).content.decode()
        return claim.get_absolute_url() in page or reverse("vehicles:by-id", args=[claim.vehicle_id]) in page

    end, near = claim.vin[-5:], f"{claim.vin[:11]}{'1' if claim.vin[11] != '1' else '2'}"
    assert found("dealer_nairobi", f"/claims/?text={end}")
    assert found("dealer_nairobi", f"/vehicles/?vin={end}")
    assert not found("regulator_ke", f"/claims/?text={end}")
    assert not found("regulator_ke", f"/vehicles/?vin={end}")
    assert found("regulator_ke", f"/vehicles/?vin={near}"), "only what they see is compared"
    assert found("regulator_ke", f"/claims/?text={claim.vin}"), "a VIN that an owner gave finds its claims"
    assert found("regulator_ke", f"/vehicles/?vin={claim.vin}")


@pytest.mark.parametrize("who", ["amina", "dealer_nairobi", "maker_hanhai"])
def test_who_sees_it_anyway_needs_no_step(cast: Cast, claim: Claim, who: str) -> None:
    answer = browser(cast, getattr(cast, who)).post(
        f"{claim.get_absolute_url()}see_vin/", {"see_vin-message": "I want to see it"}
    )
    assert answer.status_code == 403
