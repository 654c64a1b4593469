"""Vehicles over the API, with an organisation's key or as an owner."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.organizations import services
from apps.organizations.scope import Actor, acting_as
from tests.cast import NOW, Cast
from tests.factories import make_owned_vehicle, make_plan, make_vehicle, make_vin
from tests.pages import browser

VEHICLES = "/api/v1/vehicles/"
EXPORT = {
    "vin": make_vin(1),
    "country": "KE",
    "model_name": "Sea 5",
    "model_year": 2025,
    "powertrain": "bev",
    "built_on": "2025-11-03",
    "exported_on": "2026-01-12",
}


def with_key(cast: Cast, firm: Any, *, may_write: bool = True) -> Client:
    person = cast.staff[firm.pk]
    cast.make_admin(firm)
    admin = Actor(side=cast.scope(firm).side, name="Admin", user_id=person.pk, organization_id=firm.pk, role="admin")
    with acting_as(cast.scope(firm)):
        _key, whole = services.create_key(name="test", may_write=may_write, by=admin, at=NOW)
    return Client(headers={"authorization": f"Api-Key {whole}"})


def send(client: Client, body: dict[str, Any]) -> Any:
    return client.post(VEHICLES, body, content_type="application/json")


def test_each_side_reads_its_own(makers: Cast) -> None:
    vehicle = make_owned_vehicle(makers.amina, makers.maker_hanhai, makers.dealer_nairobi)
    for firm in (makers.maker_hanhai, makers.dealer_nairobi, makers.regulator_ke, makers.authority):
        body = with_key(makers, firm).get(f"{VEHICLES}{vehicle.vin}/").json()
        assert body["coverage"] == {
            "starts_on": "2026-02-01", "ends_on": "2029-01-31", "kilometres": 100_000, "standing": "covered",
            "plan": ANY,
        }  # fmt: skip
        assert body["dealer"]["slug"] == "savanna"
    for firm in (makers.maker_lanting, makers.dealer_almaty, makers.regulator_kz):
        client = with_key(makers, firm)
        assert client.get(VEHICLES).json()["results"] == []
        assert client.get(f"{VEHICLES}{vehicle.vin}/").status_code == 404
    assert Client().get(VEHICLES).status_code == 401


def test_the_list_filters_and_costs_the_same_however_long(makers: Cast) -> None:
    client = with_key(makers, makers.maker_hanhai)
    client.get(VEHICLES)
    costs = []
    for serials in (range(2), range(2, 30)):
        for serial in serials:
            make_vehicle(makers.maker_hanhai, serial=serial, country="KZ" if serial % 3 else "KE")
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(VEHICLES).json()["results"]) == serials.stop
        costs.append(len(queries))
    # One for the rows; the others say who asks and open and close the scope.
    assert costs[0] == costs[1] <= 12
    assert len(client.get(VEHICLES, {"country": "KE"}).json()["results"]) == 10
    first = client.get(VEHICLES, {"page_size": 20}).json()
    assert len(client.get(first["next"]).json()["results"]) == 10


def test_a_maker_records_an_export(makers: Cast) -> None:
    client = with_key(makers, makers.maker_hanhai)
    assert send(client, EXPORT).status_code == 201
    assert send(client, EXPORT).json()["vin"] == make_vin(1)
    conflict = send(client, {**EXPORT, "country": "KZ"})
    assert conflict.status_code == 409
    assert "country" in conflict.json()


def test_a_bad_check_digit_needs_a_look_at_the_plate(makers: Cast) -> None:
    vin = make_vin(1)
    wrong = vin[:8] + ("0" if vin[8] != "0" else "1") + vin[9:]
    client = with_key(makers, makers.maker_hanhai)
    assert "plate_checked" in send(client, {**EXPORT, "vin": wrong}).json()
    assert send(client, {**EXPORT, "vin": wrong, "plate_checked": True}).status_code == 201


def test_an_owner_registers(makers: Cast) -> None:
    make_plan(makers.maker_hanhai)
    client = browser(makers, makers.amina)
    body = {
        "vin": make_vin(1),
        "country": "KE",
        "delivered_on": "2026-02-10",
        "odometer_km": 14,
        "dealer": "savanna",
    }
    made = send(client, body)
    assert (made.status_code, made.json()["coverage"]["ends_on"]) == (201, "2029-02-09")
    taken = send(browser(makers, makers.boris), body)
    assert taken.status_code == 409
    assert "Amina" not in taken.content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"vin": "hello"},
        {"vin": None},
        {"odometer_km": -5},
        {"odometer_km": 10**9},
        {"delivered_on": "2999-01-01"},
        {"delivered_on": "01.02.2026"},
        {"odometer_km": "15.000"},
        {"dealer": "nobody"},
        {"dealer": "steppe"},
        {"country": "XX"},
    ],
)
def test_wrong_values_name_their_field(makers: Cast, changes: dict[str, Any]) -> None:
    body = {"vin": make_vin(1), "country": "KE", "delivered_on": "2026-02-10", "odometer_km": 14, **changes}
    answer = send(browser(makers, makers.amina), body)
    assert answer.status_code == 400
    assert set(changes) <= set(answer.json())


def test_a_key_that_may_only_read(makers: Cast) -> None:
    client = with_key(makers, makers.maker_hanhai, may_write=False)
    assert client.get(VEHICLES).status_code == 200
    assert send(client, EXPORT).status_code == 403


def test_dealers_and_regulators_make_no_vehicles(makers: Cast) -> None:
    for firm in (makers.dealer_nairobi, makers.regulator_ke):
        assert send(with_key(makers, firm), EXPORT).status_code == 403


def test_the_directory(makers: Cast) -> None:
    client = with_key(makers, makers.maker_lanting)
    points = client.get("/api/v1/service-points/", {"country": "KE"}).json()["results"]
    assert [point["dealer"]["slug"] for point in points] == ["savanna"]
    held = client.get("/api/v1/appointments/", {"manufacturer": "hanhai", "held_on": "2026-03-01"}).json()["results"]
    assert {row["dealer"]["slug"] for row in held} == {"savanna", "steppe"}
    assert client.post("/api/v1/appointments/", {}).status_code in (403, 405)
