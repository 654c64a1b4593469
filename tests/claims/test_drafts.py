"""A request that is not sent yet: it waits on the server for its owner alone, and is filed once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone

from apps.claims import services, tasks
from apps.claims.models import Claim, ClaimPaper, Draft
from apps.organizations.scope import acting_as, system_scope
from apps.vehicles.models import Vehicle
from tests.cast import Cast
from tests.core.face import markup_errors
from tests.pages import browser

from .test_filing_pages import KEY, OTHER_KEY, URL, form, photos

__all__ = ["form"]
DRAFT = f"/claims/drafts/{KEY}/"
PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"


def pdf(name: str = "invoice.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def drafts() -> list[Draft]:
    with system_scope("test"):
        return list(Draft.objects.order_by("id"))


def files_of(folder: Path) -> list[str]:
    return sorted(path.suffix for path in folder.rglob("*") if path.is_file())


def sold(cast: Cast, car: Vehicle) -> None:
    with system_scope("test: the car goes to Boris"):
        Vehicle.objects.filter(pk=car.pk).update(owner=cast.boris)


def test_a_half_written_form_is_gone_on_with_elsewhere(cast: Cast, form: dict[str, Any]) -> None:
    half = {**form, "occurred_on": "", "complaint": "It st"}
    kept = browser(cast, cast.amina).post(URL, {**half, "step": "keep", "photos": photos(0, 2), "paper": pdf()})
    assert (kept.status_code, kept["Location"]) == (302, f"/?kept={KEY}")
    elsewhere = browser(cast, cast.amina)
    home = elsewhere.get("/").content.decode()
    assert DRAFT in home
    assert "Go on where you stopped" in home
    page = elsewhere.get(DRAFT).content.decode()
    assert "It st" in page
    assert page.count('name="shown"') == 2
    assert "invoice.pdf" in page
    assert f'value="{KEY}"' in page
    assert "aria-invalid" not in page
    assert markup_errors(home) == markup_errors(page) == []
    # Kept again it is the same draft, with the newer words.
    elsewhere.post(URL, {**form, "step": "keep"})
    assert [draft.answers["complaint"] for draft in drafts()] == [form["complaint"]]


@pytest.mark.parametrize("step", ["check", "change", "send"])
def test_whatever_button_is_pressed_a_mistake_loses_nothing(cast: Cast, form: dict[str, Any], step: str) -> None:
    browser(cast, cast.amina).post(URL, {**form, "odometer_km": "much \x00", "step": step})
    assert [draft.answers["odometer_km"] for draft in drafts()] == ["much "]


def test_a_draft_is_filed_once_and_gone_with_its_files(
    cast: Cast, form: dict[str, Any], tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    client = browser(cast, cast.amina)
    client.post(URL, {**form, "step": "check", "photos": photos(0, 1), "paper": pdf()})
    assert files_of(tmp_path) == [".jpg", ".pdf"]
    with django_capture_on_commit_callbacks(execute=True):
        first = client.post(URL, {**form, "step": "send"})
    # The phone that was offline sends what it has, later.
    late = [client.post(URL, {**form, "step": step}) for step in ("send", "keep")]
    assert {answer["Location"] for answer in late} == {first["Location"]}
    assert drafts() == []
    assert files_of(tmp_path) == ["", ".jpg"], "the document and the claim's photo"
    with system_scope("test"):
        assert Claim.objects.count() == 1


def test_a_car_sold_meanwhile_takes_no_draft_along(cast: Cast, form: dict[str, Any], car: Vehicle) -> None:
    client = browser(cast, cast.amina)
    client.post(URL, {**form, "complaint": "My own words", "step": "keep", "photos": photos(0, 1)})
    sold(cast, car)
    page = client.get(DRAFT).content.decode()
    assert "no longer registered to you" in page
    assert "My own words" in page
    assert markup_errors(page) == []
    assert "no longer registered to you" in client.get("/").content.decode()
    assert client.post(URL, {**form, "step": "send"})["Location"] == DRAFT
    buyer = browser(cast, cast.boris)
    assert "My own words" not in buyer.get("/").content.decode()
    assert buyer.get(DRAFT).status_code == 404
    assert buyer.post(f"{DRAFT}delete/").status_code == 404
    assert client.post(f"{DRAFT}delete/").status_code == 302
    assert drafts() == []


def test_drafts_have_a_number(cast: Cast, form: dict[str, Any], settings: Any, tmp_path: Path) -> None:
    settings.MOST_DRAFTS = 1
    client = browser(cast, cast.amina)
    client.post(URL, {**form, "step": "keep"})
    full = client.post(URL, {**form, "request_key": OTHER_KEY, "step": "keep", "photos": photos(0, 1)})
    assert full.status_code == 422
    assert "send or delete one" in full.content.decode()
    assert len(drafts()) == 1
    assert files_of(tmp_path) == [], "no files wait for what is not kept"
    assert client.post(URL, {**form, "step": "keep"}).status_code == 302, "the one that is there can be kept again"


def test_old_drafts_end_and_the_sweep_spares_the_others(
    cast: Cast, car: Vehicle, form: dict[str, Any], tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    import os

    client = browser(cast, cast.amina)
    for key in (KEY, OTHER_KEY):
        client.post(URL, {**form, "request_key": key, "step": "keep", "photos": photos(0, 1)})
    for path in tmp_path.rglob("*.jpg"):
        os.utime(path, (1, 1))
    with system_scope("test"):
        Draft.objects.filter(request_key=KEY).update(kept_at=timezone.now() - timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.end_drafts() == 1
    assert tasks.sweep_photos() == 0
    assert [draft.request_key for draft in drafts()] == [OTHER_KEY]
    assert files_of(tmp_path) == [".jpg"]


def test_what_is_refused_when_sent_is_kept(cast: Cast, form: dict[str, Any], settings: Any) -> None:
    client = browser(cast, cast.amina)
    client.post(URL, {**form, "step": "send"})
    settings.QUOTAS = {**settings.QUOTAS, "claims": (1, 86400)}
    answer = client.post(URL, {**form, "component": "seats", "request_key": OTHER_KEY, "step": "send"})
    assert answer.status_code == 429
    assert [draft.answers["component"] for draft in drafts()] == ["seats"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("photo.pdf", b"\xff\xd8\xff\xe0" + b"0" * 99, "photo.pdf” is no PDF"),
        ("empty.pdf", b"", "empty.pdf” is no PDF"),
        ("cut.pdf", PDF[:20], "without its end"),
        ("scan.pdf", b"%PDF-" + b"0" * 10_000_001, "the most is 10 MB"),
    ],
)
def test_what_is_no_pdf_is_refused_by_name(
    cast: Cast, form: dict[str, Any], name: str, content: bytes, words: str
) -> None:
    answer = browser(cast, cast.amina).post(URL, {**form, "step": "check", "paper": pdf(name, content)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'id="id_paper_error"' in page


def test_a_pdf_is_its_owners_and_the_workshops_and_only_saved(cast: Cast, form: dict[str, Any]) -> None:
    client = browser(cast, cast.amina)
    client.post(URL, {**form, "step": "check", "paper": pdf("../发票 <b>.exe")})
    waits = client.get(f"/claims/new/papers/{KEY}/")
    _is_only_saved(waits)
    url = client.post(URL, {**form, "step": "send"})["Location"]
    for who in (cast.amina, cast.dealer_nairobi):
        assert f"{url}paper/" in browser(cast, who).get(url).content.decode()
        _is_only_saved(browser(cast, who).get(f"{url}paper/"))
    for other in (cast.maker_hanhai, cast.regulator_ke, cast.authority):
        assert "SHA-256" not in browser(cast, other).get(url).content.decode()
        assert browser(cast, other).get(f"{url}paper/").status_code == 404
    with system_scope("test"):
        kept = ClaimPaper.objects.get()
        assert (kept.size, kept.sha256) == (len(PDF), kept.document.sha256)


def _is_only_saved(answer: Any) -> None:
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Disposition"].rstrip('"').endswith(".pdf")


def test_the_api_takes_the_same_pdf(cast: Cast, form: dict[str, Any]) -> None:
    client: Client = browser(cast, cast.amina)
    refused = client.post("/api/v1/claims/", {**form, "paper": pdf(content=b"MZ")})
    assert refused.status_code == 400
    assert "no PDF" in str(refused.json())
    made = client.post("/api/v1/claims/", {**form, "paper": pdf()})
    assert made.status_code == 201, made.json()
    _is_only_saved(client.get(made.json()["paper"]["url"]))


def test_a_draft_about_another_car_is_another_draft(cast: Cast, car: Vehicle, form: dict[str, Any]) -> None:
    from apps.core.errors import Refused
    from tests.factories import make_owned_vehicle

    second = make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi, serial=7)
    with acting_as(cast.scope(cast.amina)):
        keep = {"by": cast.actor(cast.amina), "request_key": KEY, "answers": {}, "at": timezone.now()}
        services.keep_draft(vehicle=car, **keep)
        with pytest.raises(Refused, match="another car"):
            services.keep_draft(vehicle=second, **keep)


def test_the_api_keeps_the_same_drafts(cast: Cast, car: Vehicle, form: dict[str, Any]) -> None:
    client, url = browser(cast, cast.amina), f"/api/v1/claim-drafts/{KEY}/"

    def put(**answers: str) -> Any:
        return client.put(url, {"vin": car.vin, "answers": answers}, content_type="application/json")

    assert put(complaint="It st").status_code == 200
    assert "It st" in client.get(DRAFT).content.decode()
    (row,) = client.get("/api/v1/claim-drafts/").json()["results"]
    assert (row["request_key"], row["yours"], row["answers"]) == (KEY, True, {"complaint": "It st"})
    assert browser(cast, cast.boris).get(url).status_code == 404
    assert browser(cast, cast.dealer_nairobi).get(url).status_code == 403
    unknown = put(colour="red")
    assert unknown.status_code == 400
    assert "colour” is no question" in str(unknown.json())
    assert client.delete(url).status_code == 204
    assert drafts() == []
    client.post(URL, {**form, "step": "send"})
    late = put(complaint="It stops")
    assert late.status_code == 409
    assert "sent already" in str(late.json())


def test_files_wait_over_the_api_and_go_along_when_it_is_filed(cast: Cast, car: Vehicle, form: dict[str, Any]) -> None:
    client, url = browser(cast, cast.amina), f"/api/v1/claim-drafts/{KEY}/"
    client.put(url, {"vin": car.vin, "answers": {"complaint": "It st"}}, content_type="application/json")
    one = client.post(f"{url}photos/", {"photos": photos(0, 1)}).json()["photos"]
    two = client.post(f"{url}photos/", {"photos": photos(0, 2)}).json()["photos"]
    assert (len(one), len(two)) == (1, 2)  # the same photo again is one
    many = client.post(f"{url}photos/", {"photos": photos(2, 8)})
    assert many.status_code == 400
    assert "These are 10 photos: at most 8" in str(many.json())
    assert len(client.get(f"{url}files/").json()["photos"]) == 2
    assert client.put(f"{url}paper/", paper_form(), content_type=MULTIPART_CONTENT).json()["paper"] == "invoice.pdf"
    # The draft kept again leaves what waits with it.
    client.put(url, {"vin": car.vin, "answers": {"complaint": "It stops"}}, content_type="application/json")
    assert client.get(f"{url}paper/").headers["Content-Disposition"] == 'attachment; filename="invoice.pdf"'
    picture = f"{url}photos/{two[0]['sha256']}/"
    assert client.get(picture).headers["Content-Type"] == "image/jpeg"
    for stranger in (cast.boris, cast.dealer_nairobi):
        assert browser(cast, stranger).get(picture).status_code in (403, 404)
        assert browser(cast, stranger).delete(picture).status_code in (403, 404)
    assert [client.delete(picture).status_code for _ in range(2)] == [204, 404]
    asked = {name: value for name, value in form.items() if name != "step"}
    filed = client.post("/api/v1/claims/", asked | {"photos": photos(5, 1)})
    assert filed.status_code == 201, filed.json()
    assert len(filed.json()["photos"]) == 2
    assert filed.json()["paper"]["name"] == "invoice.pdf"
    assert drafts() == []


def paper_form() -> bytes:
    return encode_multipart(BOUNDARY, {"paper": pdf()})
