"""An owner registers a car by its VIN."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from apps.core.errors import Conflict, Refused
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import acting_as, system_scope
from apps.vehicles import services
from apps.vehicles.models import OdometerReading, Registration, Vehicle
from tests.cast import NOW, Cast, build_cast
from tests.factories import make_maker_codes, make_vehicle, make_vin

TODAY = NOW.date()


def register(cast: Cast, who: Any = None, **changes: Any) -> Vehicle:
    who = who or cast.amina
    values = {
        "vin_text": make_vin(1),
        "delivered_on": date(2026, 2, 10),
        "odometer_km": 14,
        "country": "KE",
        "dealer_id": cast.dealer_nairobi.pk,
    }
    with acting_as(cast.scope(who)):
        return services.register_owner(owner_id=who.pk, by=cast.actor(who), at=NOW, **{**values, **changes})


def refusal(cast: Cast, **changes: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        register(cast, **changes)
    with system_scope("test"):
        assert not Registration.objects.exists()
    return caught.value


def test_it_works(makers: Cast) -> None:
    make_vehicle(makers.maker_hanhai)
    vehicle = register(makers)
    with acting_as(makers.scope(makers.amina)):
        found = Vehicle.objects.get()
        assert (found.pk, found.odometer_km, found.delivered_on) == (vehicle.pk, 14, date(2026, 2, 10))
        assert OdometerReading.objects.get().km == 14
    for side in (makers.dealer_nairobi, makers.maker_hanhai, makers.regulator_ke, makers.authority):
        with acting_as(makers.scope(side)):
            assert Registration.objects.get().vehicle_id == vehicle.pk
            assert OdometerReading.objects.get().vehicle_id == vehicle.pk


def test_strangers_see_nothing_of_it(makers: Cast) -> None:
    register(makers)
    for side in (makers.boris, makers.dealer_almaty, makers.maker_lanting, makers.regulator_kz):
        with acting_as(makers.scope(side)):
            assert not Vehicle.objects.exists()
            assert not Registration.objects.exists()


def test_spaces_dashes_and_lower_case_are_the_same_vin(makers: Cast) -> None:
    vin = make_vin(1)
    typed = f" {vin[:3].lower()}-{vin[3:9]} {vin[9:]} "
    assert register(makers, vin_text=typed).vin == vin


def test_a_vin_new_to_the_portal_gets_the_maker_of_its_code(makers: Cast) -> None:
    assert register(makers).manufacturer_id == makers.maker_hanhai.pk


def test_a_vin_of_no_maker_here_can_be_registered(makers: Cast) -> None:
    vehicle = register(makers, vin_text=make_vin(7, wmi="L0Z"), dealer_id=None)
    assert vehicle.manufacturer_id is None


def test_a_bad_check_digit_refuses_nothing(makers: Cast) -> None:
    vin = make_vin(1)
    wrong = vin[:8] + ("0" if vin[8] != "0" else "1") + vin[9:]
    assert register(makers, vin_text=wrong).vin == wrong


GARBAGE = [
    "", " ", "L0H", "L0HCE4CB0S000000", "L0HCE4CB0S0000000OO", "L0HCE4CBIS0000001", "ЛАДА", "车架号", "\0" * 17,
    "١" * 16, "L" * 100_000, "L0HCE4CB😀S0000001",
]  # fmt: skip


@pytest.mark.parametrize("text", GARBAGE)
def test_garbage_is_refused_at_the_vin(makers: Cast, text: str) -> None:
    assert refusal(makers, vin_text=text).field == "vin"


def test_delivery_in_the_future(makers: Cast) -> None:
    error = refusal(makers, delivered_on=TODAY + timedelta(days=1))
    assert error.field == "delivered_on"
    assert "5 March 2026" in str(error)


def test_delivery_before_the_car_was_built(makers: Cast) -> None:
    make_vehicle(makers.maker_hanhai)
    error = refusal(makers, delivered_on=date(2025, 11, 2))
    assert error.field == "delivered_on"
    assert "3 November 2025" in str(error)


def test_delivery_long_before_the_model_year(makers: Cast) -> None:
    make_vehicle(makers.maker_hanhai, built_on=None)
    assert refusal(makers, delivered_on=date(2019, 5, 1)).code == "before_model_year"


def test_delivery_before_vins_existed(makers: Cast) -> None:
    assert refusal(makers, delivered_on=date(1926, 2, 10)).code == "too_long_ago"


@pytest.mark.parametrize("km", [-1, 2_000_001, 10**9])
def test_absurd_odometer(makers: Cast, km: int) -> None:
    assert refusal(makers, odometer_km=km).field == "odometer_km"


def test_a_dealer_whom_the_maker_did_not_appoint_for_the_country(makers: Cast) -> None:
    assert refusal(makers, dealer_id=makers.dealer_almaty.pk).field == "dealer"


def test_the_country_of_the_export_stands(makers: Cast) -> None:
    make_vehicle(makers.maker_hanhai, country="KE")
    assert str(register(makers, country="KZ").country) == "KE"


def test_the_same_form_twice_is_one_registration(makers: Cast) -> None:
    assert register(makers).pk == register(makers).pk
    with system_scope("test"):
        assert Registration.objects.count() == OdometerReading.objects.count() == 1
        assert OutboxEvent.objects.filter(topic="vehicle.registered").count() == 1


def test_registering_again_with_another_date_says_what_is_on_record(makers: Cast) -> None:
    register(makers)
    with pytest.raises(Conflict) as caught:
        register(makers, delivered_on=date(2026, 2, 11))
    assert caught.value.code == "registered_by_you"


def test_a_car_of_somebody_else_without_saying_whose(makers: Cast) -> None:
    register(makers)
    with pytest.raises(Conflict) as caught:
        register(makers, makers.boris)
    assert caught.value.code == "registered_to_another"
    assert "Amina" not in str(caught.value)
    assert "amina" not in str(caught.value)


def test_after_the_end_of_a_registration_the_next_owner_can_register(makers: Cast) -> None:
    vehicle = register(makers)
    with acting_as(makers.scope(makers.amina)):
        services.end_registration(vehicle=vehicle, by=makers.actor(makers.amina), at=NOW)
        services.end_registration(vehicle=vehicle, by=makers.actor(makers.amina), at=NOW)
        assert not Vehicle.objects.exists()
    with pytest.raises(Refused):
        register(makers, makers.boris, odometer_km=13, delivered_on=TODAY)  # less than Amina drove
    register(makers, makers.boris, odometer_km=9_000, delivered_on=TODAY)
    with acting_as(makers.scope(makers.boris)):
        assert [reading.km for reading in OdometerReading.objects.all()] == [9_000]


def test_changing_the_workshop_moves_who_sees_the_car(makers: Cast) -> None:
    vehicle = register(makers)
    with acting_as(makers.scope(makers.amina)):
        services.change_dealer(vehicle=vehicle, dealer_id=None, by=makers.actor(makers.amina), at=NOW)
    with acting_as(makers.scope(makers.dealer_nairobi)):
        assert not Vehicle.objects.exists()
        assert not OdometerReading.objects.exists()


def test_nobody_changes_the_workshop_of_another(makers: Cast) -> None:
    vehicle = register(makers)
    with acting_as(makers.scope(makers.boris)), pytest.raises(Conflict):
        services.change_dealer(vehicle=vehicle, dealer_id=None, by=makers.actor(makers.boris), at=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("on_record", [True, False])
def test_two_owners_at_once_one_wins_and_the_other_is_told(on_record: bool) -> None:
    cast = build_cast()
    make_maker_codes(cast)
    if on_record:
        make_vehicle(cast.maker_hanhai)
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def run(who: Any) -> None:
        start.wait()
        try:
            register(cast, who)
            outcomes.append("won")
        except Conflict as conflict:
            outcomes.append(conflict.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[who]) for who in (cast.amina, cast.boris)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["registered_to_another", "won"]
    with system_scope("test"):
        assert Registration.objects.filter(ended_at=None).count() == 1
