"""Bays, hours and replacement cars: facts that are added to, pages, and what hinders."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.core.errors import Conflict, Refused
from apps.organizations.scope import acting_as, system_scope
from apps.workshop import services
from apps.workshop.models import Loan, OpeningHours
from tests.cast import NOW, Cast
from tests.claims.conftest import File
from tests.pages import browser
from tests.workshop.conftest import DAY, Desk

HOURS = [["08:00", "12:30"], ["13:30", "17:00"]]


def test_hours_are_added_and_never_changed(desk: Desk) -> None:
    assert desk.hours([0, 1], HOURS) == 2
    assert desk.hours([0, 1], HOURS) == 0
    with pytest.raises(Conflict, match="Monday"):
        desk.hours([0], [])
    assert desk.hours([0], [], start=(NOW + 7 * DAY).date()) == 1
    for wrong in ([["12:00", "08:00"]], [["08:00", "12:00"], ["11:00", "13:00"]]):
        with pytest.raises(Refused) as told:
            desk.hours([2], wrong)
        assert told.value.field == "shifts"
    with pytest.raises(Refused, match="later day"):
        desk.hours([2], HOURS, start=(NOW - DAY).date())
    with system_scope("test"):
        assert OpeningHours.objects.count() == 3


def test_a_bay_with_appointments_ahead_is_not_given_up(desk: Desk) -> None:
    bay = desk.bay()
    assert desk.bay() == bay
    desk.offer(bay=bay)
    with pytest.raises(Conflict, match="move them"):
        desk.do(services.retire_bay, bay=bay, at=NOW)
    assert desk.do(services.retire_bay, bay=desk.bay("Lift 2"), at=NOW).retired_on == NOW.date()


def test_a_replacement_car_is_lent_once_at_a_time_and_taken_back_once(desk: Desk, cast: Cast, file: File) -> None:
    car = desk.do(services.add_loaner, name="Small car", plate="kda 1")
    other, hour = file(request_key="22222222-bbbb", component="service_brakes"), timedelta(hours=1)
    lent = desk.do(services.lend, claim=desk.claim, loaner=car, lent_at=NOW + hour, lent_km=500, at=NOW + 2 * hour)
    again = desk.do(services.lend, claim=desk.claim, loaner=car, lent_at=NOW + hour, lent_km=500, at=NOW + 2 * hour)
    assert again == lent
    with pytest.raises(Conflict, match="choose another car"):
        desk.do(services.lend, claim=other, loaner=car, lent_at=NOW + hour, lent_km=500, at=NOW + 2 * hour)
    with pytest.raises(Conflict, match="lent now"):
        desk.do(services.retire_loaner, loaner=car, at=NOW + 2 * hour)
    with pytest.raises(Refused) as told:
        desk.do(services.take_back, loan=lent, returned_at=NOW + DAY, returned_km=400, at=NOW + DAY)
    assert told.value.field == "returned_km"
    done = desk.do(services.take_back, loan=lent, returned_at=NOW + DAY, returned_km=650, at=NOW + DAY)
    assert (done.returned_at, done.returned_km, done.car) == (NOW + DAY, 650, "Small car (KDA 1)")
    with acting_as(cast.scope(cast.amina)):
        assert Loan.objects.get() == lent


def test_the_page_of_places_shows_and_adds(desk: Desk, cast: Cast) -> None:
    client = browser(cast, cast.dealer_nairobi)
    assert "No bay yet" in client.get("/workshop/places/").content.decode()
    assert client.post(f"/workshop/places/{desk.point.pk}/bay/", {"name": "Lift 1", "kind": "lift"}).status_code == 302
    day = "2030-01-07"
    sent = {"weekdays": ["0"], "shifts": "08:00–12:30, 13:30–17:00", "effective_from": day}
    assert client.post(f"/workshop/places/{desk.point.pk}/hours/", sent).status_code == 302
    assert client.post("/workshop/replacement-cars/", {"name": "Small car", "plate": "KDA 1"}).status_code == 302
    page = client.get("/workshop/places/").content.decode()
    assert "Lift 1" in page
    assert "Small car" in page
    assert "Other hours hold later" in page
    assert client.post("/workshop/replacement-cars/", {"name": "Small car", "plate": ""}).status_code == 422
    address = f"/workshop/claims/{desk.claim.number}/replacement-car/"
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 422
