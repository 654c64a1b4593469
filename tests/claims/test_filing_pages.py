"""Filing by page: answers are shown before they are sent, and whatever goes wrong, nothing written is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from apps.claims import services
from apps.claims.models import Claim, ClaimPhoto
from apps.organizations.scope import system_scope
from apps.vehicles.models import Vehicle
from tests.cast import Cast
from tests.core.face import markup_errors
from tests.factories import make_owned_vehicle
from tests.pages import browser

from .test_pages import photo

URL = "/claims/new/"
KEY = "0f0f0f0f-1111-2222-3333-444444444444"
OTHER_KEY = "0f0f0f0f-1111-2222-3333-555555555555"


@pytest.fixture
def form(cast: Cast, car: Vehicle) -> dict[str, Any]:
    return {
        "vin": car.vin,
        "component": "charging",
        "complaint": "The car stops charging after ten minutes",
        "occurred_on": (timezone.now() - timedelta(days=1)).date().isoformat(),
        "odometer_km": "1500",
        "dealer": str(cast.dealer_nairobi.pk),
        "request_key": KEY,
    }


def photos(first: int, count: int) -> list[SimpleUploadedFile]:
    return [photo(f"{n}.jpg", (300 + n, 200)) for n in range(first, first + count)]


def claims() -> int:
    with system_scope("test"):
        return Claim.objects.count()


def test_answers_are_shown_before_anything_is_sent(cast: Cast, form: dict[str, Any]) -> None:
    client = browser(cast, cast.amina)
    shown = client.post(URL, {**form, "step": "check", "photos": photos(0, 2)})
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "Within warranty" in page
    assert page.count('name="shown"') == 2
    assert markup_errors(page) == []
    assert claims() == 0
    sent = client.post(URL, {**form, "step": "send"})
    assert sent.status_code == 302
    with system_scope("test"):
        assert ClaimPhoto.objects.count() == 2


def test_changing_keeps_answers_and_photos(cast: Cast, form: dict[str, Any]) -> None:
    client = browser(cast, cast.amina)
    client.post(URL, {**form, "step": "check", "photos": photos(0, 1)})
    page = client.post(URL, {**form, "step": "change"}).content.decode()
    assert "The car stops charging" in page
    assert 'name="leave_out"' in page
    assert "aria-invalid" not in page
    assert markup_errors(page) == []


def test_out_of_warranty_is_told_before_it_is_sent(cast: Cast, form: dict[str, Any]) -> None:
    client = browser(cast, cast.amina)
    page = client.post(URL, {**form, "odometer_km": "150000", "step": "check"}).content.decode()
    assert "Outside the warranty term" in page
    assert client.post(URL, {**form, "odometer_km": "150000", "step": "send"}).status_code == 302


def test_a_request_that_is_open_is_offered_first(cast: Cast, form: dict[str, Any]) -> None:
    client = browser(cast, cast.amina)
    first = client.post(URL, {**form, "step": "send"})["Location"]
    again = {**form, "request_key": OTHER_KEY}
    for step in ("check", "send"):
        answer = client.post(URL, {**again, "step": step})
        assert first in answer.content.decode()
        assert answer.status_code == (200 if step == "check" else 422)
    assert claims() == 1
    assert client.post(URL, {**again, "step": "send", "beside_open": "on"}).status_code == 302
    assert claims() == 2


def test_photos_are_shown_left_out_and_nobody_elses(cast: Cast, form: dict[str, Any]) -> None:
    client = browser(cast, cast.amina)
    page = client.post(URL, {**form, "step": "check", "photos": photos(0, 2)}).content.decode()
    digests = [part.split('"')[0] for part in page.split('name="shown" value="')[1:]]
    url = f"/claims/new/photos/{KEY}/{digests[0]}/"
    mine = client.get(url)
    assert (mine.status_code, mine["Content-Type"]) == (200, "image/jpeg")
    assert mine["X-Content-Type-Options"] == "nosniff"
    assert browser(cast, cast.boris).get(url).status_code == 404
    assert browser(cast, cast.dealer_nairobi).get(url).status_code == 403
    client.post(URL, {**form, "step": "send", "shown": digests, "leave_out": digests[:1]})
    with system_scope("test"):
        assert [row.sha256 for row in ClaimPhoto.objects.all()] == digests[1:]


def test_too_many_photos_can_be_mended(cast: Cast, form: dict[str, Any]) -> None:
    client = browser(cast, cast.amina)
    client.post(URL, {**form, "step": "check", "photos": photos(0, 6)})
    refused = client.post(URL, {**form, "step": "send", "photos": photos(10, 6)})
    assert refused.status_code == 422
    assert "12 photos" in refused.content.decode()
    assert client.post(URL, {**form, "step": "send"}).status_code == 302
    with system_scope("test"):
        assert ClaimPhoto.objects.count() == 8


def test_one_bad_photo_does_not_lose_the_good_ones(cast: Cast, form: dict[str, Any]) -> None:
    client = browser(cast, cast.amina)
    bad = SimpleUploadedFile("setup.jpg", b"MZ" + b"\0" * 500)
    answer = client.post(URL, {**form, "step": "send", "photos": [*photos(0, 2), bad]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "setup.jpg" in page
    assert page.count('name="shown"') == 2


def test_photos_that_waited_too_long_are_told(cast: Cast, form: dict[str, Any]) -> None:
    answer = browser(cast, cast.amina).post(URL, {**form, "step": "send", "shown": ["a" * 64]})
    assert answer.status_code == 422
    assert "is gone: choose it again" in answer.content.decode()
    assert claims() == 0


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("occurred_on", "2999-01-01", "2999"),
        ("occurred_on", "2025-12-24", "delivered"),
        ("occurred_on", "2025-01-01", "built"),
        ("occurred_on", "0001-01-01", "built"),
        ("odometer_km", "10", "never goes back"),
        ("odometer_km", "-5", "0"),
        ("odometer_km", "1e9", "whole number"),
        ("complaint", "bad", "at least 10"),
        ("complaint", "x" * 5000, "4000"),
        ("complaint", "nul \x00 byte in it", "Null characters"),
        ("contact_phone", "+" * 40, "32"),
        ("dealer", "999999", "choice"),
        ("component", "warp_drive", "warp_drive"),
    ],
)
@pytest.mark.parametrize("step", ["check", "send"])
def test_a_mistake_is_named_at_its_field(
    cast: Cast, form: dict[str, Any], step: str, field: str, value: str, words: str
) -> None:
    answer = browser(cast, cast.amina).post(URL, {**form, field: value, "step": step})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert f'id="id_{field}_error"' in page
    assert claims() == 0


@pytest.mark.parametrize(
    "url", ["/claims/new/?vin=%00", "/claims/C-%00/", "/claims/?text=%00", "/claims/C-1/photos/9/"]
)
def test_odd_addresses_do_no_harm(cast: Cast, url: str) -> None:
    assert browser(cast, cast.amina).get(url).status_code in {200, 404}


@pytest.mark.parametrize("key", ["../../etc", "x", "", "0f0f\x00"])
def test_a_strange_key_of_a_form_reaches_no_file(cast: Cast, form: dict[str, Any], key: str, tmp_path: Path) -> None:
    answer = browser(cast, cast.amina).post(URL, {**form, "request_key": key, "step": "check", "photos": photos(0, 1)})
    assert answer.status_code in {200, 422}
    assert list(tmp_path.rglob("*.jpg")) == []


def test_another_owners_car_is_nobodys(cast: Cast, form: dict[str, Any]) -> None:
    theirs = make_owned_vehicle(cast.boris, cast.maker_hanhai, cast.dealer_almaty, serial=9, country="KZ")
    client = browser(cast, cast.amina)
    assert client.get(f"{URL}?vin={theirs.vin}").status_code == 404
    assert client.post(URL, {**form, "vin": theirs.vin, "step": "send"}).status_code == 404


def test_whoever_acts_second_keeps_what_they_wrote(cast: Cast, file: Callable[..., Claim]) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2))
    client = browser(cast, cast.dealer_nairobi)
    url = f"/claims/{claim.number}"
    client.post(f"{url}/respond/", {"respond-message": "Bring it on Monday", "respond-version": "1"})
    second = client.post(f"{url}/respond/", {"respond-message": "Zebra crossing", "respond-version": "1"})
    assert second.status_code == 409
    assert "Zebra crossing" in second.content.decode()
    assert markup_errors(second.content.decode()) == []


def test_after_a_conflict_the_same_form_can_be_sent(cast: Cast, file: Callable[..., Claim]) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2))
    client = browser(cast, cast.dealer_nairobi)
    url = f"/claims/{claim.number}"
    client.post(f"{url}/ask_owner/", {"ask_owner-message": "Which charger?", "ask_owner-version": "1"})
    told = client.post(f"{url}/respond/", {"respond-message": "Bring it", "respond-version": "1"})
    assert told.status_code == 409
    version = told.content.decode().split('name="respond-version" value="')[1].split('"')[0]
    assert (
        client.post(f"{url}/respond/", {"respond-message": "Bring it", "respond-version": version}).status_code == 302
    )


@pytest.mark.parametrize("who", ["amina", "maker_hanhai", "regulator_ke"])
def test_a_step_of_another_side_is_forbidden(cast: Cast, file: Callable[..., Claim], who: str) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2))
    answer = browser(cast, getattr(cast, who)).post(f"/claims/{claim.number}/respond/", {"respond-message": "Bring it"})
    assert answer.status_code == 403


def test_what_is_over_is_not_called_paused(
    cast: Cast, file: Callable[..., Claim], as_owner: Callable[..., Any]
) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2))
    as_owner(services.withdraw, claim, at=timezone.now())
    assert "Paused" not in browser(cast, cast.amina).get("/claims/").content.decode()


def test_the_queue_counts_what_to_look_at_first(cast: Cast, file: Callable[..., Claim]) -> None:
    now = timezone.now()
    file(at=now - timedelta(days=30), occurred_on=(now - timedelta(days=30)).date(), immobilised=True)
    file(at=now - timedelta(hours=1), component="steering", request_key=OTHER_KEY)
    page = browser(cast, cast.dealer_nairobi).get("/claims/queue/")
    counts = {entry.query: entry.count for entry in page.context["counts"]}
    assert counts == {"late=true": 1, "status=filed": 2, "safety_critical=true": 1, "immobilised=true": 1}


def test_a_claims_page_costs_the_same_however_much_happened(
    cast: Cast, file: Callable[..., Claim], as_owner: Callable[..., Any], django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    claim = file(at=timezone.now() - timedelta(hours=2))
    client = browser(cast, cast.dealer_nairobi)
    url = f"/claims/{claim.number}/"
    client.get(url)
    with CaptureQueriesContext(connection) as before:
        client.get(url)
    for number in range(10):
        as_owner(services.add_message, claim, message=f"Message {number}", at=timezone.now())
    with django_assert_num_queries(len(before)):
        client.get(url)
    # Two more than without recalls: what waits for the car is looked up in the system's scope; two for what its owner
    # objected to or brought to the authority.
    assert len(before) <= 59
