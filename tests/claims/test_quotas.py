"""A stranger cannot fill the books: cars and requests by person and address, and photos of forms never sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from apps.claims.models import Claim
from apps.core.errors import Refused, TooMany
from apps.organizations.scope import system_scope
from apps.vehicles.models import Registration
from tests.cast import NOW, Cast
from tests.claims.conftest import DAY, File
from tests.factories import make_vin
from tests.pages import browser

CARS = "/api/v1/vehicles/"


def car(number: int) -> dict[str, Any]:
    day = (timezone.now() - 3 * DAY).date().isoformat()
    return {"vin": make_vin(number), "country": "KE", "delivered_on": day, "odometer_km": 5}


def test_who_counts_serial_numbers_registers_five_cars_a_day(cast: Cast, settings: Any) -> None:
    settings.QUOTAS = {"registrations": (5, 86400), "claims": (10, 86400)}
    client = browser(cast, cast.amina)
    answers = [client.post(CARS, car(number), content_type="application/json") for number in range(1, 26)]
    assert [answer.status_code for answer in answers] == [201] * 5 + [429] * 20
    told = answers[-1].json()
    assert "5 in 24 hours" in told["vin"][0]
    assert told["code"] == "too_many"
    assert 86_000 < int(answers[-1]["Retry-After"]) <= 86_401
    again = client.post(CARS, car(1), content_type="application/json")
    assert again.status_code == 201, "the same again is the same registration"
    with system_scope("test"):
        assert Registration.objects.count() == 5


def test_ten_requests_a_day_and_more_on_the_next(file: File, settings: Any) -> None:
    settings.QUOTAS = {"claims": (10, 86400)}
    for number in range(10):
        file(request_key=f"k-{number:08d}")
    with pytest.raises(TooMany) as told:
        file(request_key="k-00000099")
    assert "10 in 24 hours" in str(told.value)
    assert told.value.wait == 86_401
    assert file(request_key="k-00000003"), "the same again is the same request"
    assert file(at=NOW + DAY, odometer_km=1_600, request_key="k-00000099")


def test_three_open_requests_on_one_part_at_once(file: File, settings: Any) -> None:
    settings.MOST_OPEN_ON_PART = 3
    first = [file(request_key=f"k-{number:08d}").number for number in range(3)]
    with pytest.raises(Refused) as told:
        file(request_key="k-00000099")
    assert told.value.field == "component"
    assert all(number in str(told.value) for number in first)
    assert file(component="steering", request_key="k-00000099")
    with system_scope("test"):
        assert Claim.objects.count() == 4


def test_an_address_has_a_limit_over_persons(cast: Cast, settings: Any) -> None:
    cache.clear()
    settings.LIMITS = {**settings.LIMITS, "registrations": (1, 3600)}
    first = browser(cast, cast.amina).post(CARS, car(1), content_type="application/json")
    second = browser(cast, cast.boris).post(CARS, car(2), content_type="application/json")
    assert (first.status_code, second.status_code) == (201, 429)
    assert "seconds" in str(second.json())
    assert second["Retry-After"]
