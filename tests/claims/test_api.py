"""Claims by API: the same rules as the pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.claims.models import Claim
from apps.core.photos import clean
from apps.organizations.models import Organization
from apps.organizations.scope import acting_as, system_scope
from apps.organizations.services import create_key
from apps.parts.models import Part, PartsOrder
from apps.vehicles.models import Vehicle
from tests.cast import Cast
from tests.claims.conftest import File
from tests.claims.test_photos import picture, upload
from tests.pages import browser

URL = "/api/v1/claims/"


@pytest.fixture
def data(cast: Cast, car: Vehicle) -> dict[str, Any]:
    return {
        "vin": car.vin,
        "dealer": cast.dealer_nairobi.pk,
        "component": "charging",
        "complaint": "The car stops charging after ten minutes",
        "occurred_on": (timezone.now() - timedelta(days=1)).date().isoformat(),
        "odometer_km": 1500,
        "request_key": "0f0f0f0f-1111",
    }


def with_key(cast: Cast, who: Organization) -> Client:
    """An organisation's own software."""
    manager = replace(cast.actor(who), role="admin")
    cast.make_admin(who)
    with acting_as(cast.scope(who)):
        _row, secret = create_key(name="test", may_write=False, by=manager, at=timezone.now())
    return Client(headers={"Authorization": f"Api-Key {secret}"})


def test_an_owner_files_once(cast: Cast, data: dict[str, Any]) -> None:
    client = browser(cast, cast.amina)
    first, second = (client.post(URL, data, content_type="application/json") for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json()["number"] == second.json()["number"]


def test_bad_input_names_the_field(cast: Cast, data: dict[str, Any]) -> None:
    answer = browser(cast, cast.amina).post(URL, {**data, "odometer_km": 5}, content_type="application/json")
    assert answer.status_code == 400
    assert "odometer_km" in answer.json()


def test_a_dealer_files_for_nobody(cast: Cast, data: dict[str, Any]) -> None:
    answer = browser(cast, cast.dealer_nairobi).post(URL, data, content_type="application/json")
    assert answer.status_code == 403


def test_steps_and_conflicts(cast: Cast, file: File) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2))
    client = browser(cast, cast.dealer_nairobi)
    step = f"{URL}{claim.number}/respond/"
    first = client.post(step, {"message": "Bring it", "version": 1}, content_type="application/json")
    assert (first.status_code, first.json()["status"]) == (200, "responded")
    again = client.post(step, {"message": "Bring it", "version": 1}, content_type="application/json")
    assert again.status_code == 409


@pytest.mark.parametrize("who", ["boris", "dealer_almaty", "maker_lanting", "regulator_kz"])
def test_strangers_get_404(cast: Cast, file: File, who: str) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2))
    client = browser(cast, getattr(cast, who))
    assert client.get(f"{URL}{claim.number}/").status_code == 404
    assert client.get(URL).json()["results"] == []
    with system_scope("test"):
        claim.refresh_from_db()
        assert claim.status == "filed"


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"occurred_on": "2999-01-01"}, "occurred_on", "2999"),
        ({"occurred_on": "2025-01-01"}, "occurred_on", "built"),
        ({"odometer_km": -1}, "odometer_km", "0"),
        ({"odometer_km": 10**9}, "odometer_km", "2000000"),
        ({"odometer_km": 5}, "odometer_km", "never goes back"),
        ({"component": "warp_drive"}, "component", "warp_drive"),
        ({"complaint": "bad"}, "complaint", "at least 10"),
        ({"complaint": "nul \x00 in the text"}, "complaint", "Null"),
        ({"dealer": 10**6}, "dealer", "appointed"),
        ({"request_key": "x"}, "request_key", "8"),
    ],
)
def test_every_mistake_names_field_and_mend(
    cast: Cast, data: dict[str, Any], change: dict[str, Any], field: str, words: str
) -> None:
    answer = browser(cast, cast.amina).post(URL, {**data, **change}, content_type="application/json")
    assert answer.status_code == 400
    assert words in str(answer.json()[field])
    with system_scope("test"):
        assert not Claim.objects.exists()


def test_a_program_named_jpg_is_refused(cast: Cast, data: dict[str, Any]) -> None:
    evil = SimpleUploadedFile("evil.jpg", b"MZ" + b"\0" * 400)
    answer = browser(cast, cast.amina).post(URL, {**data, "photos": [evil]})
    assert answer.status_code == 400
    assert "evil.jpg" in str(answer.json()["photos"])


def test_a_second_claim_on_an_open_one_is_asked_about(cast: Cast, data: dict[str, Any]) -> None:
    client = browser(cast, cast.amina)
    first = client.post(URL, data, content_type="application/json").json()["number"]
    again = {**data, "request_key": "0f0f0f0f-2222"}
    asked = client.post(URL, again, content_type="application/json")
    assert asked.status_code == 400
    assert first in str(asked.json()["beside_open"])
    assert client.post(URL, {**again, "beside_open": True}, content_type="application/json").status_code == 201


def test_photos_are_nested_and_fetched_with_the_same_key(cast: Cast, file: File) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2), photos=[clean(upload(picture()))])
    client = with_key(cast, cast.dealer_nairobi)
    photo = client.get(f"{URL}{claim.number}/").json()["photos"][0]
    assert (photo["width"], photo["height"]) == (800, 600)
    for accept in ("*/*", "image/jpeg"):
        answer = client.get(photo["url"], headers={"Accept": accept})
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert with_key(cast, cast.dealer_almaty).get(photo["url"]).status_code == 404


def test_parts_are_ordered_by_number(cast: Cast, file: File, part: Part) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2))
    client = browser(cast, cast.dealer_nairobi)
    client.post(f"{URL}{claim.number}/respond/", {"message": "Bring it"}, content_type="application/json")
    url = f"{URL}{claim.number}/order-parts/"
    key = {"request_key": "0f0f0f0f-3333"}
    for number, quantity, words in (("OBC-11", 0, "0 of part"), ("OBC-11", 10**9, "1000000000"), ("X-1", 1, "X-1")):
        lines = {"lines": [{"part_number": number, "quantity": quantity}]}
        refused = client.post(url, {**key, **lines}, content_type="application/json")
        assert refused.status_code == 400
        assert words in str(refused.json()["lines"])
    lines = {"lines": [{"part_number": "obc-11", "quantity": 1}]}
    for _ in range(2):
        answer = client.post(url, {**key, **lines}, content_type="application/json")
        assert (answer.status_code, answer.json()["waiting_for"]) == (200, "manufacturer")
    with system_scope("test"):
        assert PartsOrder.objects.count() == 1


@pytest.mark.parametrize("who", ["amina", "maker_hanhai", "regulator_ke"])
@pytest.mark.parametrize("verb", ["respond", "hand-back", "order-parts"])
def test_steps_of_another_side_are_forbidden(cast: Cast, file: File, who: str, verb: str) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2))
    body = {"message": "Bring it"}
    answer = browser(cast, getattr(cast, who)).post(
        f"{URL}{claim.number}/{verb}/", body, content_type="application/json"
    )
    assert answer.status_code == 403


def test_a_list_costs_the_same_however_long(cast: Cast, file: File) -> None:
    at, client = timezone.now() - timedelta(hours=2), browser(cast, cast.dealer_nairobi)
    file(at=at)
    client.get(URL)
    with CaptureQueriesContext(connection) as one:
        client.get(URL)
    for number in range(8):
        file(at=at, request_key=f"k-{number:08d}")
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(URL).json()["results"]) == 9
    assert len(many) == len(one)
