"""A disk that is full while photos are sent: told in words, nothing torn stays, nothing that was written is lost."""

from __future__ import annotations

import io
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from apps.claims import photo_store
from apps.claims.models import Claim, ClaimPhoto
from apps.core import files
from apps.core.photos import clean
from apps.organizations.scope import system_scope
from apps.vehicles.models import Vehicle
from tests.cast import Cast
from tests.pages import browser

KEY = "0f0f0f0f-1111-2222-3333-444444444444"
URL = "/claims/new/"


@contextmanager
def little_room(most: int = 20_000) -> Iterator[None]:
    """The system cuts each file off after ``most`` bytes, in the middle of a write, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def noise() -> SimpleUploadedFile:
    """A photo of some hundred kilobytes: nothing in it can be packed."""
    out = io.BytesIO()
    Image.frombytes("RGB", (400, 300), os.urandom(400 * 300 * 3)).save(out, "JPEG", quality=95)
    return SimpleUploadedFile("noise.jpg", out.getvalue(), content_type="image/jpeg")


@pytest.fixture
def answers(cast: Cast, car: Vehicle) -> dict[str, Any]:
    return {
        "vin": car.vin,
        "component": "charging",
        "complaint": "The car stops charging after ten minutes",
        "occurred_on": timezone.now().date().isoformat(),
        "odometer_km": "1500",
        "dealer": str(cast.dealer_nairobi.pk),
        "request_key": KEY,
    }


def kept(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def claims() -> int:
    with system_scope("test"):
        return Claim.objects.count()


def test_the_page_says_so_and_keeps_what_was_written(cast: Cast, answers: dict[str, Any], tmp_path: Path) -> None:
    client = browser(cast, cast.amina)
    with little_room():
        page = client.post(URL, {**answers, "step": "check", "photos": [noise()]})
    text = page.content.decode()
    assert "There is no room for photos just now." in text
    assert "The car stops charging after ten minutes" in text
    assert kept(tmp_path) == []
    assert client.post(URL, {**answers, "step": "send", "photos": [noise()]}).status_code == 302
    with system_scope("test"):
        assert ClaimPhoto.objects.count() == 1
    assert all(Image.open(path).load() for path in kept(tmp_path))


def test_a_program_is_answered_507_and_nothing_is_half_kept(
    cast: Cast, answers: dict[str, Any], tmp_path: Path
) -> None:
    client = browser(cast, cast.amina, raise_request_exception=False)
    sent = {**answers, "photos": [noise()]}
    with little_room():
        answer = client.post("/api/v1/claims/", sent)
    assert (answer.status_code, answer.json()["code"]) == (507, "no_room")
    assert "nothing of what you sent was kept" in answer.json()["detail"]
    assert (claims(), kept(tmp_path)) == (0, [])
    assert client.post("/api/v1/claims/", {**sent, "photos": [noise()]}).status_code == 201


def test_a_page_that_cannot_be_kept_says_so(cast: Cast, answers: dict[str, Any], tmp_path: Path) -> None:
    """Photos waited under the form's key, and the disk is full when the request itself is sent."""
    client = browser(cast, cast.amina, raise_request_exception=False)
    client.post(URL, {**answers, "step": "check", "photos": [noise()]})
    with little_room():
        answer = client.post(URL, {**answers, "step": "send"})
    assert answer.status_code == 507
    assert "No room for files just now" in answer.content.decode()
    assert claims() == 0
    assert client.post(URL, {**answers, "step": "send"}).status_code == 302


def test_what_an_older_release_left_torn_is_nobodys_photo(cast: Cast, tmp_path: Path) -> None:
    photo = clean(noise())
    photo_store.stash(cast.amina.pk, KEY, [photo])
    (torn,) = kept(tmp_path)
    torn.write_bytes(photo.content[:5_000])
    assert photo_store.stashed(cast.amina.pk, KEY) == []


def test_readyz_says_that_space_is_short(settings: Any, db: None) -> None:
    assert Client().get(reverse("readyz")).json()["space"] == "ok"
    settings.LEAST_ROOM = 10**18
    answer = Client().get(reverse("readyz"))
    assert (answer.status_code, answer.json()["space"].split(":")[0]) == (200, "short")


def test_other_errors_of_a_disk_are_no_want_of_room(tmp_path: Path) -> None:
    assert not files.is_full(PermissionError(13, "no"))
    with little_room(10), pytest.raises(files.NoRoom):
        files.put(io.BytesIO(b"x" * 100), "a/b")
    assert kept(tmp_path) == []
