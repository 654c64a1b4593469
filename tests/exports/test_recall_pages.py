"""Recalls on pages and over the API: each side sees and does its part, and every number opens its cars."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

from python_calamine import CalamineWorkbook

from apps.exports.models import Recall, RecallCar
from apps.organizations.scope import system_scope
from apps.parts.models import OrderLine, Part, PartsOrder, StockBalance
from tests.cast import NOW, Cast
from tests.exports.recalls import FACTS, WHY, listed, mark, order, published
from tests.factories import make_maker_codes, make_vehicle, make_vin
from tests.pages import browser

VINS = [make_vin(serial) for serial in range(1, 6)]
DRAFT = {
    "reference": "HH-9", "kind": "safety", "title": FACTS.title, "defect": FACTS.defect, "hazard": "fire",
    "risk": FACTS.risk, "remedy": FACTS.remedy, "advice": "outside", "part_numbers": "hvb-4410, hvb-4411\n",
}  # fmt: skip
LIST = "/exports/recalls/"


def words(answer: Any) -> str:
    """What a page says, without its marks."""
    return re.sub("<[^>]+>", "", answer.content.decode()).replace("\xa0", " ")


def test_a_manufacturer_drafts_chooses_cars_publishes_and_tells(cast: Cast) -> None:
    make_maker_codes(cast)
    for serial in (1, 2, 3):
        make_vehicle(cast.maker_hanhai, serial=serial)
    maker = browser(cast, cast.maker_hanhai)
    assert maker.post(f"{LIST}new/", {**DRAFT, "hazard": "none"}).status_code == 422
    sent = maker.post(f"{LIST}new/", DRAFT)
    assert sent.status_code == 302
    assert maker.post(f"{LIST}new/", DRAFT).url == sent.url
    assert maker.post(f"{LIST}new/", {**DRAFT, "hazard": "shock"}).status_code == 409
    with system_scope("test"):
        assert Recall.objects.get().part_numbers == ["HVB-4410", "HVB-4411"]
    rule = f"{sent.url}rule/"
    looked = words(maker.get(rule, {"models": "Sea 5", "plant": "0"}))
    assert "Cars: 3. Not on the list yet: 3." in looked
    assert "Choose something" in maker.get(rule, {"plant": ""}).content.decode()
    assert maker.post(rule, {"models": "Sea 5"}).status_code == 302
    version = re.search(r'name="version" value="(\d+)"', maker.get(sent.url).content.decode())
    published_page = {"note": "", "sure": "on", "version": version[1] if version else 1, "key": "k-1"}
    assert maker.post(f"{sent.url}publish/", published_page).status_code == 302
    marks = {"vins": f"{VINS[0]}, {VINS[1].lower()}", "kind": "remedied", "happened_on": "2026-03-04", "note": WHY}
    assert maker.post(f"{sent.url}marks/", marks).status_code == 302
    wrong = maker.post(f"{sent.url}marks/", {**marks, "vins": f"{VINS[4]} ABC"})
    assert (wrong.status_code, "ABC" in wrong.content.decode()) == (422, True)
    page = maker.get(sent.url)
    assert "66.7 %: 2 of 3 cars are remedied." in words(page)
    assert re.findall(r'cars/\?on=[\d-]+&amp;state=remedied"><bdi class="num">(\d+)<', page.content.decode()) == ["2"]
    assert len(re.findall("L0H", words(maker.get(f"{sent.url}cars/?state=remedied")))) == 2
    assert maker.get(f"{sent.url}cars/?on=31/31/2026").status_code == 422
    lines = list(csv.reader(io.StringIO(b"".join(maker.get(f"{sent.url}cars.csv?state=open")).decode("utf-8-sig"))))
    assert [line[:3] for line in lines] == [["vin", "country", "state"], [VINS[2], "KE", "open"]]


def test_an_office_orders_and_each_side_sees_its_part(cast: Cast) -> None:
    board = browser(cast, cast.regulator_ke)
    body = {**DRAFT, "manufacturer": cast.maker_hanhai.pk, "country": "KE", "instrument": "Standards Act, s. 12"}
    assert board.post(f"{LIST}order/", {**body, "country": "KZ"}).status_code == 422
    ordered = board.post(f"{LIST}order/", body)
    assert ordered.status_code == 302
    maker = browser(cast, cast.maker_hanhai)
    assert "Accept the order" in maker.get(ordered.url).content.decode()
    for who, status in ((cast.authority, 200), (cast.regulator_kz, 404), (cast.maker_lanting, 404), (cast.amina, 404)):
        assert browser(cast, who).get(ordered.url).status_code == status
    made = published(cast, *VINS)
    url = f"{LIST}{made.number}/"
    for who in (cast.regulator_ke, cast.regulator_kz, cast.maker_lanting, cast.dealer_nairobi, cast.amina):
        shown = browser(cast, who).get(url)
        assert (shown.status_code, FACTS.title in shown.content.decode()) == (200, True)
        assert VINS[0] not in shown.content.decode()
    lists = {
        who.slug: made.number in browser(cast, who).get(LIST).content.decode()
        for who in (cast.regulator_ke, cast.regulator_kz, cast.maker_lanting, cast.dealer_nairobi, cast.authority)
    }
    assert lists == {
        "board-ke": True, "committee-kz": False, "lanting": False, "savanna": True, "licensing": True,
    }  # fmt: skip
    cars = browser(cast, cast.regulator_ke).get(f"{url}cars/").content.decode()
    assert VINS[0] not in cars and "L0HCE4CB" in cars
    assert browser(cast, cast.dealer_nairobi).get(f"{url}cars/").status_code == 403


def test_the_quarterly_report_is_one_table_on_page_file_and_api(cast: Cast) -> None:
    first = NOW - timedelta(days=70)
    made = published(cast, *VINS[:4], at=first)
    listed(made, VINS[4], country="KZ", at=first)
    mark(cast, made, VINS[0], at=first + timedelta(days=2))
    mark(cast, made, VINS[1], at=NOW)
    mark(cast, made, VINS[2], kind="not_applicable", ground="scrapped", at=NOW)
    maker = browser(cast, cast.maker_hanhai)
    lines = list(
        csv.DictReader(io.StringIO(b"".join(maker.get(f"{LIST}report.csv?quarter=2026-Q1")).decode("utf-8-sig")))
    )
    told = [(line["country"], line["listed"], line["remedied_before"], line["remedied_in_quarter"]) for line in lines]
    assert told == [("KE", "4", "1", "1"), ("KZ", "1", "0", "0")]
    assert [(line["still_open"], line["completion"]) for line in lines] == [("1", "0.6667"), ("1", "0.0")]
    book = CalamineWorkbook.from_filelike(io.BytesIO(maker.get(f"{LIST}report.xlsx?quarter=2026-Q1").content))
    head, *rows = book.get_sheet_by_index(0).to_python()
    as_books = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(line["country"], line["listed"], line["completion"]) for line in as_books] == [
        ("KE", 4, 0.6667),
        ("KZ", 1, 0),
    ]
    by_api = maker.get("/api/v1/recalls/report/?quarter=2026-q1").json()
    assert [line["still_open"] for line in by_api["lines"]] == [1, 1]
    assert "66.7 %" in words(maker.get(f"{LIST}report/?quarter=2026-Q1"))
    assert maker.get(f"{LIST}report/?quarter=winter").status_code == 422
    for kind in ("csv", "xlsx"):
        assert maker.get(f"{LIST}report.{kind}?quarter=2026-Q5").status_code == 422
    assert maker.get("/api/v1/recalls/report/?quarter=2026-Q5").status_code == 400
    here = browser(cast, cast.regulator_ke).get("/api/v1/recalls/report/?quarter=2026-Q1").json()["lines"]
    assert [(line["country"], line["remedied"]) for line in here] == [("KE", 2)]
    assert browser(cast, cast.dealer_nairobi).get(f"{LIST}report/").status_code == 403


def test_parts_of_the_remedy_are_shown_by_country(cast: Cast) -> None:
    made = published(cast, VINS[0], part_numbers=("HVB-4410", "NONE-1"))
    with system_scope("test"):
        part = Part.objects.create(manufacturer=cast.maker_hanhai, number="HVB-4410", name="Battery module")
        sides = {"dealer": cast.dealer_nairobi, "manufacturer": cast.maker_hanhai, "country": "KE"}
        StockBalance.objects.create(part=part, part_number=part.number, on_hand=7, **sides)
        moments = {"submitted_at": NOW, "created_at": NOW, "updated_at": NOW}
        for status, quantity in (("submitted", 3), ("confirmed", 5), ("received", 90)):
            placed = PartsOrder.objects.create(
                number=f"S-{quantity}", request_key=f"k{quantity}", status="submitted", **moments, **sides
            )
            OrderLine.objects.create(order=placed, part=part, quantity=quantity, status=status, **sides)
    rows = browser(cast, cast.maker_hanhai).get(f"/api/v1/recalls/{made.number}/").json()["parts"]
    assert [tuple(row.values()) for row in rows] == [
        ("HVB-4410", "Battery module", "KE", 7, 8, 5), ("NONE-1", "", "", 0, 0, 0),
    ]  # fmt: skip
    assert "Battery module" in browser(cast, cast.authority).get(f"{LIST}{made.number}/").content.decode()


def test_over_the_api_a_program_drafts_lists_and_tells_and_publishes_nothing(cast: Cast) -> None:
    make_maker_codes(cast)
    make_vehicle(cast.maker_hanhai, serial=1)
    maker, api = browser(cast, cast.maker_hanhai), "/api/v1/recalls/"

    def post(path: str, body: dict) -> tuple[int, dict]:
        answer = maker.post(f"{api}{path}", body, content_type="application/json")
        return answer.status_code, answer.json()

    body = {**DRAFT, "part_numbers": ["HVB-4410"]}
    status, made = post("", body)
    assert (status, made["status"]) == (201, "drafted")
    assert post("", body)[1]["number"] == made["number"]
    assert post("", {**body, "title": "Another title"})[0] == 409
    number = made["number"]
    assert post(f"{number}/cars/", {"vins": VINS[:2]}) == (200, {"added": 2, "unknown": [VINS[1]]})
    assert post(f"{number}/cars/", {"vins": VINS[:2]})[1]["added"] == 0
    assert post(f"{number}/cars/", {"vins": [VINS[3], make_vin(1, wmi="L0L")]})[0] == 400
    assert post(f"{number}/rule/", {"models": ["Sea 5"], "only_count": True})[1] == {"found": 1, "added": 0}
    assert maker.post(f"{api}{number}/publish/").status_code == 404
    assert post(f"{number}/mark/", {"vins": VINS[:1], "kind": "remedied", "note": WHY})[0] == 400
    with system_scope("test"):
        Recall.objects.update(status="published", published_at=NOW)
        assert RecallCar.objects.count() == 2
    assert post(f"{number}/mark/", {"vins": VINS[:1], "kind": "remedied", "note": WHY})[1] == {"changed": 1}
    assert post(f"{number}/mark/", {"vins": VINS[:1], "kind": "take_back"})[1] == {"changed": 1}
    post(f"{number}/mark/", {"vins": VINS[:1], "kind": "remedied", "note": WHY})
    cars = maker.get(f"{api}{number}/cars/?state=remedied").json()["results"]
    assert [(car["vin"], car["state"]) for car in cars] == [(VINS[0], "remedied")]
    assert maker.get(f"{api}{number}/cars/?state=gone").status_code == 400
    detail = maker.get(f"{api}{number}/").json()
    assert (detail["completion"]["share"], detail["weeks"][-1]["remedied"]) == (0.5, 1)
    assert [row["number"] for row in maker.get(f"{api}?status=published").json()["results"]] == [number]
    ordered = order(cast)
    assert ordered.number in [row["number"] for row in maker.get(api).json()["results"]]
    workshop = browser(cast, cast.dealer_nairobi)
    assert workshop.get(f"{api}{number}/").json()["completion"] is None
    assert workshop.get(f"{api}{number}/cars/").status_code == 403
