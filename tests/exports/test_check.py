"""The public check: what anybody learns of a car by its VIN, and what nobody does."""

from __future__ import annotations

import gzip
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.exports.check import Answer, answer_of
from apps.exports.models import ExportRecord, LicenceHold, OrphanReport
from apps.organizations.models import Appointment
from apps.organizations.scope import public_scope, system_scope
from apps.vehicles.models import Vehicle
from apps.vehicles.vin_reading import read_vin
from tests.cast import NOW, Cast
from tests.core.face import STATIC, markup_errors
from tests.exports.conftest import Firms
from tests.exports.making import HANHAI, declared, issue, record, seal_all
from tests.exports.recalls import mark, published
from tests.exports.test_findings import (
    export,
    licence,  # noqa: F401  # under it Hanhai may export
)
from tests.factories import make_owned_vehicle, make_plan, make_vehicle, make_vin
from tests.pages import browser


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


def told(vin: str) -> Answer:
    return answer_of(read_vin(vin), at=NOW)


def said(answer: Answer) -> dict[str, str]:
    return {section.code: " ".join([section.answer, *section.lines]) for section in answer.sections}


def asked(client: Client, vin: str) -> str:
    page = client.post("/check/", {"vin": vin})
    assert page.status_code == 200
    return page.content.decode()


