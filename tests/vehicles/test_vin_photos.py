"""A VIN out of a photo: which barcodes are read, how crooked, what is told when there is none, and on which pages."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zxingcpp
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image, ImageFilter
from zxingcpp import BarcodeFormat

from apps.core.errors import Refused
from apps.lab.demo import labels
from apps.vehicles.vin_barcodes import best_vin
from apps.vehicles.vin_photos import vin_in_photo
from tests.cast import Cast
from tests.claims.test_photos import bomb
from tests.core.face import markup_errors
from tests.factories import make_vehicle, make_vin
from tests.pages import browser

VIN = make_vin(7)


def barcode(text: str, kind: BarcodeFormat = BarcodeFormat.Code39, scale: int = 2) -> Image.Image:
    drawn = zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(text, kind), scale=scale)
    return Image.fromarray(np.array(drawn)).convert("L")


def photo(*labels: Image.Image, turn: float = 0, blur: float = 0, kind: str = "JPEG") -> SimpleUploadedFile:
    """Labels one below the other on grey paint, as a camera sees them."""
    paint = Image.new("L", (1100, 200 + sum(label.height + 60 for label in labels)), 120)
    top = 100
    for label in labels:
        paint.paste(label, (60, top))
        top += label.height + 60
    seen = paint.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=120)
    out = io.BytesIO()
    seen.filter(ImageFilter.GaussianBlur(blur)).save(out, kind)
    return SimpleUploadedFile(f"label.{kind.lower()}", out.getvalue(), content_type=f"image/{kind.lower()}")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (BarcodeFormat.Code39, VIN),
        (BarcodeFormat.Code39, f"I{VIN}"),
        (BarcodeFormat.Code128, VIN),
        (BarcodeFormat.DataMatrix, f"[)>\x1e06\x1dI{VIN}\x1dP1234567\x1e\x04"),
        (BarcodeFormat.QRCode, f"https://cars.example/p?vin={VIN.lower()}&m=sea5"),
        (BarcodeFormat.PDF417, f"VIN:{VIN};MODEL:SEA 5"),
    ],
)
def test_each_kind_of_label_is_read_aslant_and_a_little_blurred(kind: BarcodeFormat, text: str) -> None:
    scale = 2 if kind in (BarcodeFormat.Code39, BarcodeFormat.Code128) else 5
    assert vin_in_photo(photo(barcode(text, kind, scale), turn=6, blur=0.8)).vin == VIN


@pytest.mark.parametrize("turn", [24, 45, 90, 158, 180])
def test_bars_are_read_however_the_phone_was_held(turn: int) -> None:
    assert vin_in_photo(photo(barcode(VIN), turn=turn)).vin == VIN


def test_the_vin_is_told_from_what_else_is_in_the_photo() -> None:
    parcel, part = "20260304123456789", "PN 8801-223"
    seen = vin_in_photo(photo(barcode(parcel), barcode(part), barcode(VIN)))
    assert seen.vin == VIN
    assert set(seen.others) == {parcel, part}


def test_among_several_vins_it_is_the_one_whose_check_digit_fits() -> None:
    wrong = VIN[:8] + ("1" if VIN[8] != "1" else "2") + VIN[9:]
    assert best_vin([wrong, VIN]) == VIN
    assert best_vin([wrong]) == wrong
    assert best_vin([VIN + "A", f"A{VIN}", VIN[:-1], "LO" + VIN[2:], ""]) == ""
    assert best_vin(["x" * 100_000 + f" {VIN}"]) == ""


@pytest.mark.parametrize(
    ("file", "code", "words"),
    [
        (photo(), "no_barcode", "go nearer"),
        (photo(barcode("8801-223-K")), "other_barcode", "“8801-223-K”, which is no VIN"),
        (photo(barcode("\u202e" + "x" * 90, BarcodeFormat.QRCode, 5)), "other_barcode", f"“{'x' * 40}…”"),
        (SimpleUploadedFile("bomb.png", bomb()), "photo", "pixels"),
        (SimpleUploadedFile("cut.jpg", photo(barcode(VIN)).read()[:900]), "photo", "cut off on the way"),
        (SimpleUploadedFile("a.txt", b"VIN"), "photo", "no photo that can be read"),
    ],
)
def test_what_cannot_be_read_is_told_with_what_to_do(file: Any, code: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        vin_in_photo(file)
    assert (refused.value.field, refused.value.code) == ("photo", code)
    assert words in str(refused.value)


@pytest.mark.django_db
def test_the_public_check_reads_a_photo_without_any_table_and_asks_to_compare() -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = Client().post("/check/", {"vin": "", "vin_photo": photo(barcode(VIN))})
    assert {query["sql"].split()[0] for query in queries} <= {"SAVEPOINT", "RELEASE"}
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'value="{VIN}"' in page
    assert "Its check digit fits." in page
    assert "Compare it with the plate" in page
    assert "Exported" not in page
    assert "<script" not in page
    assert markup_errors(page) == []


def test_what_was_typed_counts_where_no_photo_was_taken(cast: Cast) -> None:
    """Enter presses the first button of a form, which is the photo's."""
    assert "answer" in Client().post("/check/", {"vin": VIN, "read_photo": "1"}).context
    none = Client().post("/check/", {"vin": "", "read_photo": "1"})
    assert none.status_code == 422
    assert "Take a photo first" in none.content.decode()
    assert markup_errors(none.content.decode()) == []


