"""The catalogue: kept by its manufacturer, read by those who may order, in and out as CSV."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.core.errors import Refused
from apps.organizations.scope import system_scope
from apps.parts import catalogue_csv, services
from apps.parts.models import Part
from tests.parts.conftest import Shop, SignIn, sound


@pytest.fixture
def maker(shop: Shop, sign_in: SignIn) -> Client:
    return sign_in(shop.cast.maker_hanhai)


def numbers(**query: Any) -> list[str]:
    with system_scope("test"):
        return list(Part.objects.filter(**query).order_by("number").values_list("number", flat=True))


def kept(number: str) -> Part:
    with system_scope("test"):
        return Part.objects.get(number=number)


def upload(maker: Client, content: bytes, **data: Any) -> Any:
    file = SimpleUploadedFile("parts.csv", content, "text/csv")
    return maker.post(reverse("parts:catalogue-import"), {"file": file, **data})


def test_a_maker_adds_renames_and_retires(shop: Shop, maker: Client) -> None:
    assert maker.post(reverse("parts:part-new"), {"number": "ab-1", "name": "Bolt", "active": "on"}).status_code == 302
    part = kept("AB-1")
    edit = reverse("parts:part-edit", args=[part.pk])
    assert "Bolt" in sound(maker.get(edit))
    assert maker.post(edit, {"number": "CHANGED", "name": "Bolt, short"}).status_code == 302
    part = kept("AB-1")
    assert (part.number, part.name, part.active) == ("AB-1", "Bolt, short", False)


@pytest.mark.parametrize(
    ("number", "name", "words"),
    [
        ("AB-1", "", "required"),
        ("ÄÖ", "x", "is no part number"),
        ("-1", "x", "is no part number"),
        ("=1+1", "x", "is no part number"),
        ("2810-11000", "x", "in your catalogue already"),
        ("АВ-1", "Cyrillic look-alikes", "is no part number"),
        ("A" * 41, "x", "is no part number"),
    ],
)
def test_what_cannot_be_a_part(maker: Client, number: str, name: str, words: str) -> None:
    response = maker.post(reverse("parts:part-new"), {"number": number, "name": name})
    assert response.status_code == 422
    assert words in sound(response)


def test_full_width_numbers_are_folded(shop: Shop) -> None:
    with system_scope("test"):
        part = services.add_part(manufacturer_id=shop.cast.maker_hanhai.pk, number=" ａｂ－１２ ", name="x")
        assert part.number == "AB-12"
        with pytest.raises(Refused, match="already"):
            services.add_part(manufacturer_id=shop.cast.maker_hanhai.pk, number="ab-12", name="y")


def test_each_maker_keeps_its_own(shop: Shop, sign_in: SignIn) -> None:
    lanting = sign_in(shop.cast.maker_lanting)
    assert lanting.get(reverse("parts:part-edit", args=[shop.pads.pk])).status_code == 404
    page = sound(lanting.get(reverse("parts:catalogue")))
    assert shop.lamp.number in page
    assert shop.pads.number not in page
    # Two makers may use the same number.
    assert lanting.post(reverse("parts:part-new"), {"number": "2810-11000", "name": "x"}).status_code == 302


def test_dealers_read_the_catalogues_open_to_them(shop: Shop, sign_in: SignIn) -> None:
    nairobi, almaty = sign_in(shop.cast.dealer_nairobi), sign_in(shop.cast.dealer_almaty)
    address = reverse("parts:catalogue")
    assert shop.lamp.number in sound(nairobi.get(address))
    assert shop.lamp.number not in sound(almaty.get(address))
    assert shop.lamp.number in sound(nairobi.get(address, {"number": "lt", "active": "true"}))
    assert nairobi.get(reverse("parts:part-new")).status_code == 403
    assert nairobi.get(reverse("parts:catalogue-import")).status_code == 403


def test_an_import_tells_line_by_line(shop: Shop, maker: Client) -> None:
    content = (
        "\ufeffNumber;Name;Active\n"
        "8450-03100A;Brake pads, front axle;yes\n"  # changed
        "2810-11000;Oil filter;\n"  # the same
        "new 1;Bolt;no\n"
        "\n"
        "новый;Болт;yes\n"
        "N2;;yes\n"
        "N3;Nut;perhaps\n"
        "NEW 1;Again;yes\n"
    ).encode()
    checked = sound(upload(maker, content, only_check="on"))
    assert "Only checked" in checked
    assert numbers(number="NEW 1") == []
    page = sound(upload(maker, content))
    assert "New: 1. Changed: 1. The same as before: 1." in page
    for words in ("is no part number", "A name has 1 to 150", "neither yes nor no", "stands in line 4 already"):
        assert words in page
    part = kept("NEW 1")
    assert (part.name, part.active, part.manufacturer_id) == ("Bolt", False, shop.cast.maker_hanhai.pk)
    assert "New: 0. Changed: 0. The same as before: 3." in sound(upload(maker, content))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "submitted file is empty"),
        (b"a,b\n1,2\n", "is missing"),
        ("number,name\nA1,\u4e2d\n".encode("gb18030"), "not UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not UTF-8"),
        (b'number,name\nA1,"' + b"x" * 200_000 + b'"\n', "no CSV"),
        (b"number,name\nA\x001,x\n", "is no part number"),
    ],
)
def test_files_that_are_no_catalogue(maker: Client, content: bytes, words: str) -> None:
    response = upload(maker, content)
    assert response.status_code == 422
    assert words in sound(response)


def test_a_large_catalogue_in_one_statement(shop: Shop) -> None:
    text = "number,name\n" + "".join(f"P{n},Part {n}\n" for n in range(20_000))
    staged = catalogue_csv.stage(text.encode())
    with system_scope("test"):
        report = services.import_parts(manufacturer_id=shop.cast.maker_hanhai.pk, staged=staged)
    assert (report.new, report.changed, report.same, staged.refused) == (20_000, 0, 0, 0)


def test_too_many_lines_and_too_large(shop: Shop) -> None:
    many = catalogue_csv.stage(b"number,name\n" + b"".join(b"P%d,x\n" % n for n in range(100_001)))
    assert (len(many.rows), many.refused) == (100_000, 1)
    assert catalogue_csv.stage(b" " * (catalogue_csv.MOST_BYTES + 1)).refused == 1


def test_the_export_holds_what_the_reader_may_see(shop: Shop, maker: Client, sign_in: SignIn) -> None:
    with system_scope("test"):
        services.add_part(manufacturer_id=shop.cast.maker_hanhai.pk, number="F1", name="=HYPERLINK(1)")

    def export(browser: Client, **query: str) -> str:
        response = browser.get(reverse("parts:catalogue-export"), query)
        return b"".join(response.streaming_content).decode()

    text = export(maker)
    assert text.splitlines()[0] == "manufacturer,number,name,active"
    assert "'=HYPERLINK(1)" in text
    assert shop.lamp.number not in text
    assert shop.lamp.number in export(sign_in(shop.cast.dealer_nairobi))
    assert export(maker, number="F1").count("\n") == 2
    # What went out comes in again without a change.
    assert "The same as before: 4." in sound(upload(maker, text.encode()))


def test_the_export_goes_through_pieces(shop: Shop, maker: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.parts.views.catalogue._CHUNK", 2)
    response = maker.get(reverse("parts:catalogue-export"))
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["2810-11000", "3610-20500", "8450-03100A"]
