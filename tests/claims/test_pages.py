"""Pages of claims as each side uses them."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from apps.claims.models import Claim, ClaimPhoto
from apps.organizations.scope import system_scope
from apps.parts.models import Part, PartsOrder
from apps.vehicles.models import Vehicle
from tests.cast import Cast
from tests.claims.conftest import File
from tests.core.face import markup_errors
from tests.pages import browser


def photo(name: str = "a.jpg", size: tuple[int, int] = (400, 300)) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 10, 10)).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


@pytest.fixture
def form(cast: Cast, car: Vehicle) -> dict[str, Any]:
    return {
        "vin": car.vin,
        "component": "charging",
        "complaint": "The car stops charging after ten minutes",
        "occurred_on": (timezone.now() - timedelta(days=1)).date().isoformat(),
        "odometer_km": "1500",
        "dealer": str(cast.dealer_nairobi.pk),
        "request_key": "0f0f0f0f-1111-2222-3333-444444444444",
        "step": "send",
    }


def test_an_owner_files_with_photos(cast: Cast, form: dict[str, Any]) -> None:
    client = browser(cast, cast.amina)
    sent = client.post("/claims/new/", {**form, "photos": [photo(), photo("b.jpg", (500, 300))]})
    assert sent.status_code == 302
    page = client.get(sent["Location"])
    assert "The car stops charging" in page.content.decode()
    with system_scope("test"):
        assert ClaimPhoto.objects.count() == 2


def test_the_same_form_sent_twice_is_one_claim(cast: Cast, form: dict[str, Any]) -> None:
    client = browser(cast, cast.amina)
    first, second = (client.post("/claims/new/", form)["Location"] for _ in range(2))
    assert first == second


def test_a_mistake_keeps_text_and_photos(cast: Cast, form: dict[str, Any]) -> None:
    client = browser(cast, cast.amina)
    sent = client.post("/claims/new/", {**form, "odometer_km": "-5", "photos": [photo()]})
    page = sent.content.decode()
    assert sent.status_code == 422
    assert "The car stops charging" in page
    assert "1 photo is kept" in page
    assert markup_errors(page) == []
    assert client.post("/claims/new/", form).status_code == 302
    with system_scope("test"):
        assert ClaimPhoto.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"odometer_km": "10"}, "odometer"),
        ({"odometer_km": "99999999999"}, "2000000"),
        ({"occurred_on": "2999-01-01"}, "2999"),
        ({"occurred_on": "soon"}, "date"),
        ({"component": "engine\x00"}, ""),
        ({"dealer": "999999"}, "choice"),
        ({"photos": SimpleUploadedFile("evil.jpg", b"MZ" + b"\0" * 999)}, "evil.jpg"),
        ({"photos": SimpleUploadedFile("huge.jpg", b"\xff\xd8" + b"\0" * (50 * 1024 * 1024))}, "huge.jpg"),
    ],
)
def test_bad_input_is_answered_in_words(cast: Cast, form: dict[str, Any], change: dict[str, Any], words: str) -> None:
    answer = browser(cast, cast.amina).post("/claims/new/", {**form, **change})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    with system_scope("test"):
        assert not Claim.objects.exists()


def test_the_workshop_works_its_queue(cast: Cast, file: File, part: Part) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2))
    client = browser(cast, cast.dealer_nairobi)
    assert claim.number in client.get("/claims/queue/").content.decode()
    step = f"/claims/{claim.number}"
    assert client.post(f"{step}/respond/", {"respond-message": "Bring it on Monday"}).status_code == 302
    order = {"order_parts-number_1": "obc-11", "order_parts-quantity_1": "1", "order_parts-request_key": "k-1-k-1-k"}
    assert client.post(f"{step}/order_parts/", order).status_code == 302
    assert client.post(f"{step}/start_repair/", {}).status_code == 302
    done = {"complete-cause": "Charger dead", "complete-correction": "Charger replaced"}
    undecided = client.post(f"{step}/complete/", done)
    assert undecided.status_code == 422
    assert "Parts still on order: OBC-11" in undecided.content.decode()
    assert client.post(f"{step}/complete/", {**done, "complete-open_lines": "cancel"}).status_code == 302
    with system_scope("test"):
        claim.refresh_from_db()
        assert claim.status == Claim.Status.REPAIRED
        order = PartsOrder.objects.get()
        assert (order.claim_number, order.status) == (claim.number, "cancelled")


@pytest.mark.parametrize("quantity", ["0", "-3", "1000000000", "many", "1e9"])
def test_an_impossible_quantity_orders_nothing(cast: Cast, file: File, part: Part, quantity: str) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2))
    client = browser(cast, cast.dealer_nairobi)
    client.post(f"/claims/{claim.number}/respond/", {"respond-message": "Bring it on Monday"})
    order = {"order_parts-number_1": "OBC-11", "order_parts-quantity_1": quantity, "order_parts-request_key": "k-2"}
    answer = client.post(f"/claims/{claim.number}/order_parts/", order)
    assert answer.status_code == 422
    assert quantity in answer.content.decode()
    with system_scope("test"):
        assert not PartsOrder.objects.exists()


def test_acting_on_an_old_page_shows_what_happened(cast: Cast, file: File) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2))
    client = browser(cast, cast.dealer_nairobi)
    seen = {"respond-message": "Bring it on Monday", "respond-version": "1"}
    assert client.post(f"/claims/{claim.number}/respond/", seen).status_code == 302
    again = client.post(f"/claims/{claim.number}/respond/", {**seen, "respond-message": "Bring it on Friday"})
    assert again.status_code == 409
    assert "Savanna Motors" in again.content.decode()


def test_a_completion_without_cause_names_the_field(cast: Cast, file: File) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2))
    client = browser(cast, cast.dealer_nairobi)
    client.post(f"/claims/{claim.number}/respond/", {"respond-message": "Bring it on Monday"})
    client.post(f"/claims/{claim.number}/start_repair/", {})
    answer = client.post(f"/claims/{claim.number}/complete/", {"complete-correction": "Charger replaced"})
    assert answer.status_code == 422
    assert "id_complete-cause" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("amina", 200), ("dealer_nairobi", 200), ("maker_hanhai", 200), ("regulator_ke", 200), ("authority", 200),
        ("boris", 404), ("dealer_almaty", 404), ("maker_lanting", 404), ("regulator_kz", 404),
    ],
)  # fmt: skip
def test_who_sees_a_claim(cast: Cast, file: File, who: str, expected: int) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2))
    answer = browser(cast, getattr(cast, who)).get(f"/claims/{claim.number}/")
    assert answer.status_code == expected
    assert markup_errors(answer.content.decode()) == []


def test_lists_cost_the_same_however_long(cast: Cast, file: File, django_assert_max_num_queries: Any) -> None:
    at = timezone.now() - timedelta(hours=2)
    client = browser(cast, cast.dealer_nairobi)
    for number in range(12):
        file(at=at, request_key=f"k-{number:08d}")
        if number == 0:
            client.get("/claims/queue/")
    with django_assert_max_num_queries(23):
        assert client.get("/claims/queue/?component=charging").status_code == 200
    page = browser(cast, cast.maker_hanhai).get("/claims/?standing=open&late=false")
    assert page.content.decode().count("<tr>") >= 12


@pytest.mark.parametrize("query", ["?late=maybe", "?status=x", "?cursor=garbage", "?text=%00%27", "?country=1234"])
def test_filters_of_garbage_do_no_harm(cast: Cast, query: str) -> None:
    assert browser(cast, cast.dealer_nairobi).get(f"/claims/{query}").status_code in {200, 404}
