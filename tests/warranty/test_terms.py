"""Which term a car gets, and what follows it."""

from __future__ import annotations

from datetime import date
from typing import Any

from apps.duties.models import ObligationVersion
from apps.notifications import relay
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import acting_as, system_scope
from apps.oversight.measures.out_of_service import limits_in_force
from apps.vehicles import services as vehicles
from apps.vehicles.models import MakerCode, Vehicle
from apps.warranty import selectors, services
from apps.warranty.cover import coverage
from apps.warranty.models import Coverage, MarketRight, WarrantyPlan
from tests.cast import NOW, Cast
from tests.factories import make_plan, make_vin


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
        return services.register_vehicle(owner_id=who.pk, by=cast.actor(who), at=NOW, **{**values, **changes})


def plan_of(vehicle: Vehicle) -> WarrantyPlan:
    with system_scope("test"):
        return Coverage.objects.select_related("plan").get(vehicle=vehicle).plan


def test_registering_begins_the_warranty(makers: Cast) -> None:
    make_plan(makers.maker_hanhai)
    register(makers)
    for who in (makers.amina, makers.dealer_nairobi, makers.maker_hanhai, makers.regulator_ke, makers.authority):
        with acting_as(makers.scope(who)):
            coverage = selectors.coverage_of(Vehicle.objects.get())
            assert coverage is not None
            assert (coverage.ends_on, coverage.kilometres) == (date(2029, 2, 9), 100_000)


def test_covered_to_the_last_day_and_kilometre(makers: Cast) -> None:
    make_plan(makers.maker_hanhai)
    vehicle = register(makers)

    def verdict(on: date, km: int) -> str:
        return coverage(vehicle, "charging", on=on, odometer_km=km).verdict

    with acting_as(makers.scope(makers.amina)):
        assert verdict(date(2026, 2, 10), 14) == "covered"
        assert verdict(date(2029, 2, 9), 100_000) == "covered"
        assert verdict(date(2029, 2, 10), 0) == "ended_by_day"
        assert verdict(date(2026, 2, 9), 0) == "not_begun"
        assert verdict(date(2026, 5, 1), 100_001) == "ended_by_distance"


def test_the_country_s_term_comes_before_the_general_and_the_newest_before_older_ones(makers: Cast) -> None:
    general = make_plan(makers.maker_hanhai, effective_from=date(2026, 1, 1))
    assert plan_of(register(makers)) == general
    make_plan(makers.maker_hanhai, country="KE", effective_from=date(2019, 1, 1))
    newest = make_plan(makers.maker_hanhai, country="KE", effective_from=date(2026, 2, 10))
    make_plan(makers.maker_hanhai, country="KE", effective_from=date(2026, 2, 11))
    make_plan(makers.maker_hanhai, country="KZ", effective_from=date(2026, 2, 10))
    assert plan_of(register(makers, vin_text=make_vin(2))) == newest


def test_without_a_term_of_the_maker_the_portal_s_holds(makers: Cast) -> None:
    make_plan(makers.maker_lanting)
    assert plan_of(register(makers)).manufacturer_id is None


def test_twice_is_one_coverage(makers: Cast) -> None:
    assert register(makers).pk == register(makers).pk
    with system_scope("test"):
        assert Coverage.objects.count() == 1


def test_the_next_owner_takes_over_what_is_left(makers: Cast) -> None:
    make_plan(makers.maker_hanhai)
    vehicle = register(makers)
    with acting_as(makers.scope(makers.amina)):
        services.end_registration(vehicle=vehicle, by=makers.actor(makers.amina), at=NOW)
        assert not Coverage.objects.exists()
    register(makers, makers.boris, odometer_km=50, delivered_on=date(2026, 3, 1))
    with acting_as(makers.scope(makers.boris)):
        assert Coverage.objects.get().ends_on == date(2029, 2, 9)


