"""Claims by API: the same rules as the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.organizations.scope import system_scope
from apps.vehicles.models import Vehicle
from tests.cast import Cast
from tests.claims.conftest import File
from tests.pages import browser

URL = "/api/v1/claims/"


@pytest.fixture
def data(cast: Cast, car: Vehicle) -> dict[str, Any]:
    return {
        "vin": car.vin,
        "dealer": cast.dealer_nairobi.pk,
        "component": "charging",
        "complaint": "The car stops charging after ten minutes",
        "occurred_on": (timezone.now() - timedelta(days=1)).date().isoformat(),
        "odometer_km": 1500,
        "request_key": "0f0f0f0f-1111",
    }


def test_an_owner_files_once(cast: Cast, data: dict[str, Any]) -> None:
    client = browser(cast, cast.amina)
    first, second = (client.post(URL, data, content_type="application/json") for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json()["number"] == second.json()["number"]


def test_bad_input_names_the_field(cast: Cast, data: dict[str, Any]) -> None:
    answer = browser(cast, cast.amina).post(URL, {**data, "odometer_km": 5}, content_type="application/json")
    assert answer.status_code == 400
    assert "odometer_km" in answer.json()


def test_a_dealer_files_for_nobody(cast: Cast, data: dict[str, Any]) -> None:
    answer = browser(cast, cast.dealer_nairobi).post(URL, data, content_type="application/json")
    assert answer.status_code == 403


def test_steps_and_conflicts(cast: Cast, file: File) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2))
    client = browser(cast, cast.dealer_nairobi)
    step = f"{URL}{claim.number}/respond/"
    first = client.post(step, {"message": "Bring it", "version": 1}, content_type="application/json")
    assert (first.status_code, first.json()["status"]) == (200, "responded")
    again = client.post(step, {"message": "Bring it", "version": 1}, content_type="application/json")
    assert again.status_code == 409


@pytest.mark.parametrize("who", ["boris", "dealer_almaty", "maker_lanting", "regulator_kz"])
def test_strangers_get_404(cast: Cast, file: File, who: str) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2))
    client = browser(cast, getattr(cast, who))
    assert client.get(f"{URL}{claim.number}/").status_code == 404
    assert client.get(URL).json()["results"] == []
    with system_scope("test"):
        claim.refresh_from_db()
        assert claim.status == "filed"
