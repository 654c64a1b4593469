"""Things the cast owns, made with as little as a test needs to say. All of them run in the system's scope."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from apps.accounts.models import User
from apps.organizations.models import Organization
from apps.organizations.scope import system_scope
from apps.vehicles.models import MakerCode, Powertrain, Registration, Vehicle
from apps.warranty.models import Coverage, PlanTerm, WarrantyPlan
from tests.cast import NOW, Cast

#: Codes given to nobody: the cast's makers are invented, and so are theirs.
HANHAI_WMI, LANTING_WMI = "L0H", "L0L"
_VALUES = {
    **{str(digit): digit for digit in range(10)},
    **dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", [*range(1, 9), 1, 2, 3, 4, 5, 7, 9, *range(2, 10)], strict=True)),
}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def make_vin(serial: int, *, wmi: str = HANHAI_WMI, year: str = "S") -> str:
    """A VIN with a right check digit; ``year`` is the code at position 10 (S: 2025)."""
    body = f"{wmi}CE4CB0{year}0{serial:06d}"
    total = sum(_VALUES[sign] * weight for sign, weight in zip(body, _WEIGHTS, strict=True))
    return f"{body[:8]}{'0123456789X'[total % 11]}{body[9:]}"


def make_maker_codes(cast: Cast) -> None:
    """Say which of the cast's makers builds under which code."""
    with system_scope("tests: maker codes"):
        MakerCode.objects.create(manufacturer=cast.maker_hanhai, code=HANHAI_WMI)
        MakerCode.objects.create(manufacturer=cast.maker_lanting, code=LANTING_WMI)


def make_plan(
    maker: Organization | None,
    *,
    months: int | None = 36,
    kilometres: int | None = 100_000,
    terms: dict[str, tuple[Any, ...]] | None = None,
    **fields: Any,
) -> WarrantyPlan:
    """A published plan; three years or 100,000 km for the whole car of one maker everywhere unless said otherwise.

    ``terms``: group → (months, kilometres) or (months, kilometres, capacity in %).
    """
    values = {"country": "", "name": "Basic", "effective_from": date(2020, 1, 1), "source": "Warranty booklet"}
    with system_scope("tests: plan"):
        plan = WarrantyPlan.objects.create(manufacturer=maker, **{**values, **fields})
        for group, given in (terms or {"whole_car": (months, kilometres)}).items():
            names = dict(zip(("months", "kilometres", "capacity_percent"), given, strict=False))
            PlanTerm.objects.create(plan=plan, manufacturer=maker, group=group, **names)
    return plan


def make_vehicle(maker: Organization | None, *, serial: int = 1, country: str = "KE", **fields: Any) -> Vehicle:
    """A car on record, exported in January 2026, nobody's yet."""
    values = {
        "vin": make_vin(serial),
        "maker_name": maker.name if maker else "",
        "model_name": "Sea 5",
        "model_year": 2025,
        "powertrain": Powertrain.BATTERY,
        "built_on": date(2025, 11, 3),
        "exported_on": date(2026, 1, 12),
        "created_at": NOW,
    }
    with system_scope("tests: vehicle"):
        return Vehicle.objects.create(manufacturer=maker, country=country, **{**values, **fields})


def make_owned_vehicle(
    owner: User,
    maker: Organization,
    dealer: Organization | None,
    *,
    delivered_on: date = date(2026, 2, 1),
    odometer_km: int = 20,
    at: datetime = NOW,
    **fields: Any,
) -> Vehicle:
    """A registered car with coverage of three years or 100,000 km."""
    vehicle = make_vehicle(
        maker, owner=owner, dealer=dealer, delivered_on=delivered_on, odometer_km=odometer_km, **fields
    )
    with system_scope("tests: registration"):
        Registration.objects.create(
            vehicle=vehicle,
            vin=vehicle.vin,
            status="verified",
            verified_at=at,
            verified_by="record",
            delivered_on=delivered_on,
            odometer_km=odometer_km,
            registered_at=at,
            **vehicle.sides(),
        )
        vehicle.readings.create(read_on=delivered_on, km=odometer_km, source="registration", **vehicle.sides())
        plan = WarrantyPlan.objects.filter(manufacturer=maker).first() or make_plan(maker)
        main = plan.content.main_term
        assert main is not None
        Coverage.objects.create(
            vehicle=vehicle,
            plan=plan,
            starts_on=delivered_on,
            ends_on=main.last_day(delivered_on),
            kilometres=main.kilometres,
            **vehicle.sides(),
        )
    return vehicle
