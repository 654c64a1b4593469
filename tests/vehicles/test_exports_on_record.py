"""A manufacturer puts exported vehicles on record, one by one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from apps.core.errors import Conflict, Refused
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import acting_as, system_scope
from apps.vehicles import services
from apps.vehicles.models import MakerCode, Registration, Vehicle
from tests.cast import NOW, Cast
from tests.factories import LANTING_WMI, make_vehicle, make_vin


def export(cast: Cast, maker: Any = None, **changes: Any) -> Vehicle:
    maker = maker or cast.maker_hanhai
    values = {
        "vin": make_vin(1),
        "country": "KE",
        "model_name": "Sea 5",
        "model_year": 2025,
        "powertrain": "bev",
        "built_on": date(2025, 11, 3),
        "exported_on": date(2026, 1, 12),
    }
    with acting_as(cast.scope(maker)):
        return services.register_export(manufacturer_id=maker.pk, by=cast.actor(maker), at=NOW, **{**values, **changes})


def test_it_works(makers: Cast) -> None:
    vehicle = export(makers)
    assert (vehicle.maker_name, vehicle.owner_id, str(vehicle.country)) == ("Hanhai Motor", None, "KE")
    with acting_as(makers.scope(makers.regulator_ke)):
        assert Vehicle.objects.get().vin == vehicle.vin


def test_the_same_again_changes_nothing(makers: Cast) -> None:
    assert export(makers).pk == export(makers).pk
    with system_scope("test"):
        assert Vehicle.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("country", "KZ"),
        ("model_name", "Sea 6"),
        ("model_year", 2026),
        ("powertrain", "phev"),
        ("built_on", date(2025, 11, 4)),
        ("exported_on", date(2026, 1, 13)),
    ],
)
def test_other_facts_of_a_recorded_vin_are_a_conflict_that_names_the_field(
    makers: Cast, field: str, value: Any
) -> None:
    export(makers)
    with pytest.raises(Conflict) as caught:
        export(makers, **{field: value})
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"vin": "L0H"}, "vin"),
        ({"country": "XX"}, "country"),
        ({"model_name": " "}, "model_name"),
        ({"model_name": "x" * 101}, "model_name"),
        ({"powertrain": "steam"}, "powertrain"),
        ({"exported_on": date(2026, 3, 5)}, "exported_on"),
        ({"built_on": date(2026, 1, 13)}, "built_on"),
        ({"model_year": 2031}, "model_year"),
        ({"model_year": 2019}, "model_year"),
    ],
)
def test_bad_facts_are_refused_at_their_field(makers: Cast, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as caught:
        export(makers, **changes)
    assert caught.value.field == field


def test_a_code_of_another_maker(makers: Cast) -> None:
    with pytest.raises(Conflict) as caught:
        export(makers, vin=make_vin(1, wmi=LANTING_WMI))
    assert caught.value.code == "foreign_code"


def test_a_vin_on_record_for_another_maker(makers: Cast) -> None:
    make_vehicle(makers.maker_lanting, vin=make_vin(3, wmi="L0Z"))
    with pytest.raises(Conflict) as caught:
        export(makers, vin=make_vin(3, wmi="L0Z"))
    assert caught.value.code == "other_manufacturer"
    assert "Lanting" not in str(caught.value)


def test_a_car_its_owner_registered_first_gains_its_maker(makers: Cast) -> None:
    vin = make_vin(3, wmi="L0Z")
    with acting_as(makers.scope(makers.amina)):
        services.register_owner(
            owner_id=makers.amina.pk,
            vin_text=vin,
            delivered_on=date(2026, 2, 10),
            odometer_km=5,
            country="KE",
            dealer_id=None,
            by=makers.actor(makers.amina),
            at=NOW,
        )
    with pytest.raises(Conflict) as caught:
        export(makers, vin=vin)
    assert caught.value.code == "unknown_code"
    assert "L0Z" in str(caught.value)
    with acting_as(makers.scope(makers.maker_hanhai)):
        assert not Registration.objects.exists(), "nobody makes itself the maker"
    with system_scope("test"):
        MakerCode.objects.create(code="L0Z", manufacturer=makers.maker_hanhai)
    with pytest.raises(Conflict) as caught:
        export(makers, vin=vin, country="KZ")
    assert "Kenya" not in str(caught.value)
    export(makers, vin=vin)
    with acting_as(makers.scope(makers.maker_hanhai)):
        assert Registration.objects.get().vehicle.model_name == "Sea 5"
    with system_scope("test"):
        assert OutboxEvent.objects.filter(topic="vehicle.sides_changed").exists()
    with pytest.raises(Conflict):
        export(makers, vin=vin, country="KZ")
