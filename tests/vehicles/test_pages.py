"""Pages of vehicles: one car, lists, records of exports, files, the public check."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from apps.casework.models import Job
from apps.organizations.scope import system_scope
from apps.vehicles.models import Vehicle
from tests.cast import Cast
from tests.factories import make_owned_vehicle, make_vehicle, make_vin
from tests.pages import browser
from tests.vehicles.test_imports import HEADING, line


def test_the_car_is_shown_to_its_sides_and_not_found_by_others(makers: Cast) -> None:
    vehicle = make_owned_vehicle(makers.amina, makers.maker_hanhai, makers.dealer_nairobi)
    address = vehicle.get_absolute_url()
    for who in (makers.amina, makers.dealer_nairobi, makers.maker_hanhai, makers.regulator_ke, makers.authority):
        page = browser(makers, who).get(address, follow=True)
        assert page.status_code == 200
        assert "Under warranty" in page.content.decode()
    for who in (makers.boris, makers.dealer_almaty, makers.maker_lanting, makers.regulator_kz):
        assert browser(makers, who).get(address).status_code == 404
        assert browser(makers, who).get(f"{address}reading/").status_code in (403, 404)
    assert browser(makers).get(address).status_code == 302


def test_the_list_filters_and_pages_with_a_constant_number_of_queries(
    makers: Cast, django_assert_max_num_queries
) -> None:
    for serial in range(60):
        make_vehicle(makers.maker_hanhai, serial=serial, country="KZ" if serial < 5 else "KE")
    make_owned_vehicle(makers.amina, makers.maker_hanhai, makers.dealer_nairobi, serial=70, powertrain="phev")
    maker = browser(makers, makers.maker_hanhai)
    maker.get("/vehicles/")
    with django_assert_max_num_queries(19):
        page = maker.get("/vehicles/").content.decode()
    assert page.count('<th scope="row">') == 50
    assert "after=" in page or "cursor=" in page
    rows = '<th scope="row">'
    assert maker.get("/vehicles/", {"country": "KZ"}).content.decode().count(rows) == 5
    assert maker.get("/vehicles/", {"powertrain": "phev"}).content.decode().count(rows) == 1
    assert maker.get("/vehicles/", {"vin": make_vin(7).lower()}).content.decode().count(rows) == 1
    assert maker.get("/vehicles/", {"vin": "L0H"}).content.decode().count(rows) == 50
    assert maker.get("/vehicles/", {"registered": "true"}).content.decode().count(rows) == 1
    assert "No vehicle matches" in maker.get("/vehicles/", {"model": "Lake"}).content.decode()
    assert "No vehicle matches" in maker.get("/vehicles/", {"vin": "'; --"}).content.decode()
    assert "No vehicle is on record yet" in browser(makers, makers.maker_lanting).get("/vehicles/").content.decode()
    assert browser(makers, makers.dealer_nairobi).get("/vehicles/").content.decode().count(rows) == 1


def test_readings_rise_and_a_jump_is_asked_about_once(makers: Cast) -> None:
    vehicle = make_owned_vehicle(makers.amina, makers.maker_hanhai, makers.dealer_nairobi)
    address = f"{vehicle.get_absolute_url()}reading/"
    owner, today = browser(makers, makers.amina), timezone.localdate()
    less = owner.post(address, {"odometer_km": "19", "on": today})
    assert less.status_code == 422
    assert "an odometer never goes back" in less.content.decode()
    future = owner.post(address, {"odometer_km": "30", "on": today + timedelta(days=2)})
    assert "lies in the future" in future.content.decode()
    jump = {"odometer_km": "1990000", "on": today}
    asked = owner.post(address, jump)
    assert asked.status_code == 422
    assert "more than 2,000 km a day" in asked.content.decode()
    assert 'name="figure_checked"' in asked.content.decode()
    assert owner.post(address, {**jump, "figure_checked": "on"}).status_code == 302
    assert owner.post(address, {**jump, "figure_checked": "on"}).status_code == 302
    with system_scope("test"):
        assert vehicle.readings.count() == 2
        assert Vehicle.objects.get().odometer_km == 1_990_000
    assert browser(makers, makers.dealer_nairobi).post(address, {**jump, "odometer_km": "1990001"}).status_code == 302


EXPORT = {
    "vin": make_vin(1),
    "country": "KE",
    "model_name": "Sea 5",
    "model_year": "2025",
    "powertrain": "bev",
    "built_on": "2025-11-03",
    "exported_on": "2026-01-12",
}


def test_a_maker_records_a_vehicle_once(makers: Cast) -> None:
    maker = browser(makers, makers.maker_hanhai)
    assert maker.post("/vehicles/exports/new/", EXPORT).status_code == 302
    assert maker.post("/vehicles/exports/new/", EXPORT).status_code == 302
    other = maker.post("/vehicles/exports/new/", {**EXPORT, "country": "KZ"})
    assert other.status_code == 409
    assert "on record with another country" in other.content.decode()
    with system_scope("test"):
        assert Vehicle.objects.count() == 1


@pytest.mark.parametrize("field", EXPORT)
def test_nonsense_in_a_record_is_told_and_kept(makers: Cast, field: str) -> None:
    maker = browser(makers, makers.maker_hanhai)
    for value in ("", "\0", "x" * 500, "-1", "99999999999999999999"):
        response = maker.post("/vehicles/exports/new/", {**EXPORT, field: value})
        assert response.status_code in (302, 409, 422), value


def test_owners_and_dealers_record_no_exports(makers: Cast) -> None:
    for who in (makers.amina, makers.dealer_nairobi, makers.regulator_ke):
        assert browser(makers, who).post("/vehicles/exports/new/", EXPORT).status_code == 403
        assert browser(makers, who).get("/vehicles/imports/").status_code == 403


def test_a_file_is_sent_read_and_reported(makers: Cast) -> None:
    maker = browser(makers, makers.maker_hanhai)
    text = "\n".join([HEADING, line(1), line(2, country="XX")])
    key = "7b7c9c3e-0a54-4c55-8a5e-3f3f8a3a3a3a"
    for _twice in range(2):
        file = SimpleUploadedFile("cars.csv", text.encode(), "text/csv")
        sent = maker.post("/vehicles/imports/", {"file": file, "request_key": key})
        assert sent.status_code == 302
    page = maker.get(sent["Location"]).content.decode()
    assert "is no country" in page
    with system_scope("test"):
        kept = reverse("vehicles:import", args=[Job.objects.get().pk])
    assert maker.get(kept)["Location"] == sent["Location"]
    assert "is no country" in b"".join(maker.get(f"{kept}report.csv").streaming_content).decode()
    assert b"".join(maker.get("/vehicles/imports/template.csv")).decode().strip() == HEADING
    assert browser(makers, makers.maker_lanting).get(sent["Location"]).status_code == 404
    assert browser(makers, makers.maker_lanting).get(f"{kept}report.csv").status_code == 404
    assert browser(makers, makers.maker_lanting).get(kept).status_code == 404
    assert maker.post("/vehicles/imports/", {"request_key": key}).status_code == 422
    with system_scope("test"):
        assert Job.objects.count() == Vehicle.objects.count() == 1


@pytest.mark.parametrize(
    ("vin", "words"),
    [
        (make_vin(1), "What we read"),
        ("L0HCE4CBIS0000001", "never used in a VIN"),
        ("АBCDEFGH", "letter of another alphabet"),
        ("😀", "cannot stand in a VIN"),
    ],
)
def test_anybody_may_check_a_vin(makers: Cast, vin: str, words: str) -> None:
    make_owned_vehicle(makers.amina, makers.maker_hanhai, makers.dealer_nairobi)
    page = browser(makers).post("/check/", {"vin": vin}).content.decode()
    assert words in page


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
@pytest.mark.parametrize("typed", ["14,500", "14 500 km", "١٤٬٥٠٠", "１４５００公里"])
def test_the_odometer_is_read_as_it_is_written(makers: Cast, language: str, typed: str) -> None:
    vehicle = make_owned_vehicle(makers.amina, makers.maker_hanhai, makers.dealer_nairobi)
    owner = browser(makers, makers.amina, headers={"accept-language": language})
    data = {"odometer_km": typed, "on": timezone.localdate().isoformat()}
    assert owner.post(f"{vehicle.get_absolute_url()}reading/", {**data, "figure_checked": "on"}).status_code == 302
    with system_scope("test"):
        assert Vehicle.objects.get().odometer_km == 14_500


def test_two_readings_of_a_number_and_of_a_day_are_asked_about(makers: Cast) -> None:
    vehicle = make_owned_vehicle(makers.amina, makers.maker_hanhai, makers.dealer_nairobi)
    answer = browser(makers, makers.amina).post(
        f"{vehicle.get_absolute_url()}reading/", {"odometer_km": "15.000", "on": "05/10/2025"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“15.000” can be read as 15000 or as 15: write the number without a point." in page
    assert "“05/10/2025” can be read as 2025-05-10 or 2025-10-05" in page
    with system_scope("test"):
        assert vehicle.readings.count() == 1


def test_a_car_is_found_under_its_vin_however_it_is_written(makers: Cast) -> None:
    vehicle = make_owned_vehicle(makers.amina, makers.maker_hanhai, makers.dealer_nairobi)
    owner, small = browser(makers, makers.amina), vehicle.vin.lower()
    for address in (
        f"/vehicles/{small}/",
        f"/vehicles/*{vehicle.vin}*/reading/",
        f"/warranty/cars/{small}/dealer/",
        f"/warranty/registered/{small[:3]}-{small[3:]}/",
        f"/claims/new/?vin=%20{small}",
        f"/api/v1/vehicles/{small}/",
    ):
        assert owner.get(address).status_code == 200, address
    for address in ("/vehicles/hello/", f"/vehicles/{small[:-1]}/", "/api/v1/vehicles/hello-hello-hello-hello/"):
        assert owner.get(address).status_code == 404, address


def test_an_owner_reads_the_whole_vin_of_a_car_without_a_name(cast: Cast) -> None:
    vehicle = make_owned_vehicle(cast.amina, cast.maker_hanhai, None, maker_name="", model_name="")
    page = browser(cast, cast.amina).get(f"/vehicles/{vehicle.vin}/").content.decode()
    assert f"<h1><bdi>{vehicle.vin}</bdi></h1>" in page
    assert "•" not in page