def text_of(page: str) -> str:
    """What a page says, without what is new on each page and without the VIN."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|name="csrf-token" content="[^"]*"', "", page)
    page = re.sub(r"<time[^>]*>[^<]*</time>", "", page)
    return re.sub(r"L0[HX][A-Z0-9]{14}", "VIN", page)


@pytest.mark.usefixtures("licence")
def test_a_lawful_export(firms: Firms) -> None:
    make_vehicle(firms.cast.maker_hanhai)
    make_plan(firms.cast.maker_hanhai)
    answer = told(export(firms).vin)
    words = said(answer)
    assert answer.on_record
    assert words["export"].startswith("Yes: it was declared for export under a licence that held that day.")
    assert "瀚海汽车（集团）有限公司 (Manufacturer) declared it for Kenya; it left on 2 March 2026" in words["export"]
    assert "Hanhai Motor Sea 5 2025, exported to Kenya on 12 January 2026" in words["export"]
    assert words["condition"] == "It was declared as new."
    assert words["service"] == (
        "Hanhai Motor has appointed 1 workshop in Kenya. Savanna Motors, 1 Workshop Road, Nairobi"
    )
    assert "36 months or 100,000 km, whichever comes first (Basic, Warranty booklet)" in words["warranty"]


@pytest.mark.usefixtures("licence")
def test_a_licence_that_did_not_hold_is_not_confirmed_and_nobody_is_accused(firms: Firms) -> None:
    first, second = export(firms, serial=1), export(firms, serial=2, licence_number="26-999")
    with system_scope("test"):
        held = ExportRecord.objects.get(pk=first.pk)
        hold = {"begins_on": held.exported_on, "for_good": False, "manufacturer": firms.cast.maker_hanhai}
        LicenceHold.objects.create(licence_id=firms.hanhai.licences.get().pk, **hold)
    for row in (first, second):
        words = said(told(row.vin))["export"]
        assert words.startswith("It was declared for export, but we cannot confirm a licence for that day.")
        assert "This accuses nobody" in words
        assert "suspended" not in words


@pytest.mark.usefixtures("licence")
def test_only_what_counts_is_told_and_differing_words_are_both(firms: Firms) -> None:
    new = export(firms)
    export(firms, condition="used", odometer_km=4_000, licence_number="26-U")
    words = said(told(new.vin))["condition"]
    assert words.startswith("It was declared once one way and once another.")
    assert "东港二手车出口有限公司, 2 March 2026: Used" in words


def test_the_makers_own_record_is_told_without_a_licence(firms: Firms) -> None:
    vin = make_vehicle(firms.cast.maker_hanhai, country="UG").vin
    words = said(told(vin))
    assert words["export"].startswith("Its maker recorded the export.")
    assert "condition" not in words
    assert words["service"].startswith("Hanhai Motor has appointed nobody in Uganda. Savanna Motors, Kenya")


def test_a_letter_that_binds_is_told_with_who_serves_the_car(firms: Firms) -> None:
    issue(firms.cast, 1, 2)
    seal_all()
    words = said(told(make_vin(1)))["letter"]
    assert words.startswith(f"Yes: {HANHAI} confirmed it for Kenya by a letter of 4 March 2026, which is valid.")
    assert "Savanna Motors" in words
    assert "26-100" not in words
    assert "letter" not in said(told(make_vin(9)))
    vin = make_vehicle(firms.cast.maker_hanhai, serial=9).vin
    cache.clear()
    assert said(told(vin))["letter"].startswith("No letter of its maker names this car.")


def test_the_day_of_a_letter_is_the_one_that_stands_on_it(firms: Firms) -> None:
    evening = NOW.replace(hour=17)  # the next day in China, not in Kenya
    issue(firms.cast, 1, at=evening)
    seal_all(evening)
    found = answer_of(read_vin(make_vin(1)), at=evening + timedelta(days=1))
    assert "by a letter of 5 March 2026" in said(found)["letter"]


def test_recalls_that_wait_are_told_until_they_are_mended(firms: Firms) -> None:
    cast = firms.cast
    vin = make_vehicle(cast.maker_hanhai).vin
    assert said(told(vin))["recall"] == "No recall on record here waits for this car."
    found = published(cast, vin)
    cache.clear()
    words = said(told(vin))["recall"]
    assert words.startswith("1 recall waits for this car: a workshop of its maker mends it free of charge.")
    assert f"{found.number}: {found.title}." in words
    mark(cast, found, vin)
    cache.clear()
    assert "No recall on record here" in said(told(vin))["recall"]


def test_where_nobody_serves_there_is_always_somebody_to_ask(firms: Firms) -> None:
    vin = make_vehicle(firms.cast.maker_lanting, country="KZ").vin
    with system_scope("test"):
        Appointment.objects.filter(manufacturer=firms.cast.maker_lanting).delete()
    assert "The authority there: Consumer Committee of Kazakhstan" in said(told(vin))["service"]


def test_a_term_of_the_portal_is_no_promise_and_later_terms_stand_beside_the_first(firms: Firms) -> None:
    cast = firms.cast
    vin = make_vehicle(cast.maker_hanhai).vin
    make_plan(None, name="Of the portal")
    assert "No warranty term of its maker" in said(told(vin))["warranty"]
    make_plan(cast.maker_hanhai, name="Old")
    make_plan(cast.maker_hanhai, name="Kenya", country="KE", months=1, kilometres=None, effective_from=date(2026, 2, 1))
    make_plan(cast.maker_hanhai, name="Beside", effective_from=date(2026, 2, 2))
    cache.clear()
    words = said(told(vin))["warranty"]
    assert [name for name in ("Old", "Kenya", "Beside") if f"({name}" in words] == ["Old", "Kenya"]
    assert "The whole car: 1 month, whatever the distance (Kenya" in words


def test_no_record_says_what_it_means_and_what_to_do(cast: Cast) -> None:
    page = asked(Client(), make_vin(7))
    for words in ("We hold no record of this car.", "no proof of anything", "ask the seller for the export licence"):
        assert words in page
    assert 'action="/check/report/"' in page
    assert "By its code it was built in Germany" in asked(Client(), "WVWZZZ1JZXW000001")


def test_nothing_tells_whether_somebody_registered_a_car(firms: Firms) -> None:
    """Neither of a car without a record nor of one with it: pages are the same but for the VIN."""
    cast = firms.cast
    make_vehicle(None, vin=make_vin(1, wmi="L0X"), exported_on=None, owner=cast.amina, maker_name="X")
    pages = [text_of(asked(Client(), make_vin(serial, wmi="L0X"))) for serial in (1, 2)]
    assert pages[0] == pages[1]
    make_plan(cast.maker_hanhai)
    make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi, serial=3, odometer_km=77_777)
    make_vehicle(cast.maker_hanhai, serial=4)
    pages = [text_of(asked(Client(), make_vin(serial))) for serial in (3, 4)]
    assert pages[0] == pages[1]
    assert "Amina" not in pages[0]


def test_the_public_reaches_no_other_car_by_any_query(firms: Firms) -> None:
    vin = make_vehicle(firms.cast.maker_hanhai, serial=1).vin
    make_vehicle(firms.cast.maker_hanhai, serial=2)
    record(firms.cast, declared(1))
    record(firms.cast, declared(2))
    with public_scope(vin):
        assert list(Vehicle.objects.order_by("id").values_list("vin", flat=True)) == [vin]
        assert list(ExportRecord.objects.order_by("id").values_list("vin", flat=True)) == [vin]
    for nobody in ("", "%", "L0H"):
        with public_scope(nobody):
            assert not Vehicle.objects.order_by().values_list("vin").exists()
            assert not ExportRecord.objects.order_by().values_list("vin").exists()


def test_an_answer_is_kept_for_ten_minutes_and_without_its_vin(firms: Firms, django_assert_num_queries: Any) -> None:
    reading, now = read_vin(make_vin(1)), timezone.now()
    first = answer_of(reading, at=now)
    make_vehicle(firms.cast.maker_hanhai)
    with django_assert_num_queries(0):
        assert answer_of(reading, at=now + timedelta(minutes=9)) == first
    keys = list(cache.iter_keys("*"))
    assert not [key for key in keys if reading.vin in key or reading.vin in str(cache.get(key))]
    assert answer_of(reading, at=now + timedelta(minutes=11)).on_record


@pytest.mark.usefixtures("licence")
def test_the_cost_of_an_answer(firms: Firms, django_assert_max_num_queries: Any) -> None:
    make_vehicle(firms.cast.maker_hanhai)
    make_plan(firms.cast.maker_hanhai)
    vin = export(firms).vin
    with django_assert_max_num_queries(22, connection=connection):  # half of them open and close scopes
        told(vin)


def test_the_page_is_light_and_has_no_scripts(firms: Firms) -> None:
    make_vehicle(firms.cast.maker_hanhai)
    make_plan(firms.cast.maker_hanhai)
    for language in ("en", "zh-hans", "ar"):
        client = browser(firms.cast, headers={"accept-language": language})
        for vin in (make_vin(1), make_vin(2)):
            page = asked(client, vin)
            assert "<script" not in page
            assert markup_errors(page) == []
            weight = len(gzip.compress(page.encode())) + len(gzip.compress((STATIC / "css/app.css").read_bytes()))
            assert weight <= 15_000, weight


def test_no_address_holds_the_vin(cast: Cast) -> None:
    answer = Client().post("/check/", {"vin": make_vin(1)})
    assert answer.request["QUERY_STRING"] == ""
    assert "no-store" in answer["Cache-Control"]
    assert Client().get("/vehicles/check/")["Location"] == "/check/"


def test_what_is_no_vin_is_told_at_the_field(cast: Cast) -> None:
    answer = Client().post("/check/", {"vin": "L0HCE4CBIS0000001"})
    assert answer.status_code == 422
    assert "is never used in a VIN: it is probably 1" in answer.content.decode()
    assert markup_errors(answer.content.decode()) == []


def test_whoever_walks_through_vins_is_stopped(cast: Cast, settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "checks": (2, 3600)}
    statuses = [Client().post("/check/", {"vin": make_vin(serial)}).status_code for serial in (1, 2, 3)]
    assert statuses == [200, 200, 429]
    assert "try again in" in Client().post("/check/", {"vin": make_vin(3)}).content.decode()


def test_a_mere_look_is_not_kept(cast: Cast) -> None:
    asked(Client(), make_vin(1))
    with system_scope("test"):
        assert not OrphanReport.objects.exists()


def test_registries_get_the_same_answer(firms: Firms, settings: Any) -> None:
    cast = firms.cast
    make_vehicle(cast.maker_hanhai)
    registry = browser(cast, cast.regulator_kz)
    answer = registry.get(f"/api/v1/vin-checks/{make_vin(1)}/")
    assert answer.status_code == 200
    on_page = told_now(make_vin(1))
    assert answer.json()["on_record"] is True
    assert [row["answer"] for row in answer.json()["sections"]] == [row.answer for row in on_page.sections]
    assert set(answer.json()["sections"][0]) == {"code", "title", "tone", "answer", "lines"}
    wrong = registry.get("/api/v1/vin-checks/L0HCE4CBIS0000001/")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "forbidden")
    assert browser(cast, cast.dealer_nairobi).get(f"/api/v1/vin-checks/{make_vin(1)}/").status_code == 403
    settings.LIMITS = {**settings.LIMITS, "registry-checks": (1, 3600)}
    cache.clear()
    statuses = [registry.get(f"/api/v1/vin-checks/{make_vin(n)}/").status_code for n in (1, 2)]
    assert statuses == [200, 429]


def told_now(vin: str) -> Answer:
    return answer_of(read_vin(vin), at=timezone.now())


def test_the_front_page_asks_for_a_vin(cast: Cast) -> None:
    page = Client().get("/").content.decode()
    assert 'action="/check/"' in page
    assert markup_errors(page) == []


def test_plans_are_the_makers(cast: Cast) -> None:
    """Another maker's terms are never told of a car."""
    make_plan(cast.maker_lanting)
    vin = make_vehicle(cast.maker_hanhai).vin
    assert "No warranty term" in said(told(vin))["warranty"]
