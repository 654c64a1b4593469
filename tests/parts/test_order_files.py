"""Orders from a file: one a reference and manufacturer, whole or not at all, and never twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.casework import imports
from apps.organizations.models import Organization
from apps.organizations.scope import acting_as, system_scope
from apps.parts import services
from apps.parts.models import PartsOrder
from apps.parts.services.order_files import ORDERS
from tests.cast import NOW
from tests.imports import again, send, told
from tests.parts.conftest import Shop, SignIn, sound
from tests.parts.saying import another, replaced
from tests.parts.test_api import Keyed

HEAD = "reference,part number,pieces,priority\n"


def file_of(shop: Shop, text: str, **how: Any) -> Any:
    return send(shop.cast, shop.cast.dealer_nairobi, ORDERS, text.encode(), **how)


def orders() -> list[tuple[str, str, list[tuple[str, int]]]]:
    """(reference, state, [(part, pieces)]) of each order."""
    with system_scope("test"):
        return [
            (
                row.reference,
                row.status,
                list(row.lines.order_by("part__number").values_list("part__number", "quantity")),
            )
            for row in PartsOrder.objects.order_by("reference", "id")
        ]


def said(job: Any) -> dict[int, tuple[str, str]]:
    """Line → (column, message)."""
    return {line: (column, message) for line, _outcome, column, message in told(job)}


def test_lines_of_one_reference_are_one_order_and_the_file_twice_says_which(shop: Shop) -> None:
    pads, oil = shop.pads.number, shop.filter.number
    text = HEAD + f"A-1,{pads},4,vor\nA-1,{oil},10,vor\nA-2,{oil.lower()},2,\n"
    checked = file_of(shop, text, only_check=True)
    assert checked.status == "done", checked.message
    assert (checked.result["new"], checked.result["refused"], orders()) == (3, 0, [])
    with acting_as(shop.cast.scope(shop.cast.dealer_nairobi)):
        imports.take_over(job=checked, by=shop.cast.actor(shop.cast.dealer_nairobi), at=NOW)
    made = [
        ("A-1", "submitted", [(shop.filter.number, 10), (shop.pads.number, 4)]),
        ("A-2", "submitted", [(shop.filter.number, 2)]),
    ]
    assert orders() == made
    with system_scope("test"):
        numbers = {row.reference: row.number for row in PartsOrder.objects.all()}
        assert set(PartsOrder.objects.values_list("priority", flat=True)) == {"vor", "daily"}
    again_sent = file_of(shop, text)
    assert (again_sent.result["same"], orders()) == (3, made)
    assert f"was already an order: number {numbers['A-2']}" in said(again_sent)[4][1]
    other = file_of(shop, HEAD + f"A-1,{shop.pads.number},5,vor\n")
    assert "with other parts or pieces" in said(other)[2][1] and numbers["A-1"] in said(other)[2][1]
    assert orders() == made


def test_each_thing_that_is_wrong_is_told_with_its_column_and_mend(shop: Shop) -> None:
    another(shop, "PACK-1", pack=4)
    new = another(shop, "NEW-1")
    old = another(shop, "OLD-1")
    replaced(shop, [old], [(new, 1)])
    with system_scope("test"):
        stranger = Organization.objects.create(kind="manufacturer", name="Weiting Auto", slug="weiting", country="CN")
        foreign = services.add_part(manufacturer_id=stranger.pk, number="W-1", name="Wiper")
    rows = [
        ("NOPE-1", "1", "number", "No manufacturer here"),
        ("OLD-1", "1", "superseded", "was replaced by NEW-1: write forward or keep"),
        (foreign.number, "1", "number", "has not appointed your firm"),
        ("PACK-1", "3", "quantity", "packs of 4: order 4 instead of 3"),
        (shop.pads.number, "0", "quantity", "from 1 to 10000"),
        (shop.pads.number, "-2", "quantity", "from 1 to 10000"),
        (shop.pads.number, "1.5", "quantity", "from 1 to 10000"),
        (shop.pads.number, "1000000000", "quantity", "from 1 to 10000"),
        (shop.pads.number, "1.000", "quantity", "1.000"),
        (shop.pads.number, '"1,000"', "quantity", "1,000"),
        (shop.pads.number, "two", "quantity", "two"),
        (shop.pads.number, "", "quantity", "Empty"),
    ]
    text = "".join(f"R-{n},{number},{pieces},\n" for n, (number, pieces, _column, _words) in enumerate(rows))
    found = said(file_of(shop, HEAD + text + f"GOOD,{shop.pads.number},1,\n"))
    for n, (_number, _pieces, column, words) in enumerate(rows, start=2):
        assert found[n][0] == column and words in found[n][1], found[n]
    assert [reference for reference, *_rest in orders()] == ["GOOD"]


def test_an_order_is_whole_or_not_made(shop: Shop) -> None:
    text = HEAD + (
        f"B-1,{shop.pads.number},4,\nB-1,NOPE-1,1,\nB-2,{shop.pads.number},1,\nB-2,{shop.pads.number},2,\n"
        f"B-3,{shop.pads.number},1,vor\nB-3,{shop.filter.number},1,stock\nB-4,{shop.pump.number},1,\n"
    )
    found = said(file_of(shop, text))
    assert "Line 3 of this reference is refused" in found[2][1]
    assert "line 4 of this reference already" in found[5][1]
    assert found[7][0] == "priority"
    assert [reference for reference, *_rest in orders()] == ["B-4"]


def test_two_makers_in_one_reference_are_two_orders_and_a_shared_number_is_asked(shop: Shop) -> None:
    with system_scope("test"):
        services.add_part(manufacturer_id=shop.cast.maker_lanting.pk, number=shop.pads.number, name="Pads")
    head = "reference,part number,pieces,manufacturer\n"
    text = head + f"C-1,{shop.filter.number},1,\nC-1,{shop.lamp.number},1,\nC-2,{shop.pads.number},1,\n"
    job = file_of(shop, text + f"C-3,{shop.pads.number},1,Hanhai Motor\n")
    assert said(job)[4][0] == "manufacturer" and "Hanhai Motor" in said(job)[4][1]
    assert [(reference, len(lines)) for reference, _state, lines in orders()] == [("C-1", 1), ("C-1", 1), ("C-3", 1)]


def test_what_replaces_a_part_is_ordered_when_the_file_says_so(shop: Shop) -> None:
    new, old = another(shop, "NEW-1"), another(shop, "OLD-1")
    replaced(shop, [old], [(new, 1)])
    file_of(shop, "reference,part number,pieces,superseded\nD-1,OLD-1,2,forward\nD-2,OLD-1,2,keep\n")
    assert [lines for _reference, _state, lines in orders()] == [[("NEW-1", 2)], [("OLD-1", 2)]]


def test_on_the_page_and_over_the_api(shop: Shop, sign_in: SignIn) -> None:
    browser, software = sign_in(shop.cast.dealer_nairobi), Keyed(shop.cast.dealer_nairobi)
    assert "Your reference" in sound(browser.get("/parts/orders/import/"))
    text = HEAD + f"E-1,{shop.pads.number},1,\nE-2,NOPE,1,\n"
    upload = SimpleUploadedFile("orders.csv", text.encode(), content_type="text/csv")
    page = sound(browser.post("/parts/orders/import/", {"file": upload, "only_check": "on"}, follow=True))
    assert "NOPE" in page and orders() == []
    for _ in range(2):
        upload.seek(0)
        answer = software.client.post("/api/v1/orders/file/", {"file": upload, "request_key": "e-file"})
        assert answer.status_code == 202, answer.content
    rows = software.get(f"jobs/{answer.json()['id']}/rows/").json()
    assert [(row["line"], row["column"]) for row in rows] == [(3, "number")]
    (made,) = orders()
    assert made[0] == "E-1"
    upload.seek(0)
    assert Keyed(shop.cast.regulator_ke).client.post("/api/v1/orders/file/", {"file": upload}).status_code == 403


def test_the_same_reference_by_hand_says_that_it_was_an_order(shop: Shop, sign_in: SignIn) -> None:
    software, lines = Keyed(shop.cast.dealer_nairobi), [{"part": shop.pads.number, "quantity": 1}]
    given: dict[str, Any] = {"manufacturer": "hanhai", "country": "KE", "lines": lines, "reference": "F-1"}
    first = software.post("orders/", **given, request_key="key-1")
    assert (first.status_code, first.json()["already"], first.json()["reference"]) == (201, False, "F-1")
    second = software.post("orders/", **given, request_key="key-1")
    assert (second.status_code, second.json()["already"], second.json()["number"]) == (
        200,
        True,
        first.json()["number"],
    )
    third = software.post("orders/", **given, request_key="key-2")
    assert third.status_code == 400 and first.json()["number"] in third.content.decode()
    browser = sign_in(shop.cast.dealer_nairobi)
    asked = {
        "appointment": browser.get("/parts/orders/new/").context["form"].fields["appointment"].choices[0][0],
        "priority": "daily", "request_key": "0f0f0f0f-1111", "lines-TOTAL_FORMS": "1", "reference": "F-2",
        "lines-INITIAL_FORMS": "0", "lines-0-number": shop.pads.number, "lines-0-quantity": "3",
    }  # fmt: skip
    browser.post("/parts/orders/new/", asked)
    assert "was already an order: number PO-" in sound(browser.post("/parts/orders/new/", asked, follow=True))
    refused = browser.post("/parts/orders/new/", asked | {"request_key": "0f0f0f0f-2222"})
    assert refused.status_code == 422 and "Reference F-2 was already an order" in sound(refused)
    assert len(orders()) == 2


def test_what_only_fails_when_it_is_made_is_told_by_the_check_too(shop: Shop) -> None:
    text = "reference,part number,pieces,claim\n" + f"G-1,{shop.pads.number},1,C-NONE\nG-2,{shop.pads.number},1,\n"
    checked = file_of(shop, text, only_check=True)
    assert said(checked)[2][0] == "claim" and "C-NONE" in said(checked)[2][1]
    assert (checked.result["new"], orders()) == (1, [])
    assert again(file_of(shop, text)).result["new"] == 1
    assert [reference for reference, *_rest in orders()] == ["G-2"]


@pytest.mark.parametrize("cell", ["12", "12.0", " 12 ", "١٢", "１２"])
def test_pieces_in_the_figures_of_any_script(shop: Shop, cell: str) -> None:
    file_of(shop, HEAD + f"H-1,{shop.pads.number},{cell},\n")
    assert orders()[0][2] == [(shop.pads.number, 12)]
