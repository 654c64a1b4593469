"""A slip on the odometer is mended by its owner soon after, by the workshop with a reason; the slip stays on record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.core.errors import Conflict, Refused
from apps.organizations.models import Organization
from apps.organizations.scope import acting_as, system_scope
from apps.vehicles import services
from apps.vehicles.models import OdometerReading, ReadingCorrection, Vehicle
from tests.cast import NOW, Cast
from tests.factories import make_owned_vehicle
from tests.pages import browser

DAY = date(2026, 3, 2)


@pytest.fixture
def slip(makers: Cast) -> OdometerReading:
    """150,000 km where 15,000 was meant."""
    vehicle = make_owned_vehicle(makers.amina, makers.maker_hanhai, makers.dealer_nairobi)
    with acting_as(makers.scope(makers.amina)):
        return services.add_reading(vehicle=vehicle, on=DAY, km=150_000, source="owner", at=NOW)


def correct(cast: Cast, who: Any, reading: OdometerReading, km: int, **changes: Any) -> OdometerReading:
    with acting_as(cast.scope(who)):
        found = OdometerReading.objects.get(pk=reading.pk)
        given = {"reason": "", "at": NOW + timedelta(days=1), **changes}
        return services.correct_reading(reading=found, km=km, by=cast.actor(who), **given)


def standing(vehicle: Vehicle) -> list[int]:
    with system_scope("test"):
        return list(vehicle.readings.filter(correction=None).order_by("km").values_list("km", flat=True))


def test_the_owner_mends_a_slip_and_the_car_goes_on_from_the_right_figure(makers: Cast, slip: OdometerReading) -> None:
    with acting_as(makers.scope(makers.amina)), pytest.raises(Refused, match="never goes back"):
        services.add_reading(vehicle=slip.vehicle, on=DAY + timedelta(days=1), km=15_100, source="owner", at=NOW)
    right = correct(makers, makers.amina, slip, 15_000)
    assert (right.km, right.read_on, right.source) == (15_000, DAY, "correction")
    assert standing(slip.vehicle)[-1] == 15_000
    with system_scope("test"):
        assert Vehicle.objects.get().odometer_km == 15_000
        assert OdometerReading.objects.get(pk=slip.pk).km == 150_000
        correction = ReadingCorrection.objects.select_related("actor").get()
    assert (correction.by_side, correction.actor.name) == ("owner", "Amina Otieno")
    with acting_as(makers.scope(makers.amina)):
        services.add_reading(
            vehicle=slip.vehicle, on=DAY + timedelta(days=1), km=15_100, source="owner", at=NOW + timedelta(days=1)
        )


def test_the_same_correction_twice_is_one_and_another_is_told_what_stands(makers: Cast, slip: OdometerReading) -> None:
    first, second = (correct(makers, makers.amina, slip, 15_000) for _ in range(2))
    assert first == second
    with pytest.raises(Conflict, match="corrected to 15,000 km already"):
        correct(makers, makers.amina, slip, 16_000)
    assert correct(makers, makers.amina, first, 16_000).km == 16_000


def test_the_right_figure_must_fit_the_others(makers: Cast, slip: OdometerReading) -> None:
    for km, words in ((1, "never goes back"), (150_000, "stands there already"), (9_000_000, "no odometer reading")):
        with pytest.raises(Refused, match=words):
            correct(makers, makers.amina, slip, km)
    assert standing(slip.vehicle)[-1] == 150_000


def test_after_seven_days_the_workshop_mends_it_and_says_why(makers: Cast, slip: OdometerReading) -> None:
    later = NOW + timedelta(days=7, seconds=1)
    with pytest.raises(Refused, match="for seven days: ask your workshop"):
        correct(makers, makers.amina, slip, 15_000, at=later)
    assert correct(makers, makers.dealer_nairobi, slip, 15_000, at=later, reason="Read in the bay").km == 15_000


def test_a_workshop_gives_a_reason(makers: Cast, slip: OdometerReading) -> None:
    with pytest.raises(Refused, match="says too little") as refused:
        correct(makers, makers.dealer_nairobi, slip, 15_000, reason=" . ")
    assert refused.value.field == "reason"


def test_what_a_request_was_decided_on_is_the_workshops(makers: Cast, slip: OdometerReading) -> None:
    with acting_as(makers.scope(makers.amina)):
        filed = services.add_reading(vehicle=slip.vehicle, on=DAY, km=150_001, source="claim", at=NOW)
    with pytest.raises(Refused, match="was decided on this reading: ask your workshop"):
        correct(makers, makers.amina, filed, 150_002)
    assert correct(makers, makers.dealer_nairobi, filed, 150_002, reason="Read in the bay").km == 150_002


def test_strangers_find_nothing_and_readers_change_nothing(makers: Cast, slip: OdometerReading) -> None:
    address = f"/vehicles/{slip.vehicle.vin}/readings/{slip.pk}/correct/"
    data = {"odometer_km": "15000", "reason": "because", "figure_checked": "on"}
    for who in (makers.boris, makers.dealer_almaty):
        assert browser(makers, who).post(address, data).status_code == 404
    for who in (makers.maker_hanhai, makers.regulator_ke, makers.authority):
        assert browser(makers, who).post(address, data).status_code in (403, 404)
    assert standing(slip.vehicle)[-1] == 150_000


def test_the_page_asks_and_shows_both_figures(makers: Cast) -> None:
    vehicle = make_owned_vehicle(makers.amina, makers.maker_hanhai, makers.dealer_nairobi)
    owner, today = browser(makers, makers.amina), timezone.localdate().isoformat()
    owner.post(f"/vehicles/{vehicle.vin}/reading/", {"odometer_km": "1990000", "on": today, "figure_checked": "on"})
    with system_scope("test"):
        reading = vehicle.readings.get(km=1_990_000)
    address = f"/vehicles/{vehicle.vin}/readings/{reading.pk}/correct/"
    assert address in owner.get(vehicle.get_absolute_url()).content.decode()
    asked = owner.post(address, {"odometer_km": "1,980,000", "reason": ""})
    assert (asked.status_code, "more than 2,000 km a day" in asked.content.decode()) == (422, True)
    assert owner.post(address, {"odometer_km": "1,500", "reason": ""}).status_code == 302
    page = owner.get(vehicle.get_absolute_url()).content.decode()
    assert "<s>" in page
    assert "1,500" in page


@pytest.mark.parametrize("who", ["amina", "dealer_nairobi"])
def test_the_api_asks_as_the_page_asks(makers: Cast, who: str) -> None:
    vehicle = make_owned_vehicle(makers.amina, makers.maker_hanhai, makers.dealer_nairobi)
    person: Any = getattr(makers, who)
    client, address = browser(makers, person), f"/api/v1/vehicles/{vehicle.vin}/readings/"
    body = {"odometer_km": 1_990_000, "on": timezone.localdate().isoformat()}
    asked = client.post(address, body, content_type="application/json")
    assert asked.status_code == 400
    assert "more than 2,000 km a day" in asked.json()["figure_checked"][0]
    made = client.post(address, {**body, "figure_checked": True}, content_type="application/json")
    assert (made.status_code, made.json()["km"]) == (201, 1_990_000)
    place = f"{address}{made.json()['id']}/correct/"
    right = client.post(place, {"odometer_km": "1,500 km", "reason": "a slip"}, content_type="application/json")
    assert (right.status_code, right.json()["km"]) == (201, 1_500)
    shown = {row["km"]: row["corrected_to"] for row in client.get(address).json()}
    assert (shown[1_990_000], shown[1_500]) == (1_500, None)
    reader: Organization = makers.regulator_ke
    assert browser(makers, reader).get(address).status_code == 200
    assert browser(makers, reader).post(address, body, content_type="application/json").status_code == 403
