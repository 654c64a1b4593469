"""The catalogue: kept by its manufacturer, read by those who may order, in and out as CSV."""

from __future__ import annotations

from typing import Any

import html5lib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.casework import imports
from apps.casework.models import Job
from apps.casework.selectors import findings
from apps.core.errors import Refused
from apps.organizations.scope import system_scope
from apps.parts import services
from apps.parts.models import Part
from apps.parts.services.imports import CATALOGUE
from tests.imports import again, send, told
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
    return maker.post(reverse("parts:catalogue-import"), {"file": file, **data}, follow=True)


def tiles(page: str) -> dict[str, int]:
    """The counts that the page of an import shows."""
    document = html5lib.parse(page, namespaceHTMLElements=False)
    found = [tile for tile in document.iter("div") if tile.get("class") == "tile"]
    words = [[text.strip() for text in tile.itertext() if text.strip()] for tile in found]
    return {label: int(count) for label, count, *_more in words}


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
    assert tiles(page) == {"Rows": 7, "New": 1, "Changed": 1, "As before": 1, "Refused": 4}
    for words in ("is no part number", "A name has 1 to 150", "neither yes nor no", "stands in line 4 already"):
        assert words in page
    part = kept("NEW 1")
    assert (part.name, part.active, part.manufacturer_id) == ("Bolt", False, shop.cast.maker_hanhai.pk)
    assert "The right rows were taken over" in page
    again = sound(upload(maker, content))
    assert "No row was taken over" in again
    assert tiles(again) | {"Refused": 4} == {
        "Rows": 7, "New": 0, "Changed": 0, "As before": 3, "Refused": 4,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "submitted file is empty"),
        (b"a,b\n1,2\n", "No heading was found"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a picture and no table"),
        (b'number,name\nA1,"' + b"x" * 200_000 + b'"\n', "no table"),
        (b"number,name\nA\x001,x\n", "is no part number"),
        (b'number,name\nU0,First\nU1,"open\n' + b"U,Row\n" * 58, "the 59 lines from there on"),
    ],
)
def test_files_that_are_no_catalogue(shop: Shop, maker: Client, content: bytes, words: str) -> None:
    before = numbers()
    assert words in sound(upload(maker, content))
    assert numbers() == before


def load(shop: Shop, content: bytes, *, only_check: bool = False) -> Job:
    return send(shop.cast, shop.cast.maker_hanhai, CATALOGUE, content, only_check=only_check)


def follow(shop: Shop, verb: Any, job: Job) -> Job:
    return again(shop.as_maker(verb, job=job))


def test_a_large_catalogue(shop: Shop) -> None:
    text = "number,name\n" + "".join(f"P{n},Part {n}\n" for n in range(20_000))
    result = load(shop, text.encode()).result
    assert (result["new"], result["changed"], result["same"], result["refused"]) == (20_000, 0, 0, 0)


def test_too_many_lines(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CATALOGUE, "most_rows", 2)
    job = load(shop, b"number,name\nA1,x\nA2,x\nA3,x\n")
    assert (job.status, job.message) == ("failed", "The file has more than 2 rows: send it in pieces.")
    assert numbers(number__startswith="A") == []


def test_yes_and_no_and_headings_of_other_languages(shop: Shop) -> None:
    load(shop, "零件号,名称,可订购\nAA-1,螺栓,是\nAA-2,螺栓,否\n".encode())
    assert numbers(number__startswith="AA", active=True) == ["AA-1"]
    load(shop, "رقم القطعة;الاسم;active\nAA-1;مسمار;لا\nAA-2;مسمار;نعم\n".encode("utf-16"))
    assert numbers(number__startswith="AA", active=True) == ["AA-2"]


def test_numbers_that_a_spreadsheet_damaged_are_told(shop: Shop) -> None:
    shortened = load(shop, b"number,name\n1.23E+10,Water pump\n")
    assert shortened.result["warned"] == 1
    assert "spreadsheet shortened" in told(shortened)[0][3]
    load(shop, b"number,name\n0040123,Filter\n")
    lost = load(shop, b"number,name\n40123,Filter\n00777,Bolt\n777,Bolt\n")
    assert [(line, message) for line, _outcome, _column, message in told(lost)] == [
        (2, "It differs from 0040123 by leading zeros only, which spreadsheets drop."),
        (3, "It differs from 777 by leading zeros only, which spreadsheets drop."),
        (4, "It differs from 00777 by leading zeros only, which spreadsheets drop."),
    ]


@pytest.mark.parametrize("number", ["B500-12\u200b", "\ufeffB500-12", "b500\u201312", "\u202aB500-12\u202c"])
def test_signs_that_nobody_sees_are_folded(shop: Shop, number: str) -> None:
    load(shop, f"number,name\nX1,first\n{number},Bolt\n".encode())
    assert numbers(number__startswith="B500") == ["B500-12"]


def test_an_import_is_checked_taken_over_and_undone(shop: Shop) -> None:
    content = f"number,name,active\n{shop.pads.number},Brake pads new,no\nN1,Nut,yes\n".encode()
    before = (shop.pads.name, shop.pads.active)
    checked = load(shop, content, only_check=True)
    assert (checked.result["new"], checked.result["changed"]) == (1, 1)
    assert kept(shop.pads.number).name == shop.pads.name
    taken = follow(shop, imports.take_over, checked)
    assert (taken.result["new"], taken.result["changed"]) == (1, 1)
    assert kept(shop.pads.number).active is False
    undone = follow(shop, imports.undo, checked)
    assert undone.result == {"removed": 1, "restored": 1}
    part = kept(shop.pads.number)
    assert (part.name, part.active) == before
    assert numbers(number="N1") == []


