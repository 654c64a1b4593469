"""A car is sold: the holder makes a link, the next owner takes it over, and what each had stays with each."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from apps.core.errors import Conflict, Refused
from apps.organizations.scope import acting_as, system_scope
from apps.vehicles import services
from apps.vehicles.handover_links import link_of, token_of
from apps.vehicles.models import Handover, OdometerReading, Registration, Vehicle
from tests.cast import NOW, Cast
from tests.core.face import markup_errors
from tests.factories import make_vehicle
from tests.pages import browser
from tests.vehicles.test_register_owner import register
from tests.vehicles.test_registrations import DAY, contest, of, told


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def held(makers: Cast) -> Registration:
    """Amina's car, which its maker recorded."""
    make_vehicle(makers.maker_hanhai)
    return of(register(makers), makers.amina)


def offer(cast: Cast, held: Registration, *, who: Any = None, at: Any = NOW) -> Handover:
    who = who or cast.amina
    with acting_as(cast.scope(who)):
        return services.offer(registration=held, by=cast.actor(who), at=at)


def take(cast: Cast, offered: Handover, *, who: Any = None, at: Any = NOW + DAY, **changes: Any) -> Vehicle:
    who = who or cast.boris
    given = {"delivered_on": date(2026, 3, 2), "odometer_km": 5_000, "dealer_id": None, **changes}
    with acting_as(cast.scope(who)):
        return services.take_over(token=token_of(offered.number), owner_id=who.pk, by=cast.actor(who), at=at, **given)


def test_the_car_moves_and_what_each_had_stays_with_each(makers: Cast, held: Registration) -> None:
    offered = offer(makers, held)
    vehicle = take(makers, offered)
    assert (vehicle.owner_id, vehicle.dealer_id) == (makers.boris.pk, None)
    mine = of(vehicle, makers.boris)
    assert (mine.status, mine.verified_by, mine.verified_at) == ("verified", "handed", NOW + DAY)
    with system_scope("test"):
        held.refresh_from_db()
        assert (held.status, held.ended_at) == ("ended", NOW + DAY)
        assert [event.kind for event in held.events.all()][-2:] == ["handover_offered", "handed_over"]
        assert all(event.by_name == "" for event in held.events.filter(by_side="owner"))
    with acting_as(makers.scope(makers.boris)):
        assert [reading.km for reading in OdometerReading.objects.all()] == [5_000]
        assert not Handover.objects.exists()
        assert not Registration.objects.filter(pk=held.pk).exists()
    with acting_as(makers.scope(makers.amina)):
        assert not Vehicle.objects.exists()
        assert Registration.objects.get().status == "ended"
    assert told("handed_over")[0]["vin"] == vehicle.vin
    assert take(makers, offered, at=NOW + 2 * DAY) == vehicle
    with system_scope("test"):
        assert Registration.objects.count() == 2


def test_asking_again_gives_the_same_link_until_it_is_withdrawn(makers: Cast, held: Registration) -> None:
    first = offer(makers, held)
    assert offer(makers, held, at=NOW + DAY) == first
    with acting_as(makers.scope(makers.amina)):
        for day in (1, 2):
            services.withdraw_offer(registration=held, by=makers.actor(makers.amina), at=NOW + day * DAY)
    second = offer(makers, held, at=NOW + 3 * DAY)
    assert second != first
    with pytest.raises(Refused, match="leads nowhere"):
        take(makers, first, at=NOW + 3 * DAY)
    assert take(makers, second, at=NOW + 3 * DAY).owner_id == makers.boris.pk


@pytest.mark.parametrize(
    ("case", "code"),
    [("late", "over"), ("own", "own_car"), ("let_go", "over"), ("contested", "contested"), ("unknown", "unknown_link")],
)
def test_a_link_that_may_not_be_used_changes_nothing(makers: Cast, held: Registration, case: str, code: str) -> None:
    offered, at, who = offer(makers, held), NOW + DAY, makers.boris
    if case == "late":
        at = NOW + 14 * DAY
    elif case == "own":
        who = makers.amina
    elif case == "let_go":
        with acting_as(makers.scope(makers.amina)):
            services.end_registration(vehicle=Vehicle.objects.get(), by=makers.actor(makers.amina), at=at)
    elif case == "contested":
        contest(makers, makers.boris)
    else:
        offered = Handover(number="H-NONE")
    with pytest.raises(Refused) as refused:
        take(makers, offered, who=who, at=at)
    assert refused.value.code == code
    with system_scope("test"):
        assert not Handover.objects.exclude(taken_at=None).exists()


def test_only_the_holder_of_an_uncontested_car_hands_it_over(makers: Cast, held: Registration) -> None:
    with pytest.raises(Conflict):
        offer(makers, held, who=makers.boris)
    contest(makers, makers.boris)
    with pytest.raises(Refused) as refused:
        offer(makers, held)
    assert refused.value.code == "contested"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"odometer_km": 3}, "odometer_km"),
        ({"delivered_on": date(2026, 2, 1)}, "delivered_on"),
        ({"delivered_on": date(2027, 1, 1)}, "delivered_on"),
        ({"dealer_id": 0}, "dealer"),
    ],
)
def test_a_slip_of_the_next_owner_is_told_and_the_car_stays(
    makers: Cast, held: Registration, changes: dict[str, Any], field: str
) -> None:
    offered = offer(makers, held)
    with pytest.raises(Refused) as refused:
        take(makers, offered, **changes)
    assert refused.value.field == field
    with system_scope("test"):
        held.refresh_from_db()
        assert held.is_current


