"""What was declared of an exported car: recorded once, put right by another record, seen by whom it concerns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from apps.core.errors import Conflict, Refused
from apps.exports import services
from apps.exports.declared import Declared
from apps.exports.models import ExportRecord
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW
from tests.exports.conftest import Firms
from tests.exports.making import HANHAI, apply_for, declared, record
from tests.factories import LANTING_WMI, make_vin
from tests.pages import browser

REASON = "The odometer was read from another car"


def correct(firms: Firms, found: ExportRecord, line: Declared, reason: str = REASON) -> ExportRecord:
    cast = firms.cast
    with acting_as(cast.scope(cast.maker_hanhai)):
        return services.correct_record(
            record=found, declared=line, reason=reason, by=cast.actor(cast.maker_hanhai), at=NOW
        )


def current() -> list[tuple[str, int]]:
    with system_scope("test"):
        return list(ExportRecord.objects.current().order_by("id").values_list("vin", "odometer_km"))


def refused(firms: Firms, **changes: Any) -> tuple[str, str]:
    with pytest.raises(Refused) as told:
        record(firms.cast, declared(**changes))
    return told.value.field, str(told.value)


def test_the_same_twice_is_one_record_and_other_facts_ask_for_a_correction(firms: Firms) -> None:
    first = record(firms.cast, declared())
    assert record(firms.cast, declared()) == first
    with pytest.raises(Conflict) as told:
        record(firms.cast, declared(odometer_km=13))
    assert (told.value.field, "“12”, now “13”" in str(told.value)) == ("odometer_km", True)


def test_a_correction_takes_the_place_and_both_stay(firms: Firms) -> None:
    first = record(firms.cast, declared())
    second = correct(firms, first, declared(odometer_km=31))
    assert current() == [(make_vin(1), 31)]
    assert correct(firms, first, declared(odometer_km=31)) == second
    assert record(firms.cast, declared()) == first  # sent again, what was put right does not come back
    with pytest.raises(Conflict):
        correct(firms, first, declared(odometer_km=32))
    for line, reason in ((declared(odometer_km=31), REASON), (declared(odometer_km=33), "wrong")):
        with pytest.raises(Refused):
            correct(firms, second, line, reason)
    with pytest.raises(Refused) as other_car:
        correct(firms, second, declared(2))
    assert other_car.value.field == "vin"
    with system_scope("test"):
        assert ExportRecord.objects.count() == 2


def test_the_same_car_under_another_licence_is_another_record(firms: Firms) -> None:
    record(firms.cast, declared())
    record(firms.cast, declared(licence_number="26-101"))
    assert len(current()) == 2


def test_what_cannot_be_is_refused_by_field(firms: Firms) -> None:
    cases: list[tuple[str, dict[str, Any]]] = [
        ("exported_on", {"exported_on": date(2026, 3, 5)}),
        ("first_registered_on", {"condition": "used"}),
        ("condition", {"condition": "old"}),
        ("country", {"country": "XX"}),
        ("first_registered_on", {"first_registered_on": date(2026, 3, 3)}),
        ("first_registered_on", {"first_registered_on": date(2026, 1, 3), "transferred_on": date(2026, 1, 2)}),
        ("transferred_on", {"transferred_on": date(2026, 3, 3)}),
        ("odometer_km", {"odometer_km": 10_000_001}),
        ("vin", {"vin": "L0HCE4CB0S000000"}),
        ("legal_ground", {"legal_ground": "a law"}),
    ]
    for field, changes in cases:
        assert refused(firms, **changes)[0] == field, changes


def test_the_exporter_is_named_exactly(firms: Firms) -> None:
    for given in ("瀚海汽车(集团)有限公司", "瀚海汽车（集团）有限公"):
        field, said = refused(firms, exporter=given)
        assert field == "exporter"
        assert HANHAI in said
    assert "announced" in refused(firms, exporter="青鸾汽车有限公司")[1]


def test_a_maker_declares_for_itself_and_the_traders_it_authorised(firms: Firms) -> None:
    made = record(firms.cast, declared(exporter=firms.trader.name))
    assert made.manufacturer_id == firms.cast.maker_hanhai.pk
    for other in (firms.stranger, firms.used):
        assert refused(firms, exporter=other.name)[0] == "exporter"
    with pytest.raises(Refused):
        record(firms.cast, declared(2), who=firms.cast.maker_lanting)
    with pytest.raises(PermissionDenied):
        record(firms.cast, declared(2), who=firms.cast.regulator_ke)


def test_another_makers_car_needs_the_legal_ground_and_a_used_one_none(firms: Firms) -> None:
    vin = make_vin(7, wmi=LANTING_WMI)
    assert "another maker's" in refused(firms, vin=vin)[1]
    assert record(firms.cast, declared(vin=vin, legal_ground="Court order 12 of 2026")).pk
    used = declared(
        vin=vin, exporter=firms.used.name, condition="used", first_registered_on=date(2025, 8, 1),
        transferred_on=date(2026, 1, 5), licence_number="26-U1",
    )  # fmt: skip
    assert record(firms.cast, used, who=firms.cast.authority).manufacturer_id is None


def test_the_licence_says_for_which_maker_a_trader_exports(firms: Firms) -> None:
    apply_for(firms.cast, firms.stranger, number="26-9", maker=firms.hanhai)
    line = declared(exporter=firms.stranger.name, licence_number="26-9")
    assert record(firms.cast, line, who=firms.cast.authority).manufacturer_id == firms.cast.maker_hanhai.pk
    with pytest.raises(Refused):  # nobody is known to act for: Hanhai's code asks for the ground
        record(firms.cast, replace(line, licence_number="26-8"), who=firms.cast.authority)


def test_each_side_sees_what_concerns_it_and_watchers_no_serial(firms: Firms) -> None:
    found, cast = record(firms.cast, declared()), firms.cast
    for who, status in ((cast.maker_hanhai, 200), (cast.regulator_ke, 200), (cast.authority, 200),
                        (cast.maker_lanting, 404), (cast.regulator_kz, 404), (cast.dealer_nairobi, 403)):  # fmt: skip
        page = browser(cast, who).get(f"/exports/records/{found.pk}/")
        assert page.status_code == status
        if status == 200:
            assert (found.vin in page.content.decode()) == (who == cast.maker_hanhai)
    listed = browser(cast, cast.regulator_ke).get("/exports/records/").content.decode()
    assert found.get_absolute_url() in listed
    assert found.vin not in listed


def test_by_pages_a_record_is_made_and_put_right(firms: Firms) -> None:
    maker, line = browser(firms.cast, firms.cast.maker_hanhai), declared()
    form = {name: "" if value is None else str(value) for name, value in vars(line).items()}
    made = maker.post("/exports/records/new/", form)
    assert made.status_code == 302
    assert "Sea 5" in maker.get(made["Location"]).content.decode()
    again = maker.post(f"{made['Location']}correct/", {**form, "odometer_km": "1,250 km", "reason": REASON})
    assert again.status_code == 302
    page = maker.get(again["Location"]).content.decode()
    assert REASON in page
    assert current() == [(line.vin, 1250)]
    assert "Another record stands" in maker.get(made["Location"]).content.decode()


def test_the_api_records_puts_right_and_lists(firms: Firms) -> None:
    maker = browser(firms.cast, firms.cast.maker_hanhai)
    body = {name: None if value is None else value for name, value in vars(declared()).items()}
    first, second = (maker.post("/api/v1/export-records/", body, content_type="application/json") for _ in range(2))
    assert (first.status_code, second.json()) == (201, first.json())
    url = f"/api/v1/export-records/{first.json()['id']}/correct/"
    facts = {name: value for name, value in body.items() if name not in ("vin", "exporter")}
    right = maker.post(url, {**facts, "country": "kz", "reason": REASON}, content_type="application/json")
    assert (right.status_code, right.json()["country"]) == (201, "KZ")
    listed = maker.get("/api/v1/export-records/?country=KZ").json()["results"]
    assert [row["supersedes"] for row in listed] == [first.json()["id"]]
    assert maker.get("/api/v1/export-records/?country=KE").json()["results"] == []
    other = maker.post("/api/v1/export-records/", {**body, "odometer_km": 90}, content_type="application/json")
    assert (other.status_code, other.json()["code"]) == (409, "other_facts")