@pytest.mark.django_db
def test_photos_are_counted_by_address(settings: Any) -> None:
    cache.clear()
    settings.LIMITS = {**settings.LIMITS, "vin-photos": (1, 3600)}
    answers = [Client().post("/check/", {"vin_photo": photo(barcode(VIN))}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 422]
    assert "More than 1 in 3600 seconds" in answers[1].content.decode()


def test_an_owner_registers_by_photo_and_keeps_what_else_was_filled_in(cast: Cast) -> None:
    amina = browser(cast, cast.amina)
    page = amina.post("/warranty/register/", {"country": "KE", "read_photo": "1", "vin_photo": photo(barcode(VIN))})
    assert f'value="{VIN}"' in page.content.decode()
    assert '<option value="KE" selected>' in page.content.decode()
    box = amina.post("/vehicles/vin-photo/", {"vin_photo": photo(barcode(f"I{VIN}"))}).content.decode()
    assert f'value="{VIN}"' in box
    assert "<html" not in box
    assert amina.post("/vehicles/vin-photo/", {"vin_photo": photo()}).status_code == 422
    assert Client().post("/vehicles/vin-photo/", {}).status_code == 302


def test_a_maker_records_by_photo(cast: Cast) -> None:
    given = {"model_name": "Sea 5", "exported_on": "2026-03-03", "read_photo": "1", "vin_photo": photo(barcode(VIN))}
    page = browser(cast, cast.maker_hanhai).post("/vehicles/exports/new/", given).content.decode()
    assert f'value="{VIN}"' in page
    assert 'value="2026-03-03"' in page


def test_a_workshop_finds_a_car_by_photo_and_only_what_is_its_own(cast: Cast) -> None:
    car = make_vehicle(cast.maker_hanhai, serial=7, dealer=cast.dealer_nairobi)
    for who, found in ((cast.dealer_nairobi, True), (cast.dealer_almaty, False)):
        answer = browser(cast, who).post("/search/photo/", {"vin_photo": photo(barcode(car.vin))})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert f'value="{car.vin}"' in page
        assert (f"/vehicles/{car.pk}/" in page) is found
        assert markup_errors(page) == []
    assert browser(cast, cast.dealer_nairobi).get("/search/photo/")["Location"] == "/search/"
    assert browser(cast, cast.amina).post("/search/photo/", {}).status_code == 403
    assert browser(cast, cast.regulator_ke).post("/search/photo/", {"vin_photo": photo()}).status_code == 422


def test_a_program_reads_photos(cast: Cast) -> None:
    """Whoever may use the API, with the same words for what cannot be read."""
    asked = browser(cast, cast.dealer_nairobi)
    told = asked.post("/api/v1/vin-photos/", {"photo": photo(barcode("PN 1"), barcode(VIN))}).json()
    assert (told["vin"], told["check_digit"], told["others"]) == (VIN, "ok", ["PN 1"])
    wrong = VIN[:8] + ("1" if VIN[8] != "1" else "2") + VIN[9:]
    told = asked.post("/api/v1/vin-photos/", {"photo": photo(barcode(wrong))}).json()
    assert (told["check_digit"], told["notes"][0]["code"]) == ("bad", "check_digit")
    refused = asked.post("/api/v1/vin-photos/", {"photo": photo()})
    assert refused.status_code == 400
    assert "go nearer" in refused.json()["photo"][0]
    assert asked.post("/api/v1/vin-photos/", {}).status_code == 400
    assert Client().post("/api/v1/vin-photos/", {}).status_code in (401, 403)


def test_the_labels_of_the_demo_can_be_read(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    label = labels.draw([VIN]) / f"{VIN}.png"
    assert vin_in_photo(SimpleUploadedFile(label.name, label.read_bytes())).vin == VIN
