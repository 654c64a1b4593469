"""The list's own search: numbers, VINs and how they end, names, phones, words; only in what one may see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.claims.models import Claim
from apps.vehicles.masked_vins import masked
from tests.cast import Cast
from tests.claims.conftest import File
from tests.factories import make_vehicle
from tests.pages import browser


@pytest.fixture
def claim(file: File) -> Claim:
    return file(at=timezone.now() - timedelta(hours=2), contact_phone="+254 700 123 456", plate="KDA 123b")


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ("{number}", True),
        ("{bare}", True),
        ("{begin}", True),
        ("{vin}", True),
        ("{vin_end}", True),
        ("amina", True),
        ("Otieno Amina", True),
        ("0700 123 456", True),
        ("700123456", True),
        ("kda-123B", True),
        ("A123B", True),
        ("charging minutes", True),
        ("٧٠٠١٢٣٤٥٦", True),
        ("charging wheel", False),
        ("999999", False),
        ("%", False),
        ("123", False),
    ],
)
def test_a_workshop_finds_a_request(cast: Cast, claim: Claim, what: str, found: bool) -> None:
    values = {
        "number": claim.number,
        "bare": claim.number[2:].lower(),
        "begin": claim.number[:7],
        "vin": claim.vin,
        "vin_end": claim.vin[-6:],
    }
    for address in ("/claims/", "/claims/queue/"):
        page = browser(cast, cast.dealer_nairobi).get(address, {"text": what.format(**values)}).content.decode()
        assert (claim.get_absolute_url() in page) == found


def test_nobody_finds_what_is_not_theirs(cast: Cast, claim: Claim) -> None:
    for who in (cast.dealer_almaty, cast.maker_lanting, cast.regulator_kz):
        page = browser(cast, who).get("/claims/", {"text": "amina"}).content.decode()
        assert claim.number not in page


@pytest.mark.parametrize(
    ("plate", "typed"),
    [
        ("9471 ح ر ب", "71حرب"),
        ("9471 ح ر ب", "٩٤٧١ ح"),
        ("а123вс 77", "А123ВС"),
        ("1กข 6753", "กข-675"),
        ("京A·12345", "京a12345"),
    ],
)
def test_a_plate_of_any_script_is_found(cast: Cast, file: File, plate: str, typed: str) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2), plate=plate)
    page = browser(cast, cast.dealer_nairobi).get("/claims/queue/", {"text": typed}).content.decode()
    assert claim.get_absolute_url() in page


def test_one_search_finds_requests_and_cars_and_opens_what_is_named_whole(cast: Cast, claim: Claim) -> None:
    dealer = browser(cast, cast.dealer_nairobi)
    page = dealer.get("/search/", {"text": claim.vin[-6:]}).content.decode()
    assert claim.get_absolute_url() in page
    assert f"/vehicles/{claim.vehicle_id}/" in page
    for code in (f" {claim.number.lower()} ", claim.number):
        assert dealer.get("/search/", {"text": code}).headers["Location"] == claim.get_absolute_url()
    assert "Nothing matches" in dealer.get("/search/", {"text": "nothing like it"}).content.decode()
    assert dealer.get("/search/", {"text": "a\x00"}).status_code == 200


def test_one_search_shows_nobody_what_is_not_theirs(cast: Cast, claim: Claim) -> None:
    for who in (cast.dealer_almaty, cast.maker_lanting, cast.regulator_kz):
        for text in (claim.number, claim.vin, "amina"):
            assert "Nothing matches" in browser(cast, who).get("/search/", {"text": text}).content.decode()
    assert browser(cast, cast.amina).get("/search/", {"text": claim.number}).status_code == 403


def test_who_sees_vins_masked_is_told_none_by_the_search_not_even_in_an_address(cast: Cast, claim: Claim) -> None:
    page = browser(cast, cast.regulator_ke).get("/search/", {"text": claim.vin[:8]}).content.decode()
    assert masked(claim.vin) in page
    assert claim.vin not in page
    assert claim.vin[-6:] not in page


def test_one_search_asks_as_much_for_many_as_for_one(cast: Cast, claim: Claim) -> None:
    client, asked = browser(cast, cast.dealer_nairobi), []
    for more in (0, 5):
        for serial in range(100, 100 + more):
            make_vehicle(cast.maker_hanhai, serial=serial, dealer=cast.dealer_nairobi)
        client.get("/search/", {"text": claim.vin[:8]})
        with CaptureQueriesContext(connection) as queries:
            client.get("/search/", {"text": claim.vin[:8]})
        asked.append(len(queries))
    assert asked[0] == asked[1]
