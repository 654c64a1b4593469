"""A car of Amina's in Kenya, and a claim on it at each stage of its life."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.claims import services
from apps.claims.models import Claim
from apps.organizations.scope import acting_as
from apps.parts.models import Part
from apps.vehicles.models import Vehicle
from tests.cast import NOW, Cast
from tests.factories import make_owned_vehicle

DAY = timedelta(days=1)
File = Callable[..., Claim]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def car(cast: Cast) -> Vehicle:
    return make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi)


@pytest.fixture
def file(cast: Cast, car: Vehicle) -> File:
    """``file()`` files a claim as Amina; keyword arguments replace what she writes."""

    def write(at: datetime = NOW, **fields: Any) -> Claim:
        values: dict[str, Any] = {
            "vehicle": car,
            "dealer_id": cast.dealer_nairobi.pk,
            "component": "charging",
            "complaint": "The car stops charging after ten minutes",
            "occurred_on": at.date(),
            "odometer_km": 1_500,
            "immobilised": False,
            "request_key": "11111111-aaaa",
        }
        with acting_as(cast.scope(cast.amina)):
            return services.file_claim(by=cast.actor(cast.amina), at=at, **{**values, **fields})

    return write


@pytest.fixture
def as_dealer(cast: Cast) -> Callable[..., Any]:
    """``as_dealer(service, claim, …)`` calls a service as the workshop's staff."""
    return _caller(cast, cast.dealer_nairobi)


@pytest.fixture
def as_owner(cast: Cast) -> Callable[..., Any]:
    return _caller(cast, cast.amina)


@pytest.fixture
def as_maker(cast: Cast) -> Callable[..., Any]:
    return _caller(cast, cast.maker_hanhai)


def _caller(cast: Cast, who: Any) -> Callable[..., Any]:
    def call(service: Callable[..., Any], claim: Claim, **arguments: Any) -> Any:
        with acting_as(cast.scope(who)):
            return service(claim=claim, by=cast.actor(who), **arguments)

    return call


@pytest.fixture
def part(cast: Cast) -> Part:
    with acting_as(cast.scope(cast.maker_hanhai)):
        return Part.objects.create(manufacturer=cast.maker_hanhai, number="OBC-11", name="On-board charger")
