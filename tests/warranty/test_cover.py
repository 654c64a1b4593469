"""Whether a car is covered is said the same everywhere, and only where somebody promised it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from apps.organizations.scope import system_scope
from apps.vehicles.models import Vehicle
from apps.warranty.models import Coverage
from tests.cast import NOW, Cast
from tests.factories import HANHAI_WMI, make_owned_vehicle, make_vin
from tests.pages import browser
from tests.warranty.test_terms import register

FOREIGN = "WVWZZZ1KZAW000001"


def _told(cast: Cast, vehicle: Vehicle, day: date) -> list[str]:
    """What the owner's home, the car's page, the workshop's list and the API say of the cover."""
    with time_machine.travel(day):
        owner, dealer = browser(cast, cast.amina), browser(cast, cast.dealer_nairobi)
        pages = [owner.get("/"), owner.get(f"/vehicles/{vehicle.vin}/"), owner.get(f"/claims/new/?vin={vehicle.vin}")]
        pages.append(dealer.get("/vehicles/"))
        return [page.content.decode() for page in pages]


def _api(cast: Cast, vehicle: Vehicle, day: date) -> Any:
    with time_machine.travel(day):
        return browser(cast, cast.amina).get(f"/api/v1/vehicles/{vehicle.vin}/").json()["coverage"]


def test_a_foreign_maker_s_car_gets_no_term_of_ours(makers: Cast) -> None:
    vehicle = register(makers, vin_text=FOREIGN, dealer_id=None)
    with system_scope("test"):
        assert not Coverage.objects.exists()
    done = browser(makers, makers.amina).get(f"/warranty/registered/{vehicle.vin}/").content.decode()
    assert "No warranty term is on record" in done
    assert "badge--ok" not in done
    assert "No warranty term on record" in browser(makers, makers.amina).get("/").content.decode()
    assert _api(makers, vehicle, NOW.date()) is None


@pytest.mark.parametrize(("code", "given"), [("A", False), ("M", False), ("P", True), ("S", True)])
def test_a_delivery_long_after_the_model_year_is_not_the_first(makers: Cast, code: str, given: bool) -> None:
    """Codes of 2010, 2021, 2023 and 2025; the car is delivered to its present owner in 2026."""
    register(makers, vin_text=make_vin(8, wmi=HANHAI_WMI, year=code))
    with system_scope("test"):
        assert Coverage.objects.exists() == given


def test_covered_and_ended_by_date_are_said_in_words_and_colour(cast: Cast) -> None:
    vehicle = make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi)
    for page in _told(cast, vehicle, date(2026, 5, 1))[:3]:
        assert "badge--ok" in page
        assert "Under warranty" in page
    for page in _told(cast, vehicle, date(2029, 5, 1)):
        assert "Warranty ended" in page
        assert "badge--warn" in page
        assert "Under warranty" not in page
    assert _api(cast, vehicle, date(2026, 5, 1))["standing"] == "covered"
    assert _api(cast, vehicle, date(2029, 5, 1))["standing"] == "ended_by_day"


def test_ended_by_distance_is_said_too(cast: Cast) -> None:
    vehicle = make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi)
    with system_scope("test"):
        Vehicle.objects.filter(pk=vehicle.pk).update(odometer_km=100_001)
    for page in _told(cast, vehicle, date(2026, 5, 1)):
        assert "Warranty ended" in page
        assert "100,000 km" in page.replace('<bdi class="num">100,000</bdi>', "100,000")
    assert _api(cast, vehicle, date(2026, 5, 1))["standing"] == "ended_by_distance"
