"""Every page of vehicles, warranty, organisations and profiles is clean HTML, refused forms and Arabic included."""

from __future__ import annotations

from typing import Any

import pytest

from apps.organizations.models import Appointment, Membership, ServicePoint
from apps.organizations.scope import system_scope
from tests.cast import NOW, Cast
from tests.core.face import markup_errors
from tests.factories import make_owned_vehicle, make_plan, make_vehicle, make_vin
from tests.pages import browser
from tests.vehicles.test_imports import HEADING, line, send

VIN = make_vin(1)
WRONG = VIN[:8] + ("0" if VIN[8] != "0" else "1") + VIN[9:]
DETAILS = f"/warranty/register/details/?vin={make_vin(2)}&country=KE"
OWNER = [
    f"/vehicles/{VIN}/",
    f"/vehicles/{VIN}/reading/",
    "/warranty/register/",
    DETAILS,
    f"/warranty/register/details/?vin={WRONG}&country=KE",
    f"/warranty/registered/{VIN}/",
    f"/warranty/cars/{VIN}/dealer/",
    f"/warranty/cars/{VIN}/let-go/",
    "/profile/",
]
PUBLIC = [
    "/warranty/rights/",
    "/warranty/rights/BR/",
    "/warranty/rights/NG/",
    "/organization/dealers/",
    "/organization/dealers/?country=KE",
]
MAKER = [
    "/vehicles/",
    "/vehicles/?country=XX&vin=zz",
    f"/vehicles/{VIN}/",
    "/vehicles/exports/new/",
    "/vehicles/imports/",
    "/warranty/plans/",
    "/warranty/drafts/new/",
    "/organization/",
    "/organization/keys/",
    "/organization/appointments/",
]
DEALER = [
    "/vehicles/",
    "/organization/service-points/",
    "/organization/service-points/new/",
    "/organization/appointments/",
]


@pytest.fixture
def town(makers: Cast) -> Cast:
    make_owned_vehicle(makers.amina, makers.maker_hanhai, makers.dealer_nairobi)
    make_vehicle(makers.maker_hanhai, serial=2)
    make_plan(makers.maker_hanhai, country="KE")
    with system_scope("test"):
        Membership.objects.update(role="admin")
    return makers


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages(town: Cast, language: str) -> None:
    pages = [(None, PUBLIC), (town.amina, OWNER), (town.maker_hanhai, MAKER), (town.dealer_nairobi, DEALER)]
    for who, addresses in pages:
        client = browser(town, who)
        client.cookies["django_language"] = language
        for address in addresses:
            response = client.get(address)
            assert response.status_code == 200, address
            assert markup_errors(response.content.decode()) == [], address


def test_pages_of_one_row(town: Cast) -> None:
    job = send(town, "\n".join([HEADING, line(5), line(6, country="XX")]).encode())
    with system_scope("test"):
        appointment = Appointment.objects.filter(manufacturer=town.maker_hanhai).first()
        point = ServicePoint.objects.get(dealer=town.dealer_nairobi)
    assert appointment is not None
    for who, address in (
        (town.maker_hanhai, f"/vehicles/imports/{job.pk}/"),
        (town.maker_hanhai, f"/organization/appointments/{appointment.pk}/end/"),
        (town.dealer_nairobi, f"/organization/service-points/{point.pk}/"),
    ):
        assert markup_errors(browser(town, who).get(address).content.decode()) == [], address


def test_refused_forms(town: Cast) -> None:
    posts: list[tuple[Any, str]] = [
        (town.amina, "/warranty/register/"),
        (town.amina, "/warranty/register/details/"),
        (town.amina, f"/vehicles/{VIN}/reading/"),
        (town.amina, "/profile/"),
        (town.maker_hanhai, "/vehicles/exports/new/"),
        (town.maker_hanhai, "/vehicles/imports/"),
        (town.maker_hanhai, "/warranty/drafts/new/"),
        (town.maker_hanhai, "/organization/appointments/"),
        (town.maker_hanhai, "/organization/members/"),
        (town.maker_hanhai, "/organization/keys/"),
        (town.dealer_nairobi, "/organization/service-points/new/"),
    ]
    for who, address in posts:
        response = browser(town, who).post(address, {"nothing": NOW.isoformat()})
        assert response.status_code == 422, address
        page = response.content.decode()
        assert markup_errors(page) == [], address
        assert "Error: " in page or address.endswith("members/"), address


def test_the_check_step_and_a_car_of_somebody_else(town: Cast) -> None:
    body = {"vin": make_vin(2), "country": "KE", "delivered_on": "2026-02-10", "odometer_km": "1", "dealer": ""}
    amina = browser(town, town.amina)
    check = amina.post("/warranty/register/details/", {**body, "step": "check"})
    assert (check.status_code, markup_errors(check.content.decode())) == (200, [])
    taken = browser(town, town.boris).get(f"/warranty/register/details/?vin={VIN}&country=KE")
    assert (taken.status_code, markup_errors(taken.content.decode())) == (409, [])