def test_a_car_nobody_verified_stays_so(makers: Cast) -> None:
    held = of(register(makers), makers.amina)
    mine = of(take(makers, offer(makers, held)), makers.boris)
    assert (mine.status, mine.verified_at) == ("unverified", None)


def test_by_pages(makers: Cast, held: Registration) -> None:
    seller, buyer = browser(makers, makers.amina), browser(makers, makers.boris)
    address = f"/vehicles/registrations/{held.number}/hand-over/"
    assert address in seller.get(f"/vehicles/{held.vin}/").content.decode()
    assert seller.post(address).status_code == 302
    with system_scope("test"):
        offered = Handover.objects.get()
    assert link_of(offered.number) in seller.get(address).content.decode()
    link = f"/vehicles/take-over/{token_of(offered.number)}/"
    own = seller.get(link).content.decode()
    assert "send the link to whoever takes it over" in own
    assert 'name="odometer_km"' not in own
    assert held.vin in buyer.get(link).content.decode()
    day = offered.offered_at.date().isoformat()
    assert buyer.post(link, {"delivered_on": day, "odometer_km": "1", "dealer": ""}).status_code == 422
    sent = buyer.post(link, {"delivered_on": day, "odometer_km": "6000", "dealer": ""})
    assert (sent.status_code, sent["Location"]) == (302, f"/vehicles/{held.vin}/")
    assert buyer.get(link).status_code == 302
    assert seller.get(link).status_code == 200
    assert buyer.get("/vehicles/take-over/none/").status_code == 404


def test_by_programs(makers: Cast, held: Registration) -> None:
    seller, buyer = browser(makers, makers.amina), browser(makers, makers.boris)
    address = f"/api/v1/registrations/{held.number}/hand-over/"
    first = seller.post(address)
    assert first.status_code == 201
    assert seller.post(address).json() == first.json()
    link = "/api/v1/handovers/" + first.json()["url"].rstrip("/").rpartition("/")[2] + "/"
    told = buyer.get(link).json()
    assert (told["vin"], told["mine"], told["expires_at"]) == (held.vin, False, first.json()["expires_at"])
    assert seller.delete(address).status_code == 204
    assert buyer.get(link).json()["expires_at"] is None
    given = {"delivered_on": timezone.localdate().isoformat(), "odometer_km": 6000}
    over = buyer.post(f"{link}take-over/", given, "application/json")
    assert (over.status_code, over.json()["code"]) == (400, "over")
    link = "/api/v1/handovers/" + seller.post(address).json()["url"].rstrip("/").rpartition("/")[2] + "/"
    slip = buyer.post(f"{link}take-over/", {**given, "dealer": "nobody"}, "application/json")
    assert "no dealer's short name" in slip.json()["dealer"][0]
    taken = [buyer.post(f"{link}take-over/", given, "application/json") for _ in range(2)]
    assert [answer.status_code for answer in taken] == [201, 201]
    with system_scope("test"):
        mine = Registration.objects.get(owner_id=makers.boris.pk).number
    assert taken[0].json() == taken[1].json() == {"vin": held.vin, "registration": mine}
    assert buyer.get(link).json()["mine"] is True
    assert [seller.post(address).status_code, seller.delete(address).status_code] == [409, 409]
    assert buyer.get("/api/v1/handovers/" + "0" * 64 + "/").status_code == 404


def test_only_owners_hand_cars_over_by_programs(makers: Cast, held: Registration) -> None:
    address = f"/api/v1/registrations/{held.number}/hand-over/"
    link = f"/api/v1/handovers/{token_of(offer(makers, held, at=timezone.now()).number)}/"
    assert browser(makers, makers.boris).post(address).status_code == 404
    for firm in (makers.dealer_nairobi, makers.maker_hanhai, makers.regulator_ke, makers.authority):
        client = browser(makers, firm)
        assert client.post(address).status_code == 403
        assert client.delete(address).status_code == 403
        assert client.get(link).status_code == 403
        assert client.post(f"{link}take-over/", {}, "application/json").status_code == 403
    with system_scope("test"):
        assert Handover.objects.open(timezone.now()).count() == 1


def test_who_opens_a_link_for_a_firm_is_told_what_to_do(makers: Cast, held: Registration) -> None:
    link = f"/vehicles/take-over/{token_of(offer(makers, held, at=timezone.now()).number)}/"
    for firm in (makers.dealer_nairobi, makers.maker_hanhai, makers.regulator_ke):
        answer = browser(makers, firm).get(link)
        page = answer.content.decode()
        assert answer.status_code == 403
        assert f"you act for <bdi>{firm.name}</bdi>" in page
        assert held.vin not in page
        assert markup_errors(page) == []
    worker = browser(makers, makers.dealer_nairobi)
    assert worker.post("/organization/switch/", {"organization": "0", "next": link})["Location"] == link
    assert held.vin in worker.get(link).content.decode()
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example"):
        assert worker.post("/organization/switch/", {"organization": "0", "next": elsewhere})["Location"] == "/"
    assert browser(makers).get(link).status_code == 302
