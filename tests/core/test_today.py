"""Whose day it is, near midnight: what holds in a place follows the place's day, on every page as in every service.

In Auckland Thursday has begun while UTC has Wednesday noon; in Lima it is still Wednesday when UTC has Thursday.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from apps.accounts.models import User
from apps.claims import services as claims
from apps.core.errors import Refused
from apps.core.today import countries_by_date, today_in
from apps.organizations.models import Appointment, ServicePoint
from apps.organizations.scope import acting_as, system_scope
from apps.parts import services as parts
from apps.vehicles.models import Vehicle
from apps.vehicles.services import register_export
from tests.cast import NOW, Cast
from tests.duties.changes import VERSION, published
from tests.factories import make_maker_codes, make_owned_vehicle, make_plan, make_vehicle, make_vin
from tests.pages import browser

WEDNESDAY, THURSDAY = date(2026, 3, 4), date(2026, 3, 5)
AUCKLAND_BEGINS = datetime(2026, 3, 4, 12, tzinfo=UTC)
LIMA_ENDS = datetime(2026, 3, 5, 3, tzinfo=UTC)


@pytest.fixture
def both(cast: Cast) -> Cast:
    """Savanna Motors serves New Zealand from Thursday on, and Peru until Wednesday."""
    with system_scope("test"):
        hanhai, savanna = cast.maker_hanhai, cast.dealer_nairobi
        Appointment.objects.all().delete()
        Appointment.objects.create(manufacturer=hanhai, dealer=savanna, country="NZ", starts_on=THURSDAY)
        Appointment.objects.create(
            manufacturer=hanhai, dealer=savanna, country="PE", starts_on=date(2025, 1, 1), ends_on=THURSDAY
        )
        point = {"dealer": savanna, "address": "1 Quay", "opened_on": date(2024, 1, 1)}
        ServicePoint.objects.create(name="Point South", city="Lima", country="PE", closed_on=THURSDAY, **point)
        ServicePoint.objects.create(
            name="Point North", city="Auckland", country="NZ", **{**point, "opened_on": THURSDAY}
        )
    return cast


@pytest.fixture(params=[("NZ", AUCKLAND_BEGINS), ("PE", LIMA_ENDS)], ids=["Auckland begins", "Lima ends"])
def place(request: pytest.FixtureRequest) -> Iterator[tuple[str, datetime]]:
    """A country where the appointment holds, at a moment when the day of UTC would say that it does not."""
    with time_machine.travel(request.param[1], tick=False):
        yield request.param


def test_dates_of_places() -> None:
    assert {today_in(code, AUCKLAND_BEGINS) for code in ("NZ", "FJ")} == {THURSDAY}
    assert {today_in(code, AUCKLAND_BEGINS) for code in ("KE", "PE")} == {WEDNESDAY}
    assert [today_in(code, LIMA_ENDS) for code in ("NZ", "KE", "PE")] == [THURSDAY, THURSDAY, WEDNESDAY]
    assert today_in("", datetime(2026, 3, 4, 10, tzinfo=UTC)) == THURSDAY  # somewhere it is


def test_every_country_has_one_date() -> None:
    dates = countries_by_date(AUCKLAND_BEGINS)
    codes = [code for countries in dates.values() for code in countries]
    assert len(codes) == len(set(codes)) > 240
    assert all(today_in(code, AUCKLAND_BEGINS) == day for day, countries in dates.items() for code in countries)


def test_the_finder_shows_whom_the_place_has_today(both: Cast, place: tuple[str, datetime]) -> None:
    country, _at = place
    page = browser(both).get("/organization/dealers/", {"country": country}).content.decode()
    assert f'value="{country}"' in page
    assert "Savanna Motors" in page
    assert ("Point North" if country == "NZ" else "Point South") in page


def test_lists_of_appointments_and_points_say_that_they_hold(both: Cast, place: tuple[str, datetime]) -> None:
    for who, address, word in (
        (both.maker_hanhai, "appointments", "Holds"),
        (both.dealer_nairobi, "appointments", "Holds"),
        (both.dealer_nairobi, "service-points", "Open"),
    ):
        page = browser(both, who).get(f"/organization/{address}/").content.decode()
        row = next(row for row in page.split("<tr")[1:] if ("New Zealand" if place[0] == "NZ" else "Peru") in row)
        assert f">{word}<" in row or f"{word}</" in row, row


def test_an_appointment_ends_by_the_day_of_its_country(both: Cast) -> None:
    with system_scope("test"):
        running = Appointment.objects.create(
            manufacturer=both.maker_hanhai, dealer=both.dealer_almaty, country="PE", starts_on=date(2025, 1, 1)
        )
    address = f"/organization/appointments/{running.pk}/end/"
    with time_machine.travel(LIMA_ENDS, tick=False):
        maker = browser(both, both.maker_hanhai)
        assert WEDNESDAY.isoformat() in maker.get(address).content.decode()
        assert maker.post(address, {"ends_on": WEDNESDAY.isoformat()}).status_code == 302


def test_parts_are_offered_and_ordered_while_the_appointment_holds(both: Cast, place: tuple[str, datetime]) -> None:
    country, at = place
    with system_scope("test"):
        pads = parts.add_part(manufacturer_id=both.maker_hanhai.pk, number="8450-03100A", name="Brake pads")
    dealer = browser(both, both.dealer_nairobi)
    assert "8450-03100A" in dealer.get("/parts/catalogue/").content.decode()
    assert dealer.get(f"/parts/stock/{pads.pk}/").status_code == 200
    with acting_as(both.scope(both.dealer_nairobi)):
        held = Appointment.objects.get(country=country)
    page = dealer.get("/parts/orders/new/").content.decode()
    assert f'<option value="{held.pk}"' in page

    def order(code: str) -> Any:
        with acting_as(both.scope(both.dealer_nairobi)):
            return parts.create_order(
                by=both.actor(both.dealer_nairobi), dealer_id=both.dealer_nairobi.pk, country=code, at=at,
                manufacturer_id=both.maker_hanhai.pk, lines=[(pads.pk, 1)], request_key=str(uuid4()),
            )  # fmt: skip

    assert order(country).status == "draft"


def test_an_owner_chooses_and_is_served_by_the_places_day(both: Cast, place: tuple[str, datetime]) -> None:
    country, at = place
    car = make_owned_vehicle(both.amina, both.maker_hanhai, both.dealer_nairobi, country=country)
    amina = browser(both, both.amina)
    for address in (f"/claims/new/?vin={car.vin}", f"/warranty/cars/{car.vin}/dealer/"):
        assert "Savanna Motors" in amina.get(address).content.decode(), address
    with acting_as(both.scope(both.amina)):
        claim = claims.file_claim(
            by=both.actor(both.amina), vehicle=Vehicle.objects.get(pk=car.pk), dealer_id=both.dealer_nairobi.pk,
            component="charging", complaint="It stops charging after a while", occurred_on=date(2026, 3, 3),
            odometer_km=1500, immobilised=False, request_key=str(uuid4()), at=at,
        )  # fmt: skip
    assert claim.status == "filed"


def test_an_owner_registers_with_a_workshop_that_the_page_offered(both: Cast, place: tuple[str, datetime]) -> None:
    country, _at = place
    make_maker_codes(both)
    make_plan(both.maker_hanhai)
    make_vehicle(both.maker_hanhai, country=country)
    amina, first = browser(both, both.amina), {"vin": make_vin(1), "country": country}
    assert "Savanna Motors" in amina.get("/warranty/register/details/", first).content.decode()
    answers = {**first, "delivered_on": "2026-02-10", "odometer_km": "14", "dealer": str(both.dealer_nairobi.pk)}
    assert amina.post("/warranty/register/details/", {**answers, "step": "send"}).status_code == 302


def test_a_rule_begins_with_the_places_day(cast: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        published(cast, replace(VERSION, country="NZ", effective_from=THURSDAY))
    words = {}
    for at in (AUCKLAND_BEGINS - timedelta(hours=2), AUCKLAND_BEGINS):
        with time_machine.travel(at, tick=False):
            page = browser(cast, cast.amina).get("/duties/repair/").content.decode()
        words[at] = page[page.index("New Zealand") :]
    assert "Begins later" in words[AUCKLAND_BEGINS - timedelta(hours=2)].split("</li>")[0]
    assert "In force" in words[AUCKLAND_BEGINS].split("</li>")[0]


def test_the_calendar_opens_with_the_places_year(cast: Cast) -> None:
    with time_machine.travel(datetime(2026, 12, 31, 12, tzinfo=UTC), tick=False):
        client = browser(cast, cast.amina)
        pages = {code: client.get(f"/duties/calendars/{code}/").content.decode() for code in ("FJ", "PE")}
    assert 'value="2027"' in pages["FJ"]
    assert 'value="2026"' in pages["PE"]


def test_a_warranty_ends_with_the_cars_day_not_the_readers(cast: Cast) -> None:
    car = make_owned_vehicle(cast.amina, cast.maker_hanhai, None, country="PE")
    with system_scope("test"):
        User.objects.filter(pk=cast.amina.pk).update(time_zone="Pacific/Auckland")
        car.coverage.ends_on = WEDNESDAY
        car.coverage.save()
    with time_machine.travel(LIMA_ENDS, tick=False):
        page = browser(cast, cast.amina).get(f"/vehicles/{car.vin}/").content.decode()
    assert "Under warranty" in page


def test_a_maker_in_the_east_records_what_left_today(cast: Cast) -> None:
    """In China it is Thursday; software with a key has no zone of its own, and a file is read by a worker."""
    morning = datetime(2026, 3, 4, 23, tzinfo=UTC)
    make_maker_codes(cast)
    facts = {
        "country": "KE", "model_name": "Sea 5", "model_year": 2025, "powertrain": "bev", "built_on": None,
        "manufacturer_id": cast.maker_hanhai.pk, "by": cast.actor(cast.maker_hanhai), "at": morning,
    }  # fmt: skip
    with acting_as(cast.scope(cast.maker_hanhai)):
        assert register_export(vin=make_vin(1), exported_on=THURSDAY, **facts).exported_on == THURSDAY
        with pytest.raises(Refused):
            register_export(vin=make_vin(2), exported_on=date(2026, 3, 6), **facts)


def test_what_a_person_writes_down_is_of_the_persons_day(cast: Cast) -> None:
    car = make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi)
    address, reading = f"/vehicles/{car.vin}/reading/", {"on": THURSDAY.isoformat(), "odometer_km": "900"}
    with time_machine.travel(AUCKLAND_BEGINS, tick=False):
        assert browser(cast, cast.amina).post(address, reading).status_code == 422
        with system_scope("test"):
            User.objects.filter(pk=cast.amina.pk).update(time_zone="Pacific/Auckland")
        amina = browser(cast, cast.amina)
        assert THURSDAY.isoformat() in amina.get(address).content.decode()
        assert amina.post(address, reading).status_code == 302