def test_the_coverage_moves_with_the_workshop(makers: Cast) -> None:
    vehicle = register(makers, dealer_id=None)
    dealer_id = makers.dealer_nairobi.pk
    with acting_as(makers.scope(makers.amina)):
        services.change_dealer(vehicle=vehicle, dealer_id=dealer_id, by=makers.actor(makers.amina), at=NOW)
    with acting_as(makers.scope(makers.dealer_nairobi)):
        assert Coverage.objects.get().vehicle_id == vehicle.pk


def test_a_car_that_gains_its_maker_gets_that_maker_s_term(makers: Cast) -> None:
    vin = make_vin(3, wmi="L0Z")
    vehicle = register(makers, vin_text=vin, dealer_id=None)
    theirs = make_plan(makers.maker_hanhai, months=60)
    with system_scope("test: the operators enter the code"):
        assert not Coverage.objects.exists()
        MakerCode.objects.create(code="L0Z", manufacturer=makers.maker_hanhai)
    with acting_as(makers.scope(makers.maker_hanhai)):
        vehicles.register_export(
            manufacturer_id=makers.maker_hanhai.pk,
            vin=vin,
            country="KE",
            model_name="Sea 5",
            model_year=2025,
            powertrain="bev",
            built_on=None,
            exported_on=date(2026, 1, 12),
            by=makers.actor(makers.maker_hanhai),
            at=NOW,
        )
    with system_scope("test"):
        for event in OutboxEvent.objects.filter(topic="vehicle.sides_changed"):
            relay.consume("warranty.follow_vehicle", event.pk, at=NOW)
    assert plan_of(vehicle) == theirs
    with acting_as(makers.scope(makers.maker_hanhai)):
        assert Coverage.objects.get().ends_on == date(2031, 2, 9)


def test_rights_are_figures_with_their_law_and_none_where_none_is_on_record(db: None) -> None:
    rights = {right.code: right for right in selectors.rights_of("BR", on=NOW.date())}
    assert rights["max_repair_time"].value == 30
    assert "8.078" in rights["max_repair_time"].instrument
    assert not selectors.rights_of("BR", on=date(1980, 1, 1))
    assert not selectors.rights_of("NG", on=NOW.date())
    for right in MarketRight.objects.all():
        right.full_clean()


def test_rights_agree_with_the_obligations_that_name_the_same_law(db: None) -> None:
    laws = ObligationVersion.objects.filter(basis="law", obligation="legal_limit")
    assert laws
    for law in laws:
        right = MarketRight.objects.get(country=law.country, code="max_repair_time")
        assert (right.value, right.unit) == (law.amount, law.unit), law


def test_rights_say_when_they_hold_and_against_whom(db: None) -> None:
    def right(country: str, code: str) -> MarketRight:
        return MarketRight.objects.get(country=country, code=code)

    assert (right("BR", "legal_guarantee").value, right("BR", "legal_guarantee").unit) == (90, "calendar_days")
    assert (right("KE", "repair_guarantee").value, right("KE", "repair_guarantee_km").value) == (90, 5_000)
    assert right("RU", "legal_guarantee").condition == right("RU", "parts_availability").condition == "none_set"
    assert right("US", "max_attempts").condition == right("US", "max_downtime").condition == "california"
    assert right("SA", "rare_part").condition == "rare_part"
    assert not MarketRight.objects.filter(country="TH", code="legal_guarantee").exists()
    assert right("TH", "claims_within").clock_start == "discovery"
    assert right("PT", "burden_reversal").value == 24
    assert (right("FR", "repair_extends").value, right("DE", "repair_extends").effective_from) == (6, date(2026, 7, 31))
    assert "373/2021" in right("HU", "legal_guarantee").instrument
    for known in MarketRight.objects.filter(confidence="high"):
        assert known.source == "text", known


def test_a_figure_that_is_to_be_confirmed_steers_no_list(db: None) -> None:
    assert MarketRight.objects.get(country="KZ", code="max_repair_time").confidence == "low"
    found = limits_in_force(MarketRight.Code.REPAIR_LIMIT, on=NOW.date())
    assert "KZ" not in found
    assert {"BR", "FR", "PT", "RU"} <= set(found)