def test_a_file_says_of_which_component_parts_are_and_is_undone(shop: Shop) -> None:
    rows = f"{shop.pads.number},Brake pads,Brakes\nN1,Airbag,安全气囊\nN2,Nut,\nN3,Bolt,brake\n"
    content = f"number,name,component\n{rows}".encode()
    with system_scope("test"):
        services.edit_part(part=shop.pads, name="Brake pads", active=True, component="other")
    job = load(shop, content)
    assert (job.result["new"], job.result["changed"], job.result["refused"]) == (2, 1, 1)
    assert "“brake” is no component: use one of steering, " in told(job)[0][3]
    assert [kept(number).component for number in (shop.pads.number, "N1", "N2")] == ["service_brakes", "air_bags", ""]
    assert load(shop, content).result["same"] == 3
    assert follow(shop, imports.undo, job).result == {"removed": 2, "restored": 1}
    assert kept(shop.pads.number).component == "other"


def test_a_file_without_components_leaves_those_of_the_page_and_is_undone_with_them(shop: Shop) -> None:
    with system_scope("test"):
        services.edit_part(part=shop.pads, name="Brake pads", active=True, component="service_brakes")
    content = f"number,name\n{shop.pads.number},Pads new\nN1,Nut\n".encode()
    checked = load(shop, content, only_check=True)
    with system_scope("test"):
        assert ("service_brakes", None) in findings(checked).samples[0].values
        services.edit_part(part=shop.pads, name="Brake pads", active=True, component="suspension")
    taken = follow(shop, imports.take_over, checked)
    assert (taken.result["new"], taken.result["changed"]) == (1, 1)
    assert [kept(number).component for number in (shop.pads.number, "N1")] == ["suspension", ""]
    assert load(shop, content).result["same"] == 2
    with system_scope("test"):
        services.edit_part(part=kept("N1"), name="Nut", active=True, component="seats")
    assert "one row was changed" in follow(shop, imports.undo, checked).message
    with system_scope("test"):
        services.edit_part(part=kept("N1"), name="Nut", active=True, component="")
    assert follow(shop, imports.undo, checked).result == {"removed": 1, "restored": 1}
    assert (kept(shop.pads.number).name, kept(shop.pads.number).component) == ("Brake pads", "suspension")


def test_an_import_is_not_undone_once_its_parts_are_ordered(shop: Shop) -> None:
    job = load(shop, b"number,name\nN1,Nut\nN2,Bolt\n")
    shop.submitted((kept("N1"), 3))
    refused = follow(shop, imports.undo, job)
    assert refused.status == "failed"
    assert "lines: 1" in refused.message
    assert numbers(number__in=["N1", "N2"]) == ["N1", "N2"]


def test_a_part_that_was_renamed_since_is_not_undone(shop: Shop) -> None:
    job = load(shop, b"number,name\nN1,Nut\n")
    with system_scope("test"):
        services.edit_part(part=Part.objects.get(number="N1"), name="Nut M6", active=True, component="")
    assert "one row was changed" in follow(shop, imports.undo, job).message


def test_the_export_holds_what_the_reader_may_see(shop: Shop, maker: Client, sign_in: SignIn) -> None:
    with system_scope("test"):
        services.add_part(manufacturer_id=shop.cast.maker_hanhai.pk, number="F1", name="=HYPERLINK(1)")

    def export(browser: Client, **query: str) -> str:
        response = browser.get(reverse("parts:catalogue-export", args=["csv"]), query)
        return b"".join(response.streaming_content).decode()

    text = export(maker)
    assert text.splitlines()[0] == ",".join(["manufacturer", *(column.name for column in CATALOGUE.columns)])
    assert "'=HYPERLINK(1)" in text
    assert shop.lamp.number not in text
    assert shop.lamp.number in export(sign_in(shop.cast.dealer_nairobi))
    assert export(maker, number="F1").count("\n") == 2
    # What went out comes in again without a change.
    assert tiles(sound(upload(maker, text.encode())))["As before"] == 4


def test_the_export_goes_through_pieces(shop: Shop, maker: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.parts.views.catalogue._CHUNK", 2)
    response = maker.get(reverse("parts:catalogue-export", args=["csv"]))
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["2810-11000", "3610-20500", "8450-03100A"]


@pytest.mark.parametrize("wanted", ["B50012", "b500-12", "B500 1", "b500–12\u200b", "Ｂ５００", "B٥٠٠"])
def test_a_number_is_found_however_it_is_parted(shop: Shop, maker: Client, sign_in: SignIn, wanted: str) -> None:
    with system_scope("test"):
        part = Part.objects.create(manufacturer=shop.cast.maker_hanhai, number="B500-12", name="Pump")
    page = sound(maker.get(reverse("parts:catalogue"), {"number": wanted}))
    assert "B500-12" in page
    assert "2810-11000" not in page
    found = sign_in(shop.cast.dealer_nairobi).get("/api/v1/parts/", {"number": wanted}).json()["results"]
    assert [row["id"] for row in found] == [part.pk]


def test_a_search_for_nothing_but_separators_finds_nothing(shop: Shop, maker: Client) -> None:
    assert "2810-11000" not in sound(maker.get(reverse("parts:catalogue"), {"number": "- /"}))


@pytest.mark.parametrize("damaged", ["1-Mar", "Mar-01", "3月1日", "01-Mar-26"])
def test_a_number_that_became_a_day_is_told(shop: Shop, damaged: str) -> None:
    job = send(shop.cast, shop.cast.maker_hanhai, CATALOGUE, f"number,name\n{damaged},Bolt\n".encode())
    assert any("looks like a day that a spreadsheet made of a number" in message for *_row, message in told(job))
