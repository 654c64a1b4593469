"""Verbs of a car's warranty: it begins with the registration, follows the car, and covers what repairs fit."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from apps.organizations.scope import Actor, system_scope
from apps.vehicles import services as vehicles
from apps.vehicles.models import Vehicle
from apps.vehicles.selectors import next_owner_since

from ..legal import delivered_before
from ..models import Coverage, PartCover
from ..selectors import plan_for


def register_vehicle(
    *,
    owner_id: int,
    vin_text: str,
    delivered_on: date,
    odometer_km: int,
    country: str,
    dealer_id: int | None,
    by: Actor,
    at: datetime,
) -> Vehicle:
    """Register a car as the owner's and begin its warranty; sent twice, it is one registration.

    Raises what :func:`apps.vehicles.services.register_owner` raises.
    """
    with transaction.atomic():
        vehicle = vehicles.register_owner(
            owner_id=owner_id,
            vin_text=vin_text,
            delivered_on=delivered_on,
            odometer_km=odometer_km,
            country=country,
            dealer_id=dealer_id,
            by=by,
            at=at,
        )
        begin_coverage(vehicle=vehicle, starts_on=delivered_on, at=at)
    return vehicle


def begin_coverage(*, vehicle: Vehicle, starts_on: date, at: datetime) -> Coverage | None:
    """Give the vehicle the plan in force on ``starts_on``; None when no term is on record for it.

    A warranty begins once, at the first delivery: a later owner takes over what is left of it, where the plan goes to
    the next owner. A day long after the car's model year is no first delivery, and nothing is known of the one that
    was.
    """
    with system_scope("coverage of a vehicle"):
        coverage = Coverage.objects.select_for_update(of=("self",)).filter(vehicle_id=vehicle.pk).first()
        if coverage is None:
            coverage = _begun(vehicle, starts_on)
        if coverage is not None:
            _follow(coverage, vehicle)
    return coverage


def _begun(vehicle: Vehicle, starts_on: date) -> Coverage | None:
    plan = plan_for(
        manufacturer_id=vehicle.manufacturer_id,
        country=str(vehicle.country),
        model_name=vehicle.model_name,
        on=starts_on,
    )
    main = plan.content.main_term if plan else None
    if plan is None or main is None or delivered_before(vehicle, starts_on):
        return None
    ends_on = main.last_day(starts_on)
    return Coverage(vehicle=vehicle, starts_on=starts_on, plan=plan, ends_on=ends_on, kilometres=main.kilometres)


def follow_vehicle(vehicle_id: int, *, at: datetime) -> None:
    """Bring a coverage to its vehicle's present sides; a car that gained a manufacturer gets that one's term.

    Runs in the system's scope (consumer of ``vehicle.sides_changed``); safe to run twice.
    """
    vehicle = Vehicle.objects.get(pk=vehicle_id)
    coverage = Coverage.objects.select_for_update(of=("self",)).filter(vehicle=vehicle).first()
    if coverage is not None:
        _follow(coverage, vehicle)
    elif vehicle.delivered_on is not None:
        begin_coverage(vehicle=vehicle, starts_on=vehicle.delivered_on, at=at)


def _follow(coverage: Coverage, vehicle: Vehicle) -> None:
    """Keep a coverage with its vehicle's sides, and since when a next owner has the car."""
    for name, value in vehicle.sides().items():
        setattr(coverage, name, value)
    if coverage.transferred_on is None:
        coverage.transferred_on = next_owner_since(vehicle)
    coverage.save()
    PartCover.objects.filter(vehicle=vehicle).update(**vehicle.sides())


def cover_repaired_part(
    *, vehicle: Vehicle, component: str, claim_number: str, on: date, odometer_km: int
) -> PartCover | None:
    """Begin the cover of what a completed repair fitted, by the plan of the car; None where it has no such term.

    ``odometer_km``: as on record of the repair. The same repair on the same day is one cover.
    """
    with system_scope("cover of a part that a repair fitted"):
        known = Coverage.objects.select_related("plan").filter(vehicle_id=vehicle.pk).first()
        term = known.plan.content.repair_term if known else None
        if known is None or term is None:
            return None
        span = term.span(on, from_km=odometer_km)
        values = {"ends_on": span.last_day, "kilometres": span.last_km, "plan": known.plan, "component": component}
        made, _new = PartCover.objects.get_or_create(
            claim_number=claim_number, starts_on=on, defaults={"vehicle": vehicle, **values, **vehicle.sides()}
        )
    return made


def change_dealer(*, vehicle: Vehicle, dealer_id: int | None, by: Actor, at: datetime) -> Vehicle:
    """Move a car with its coverage to another appointed workshop."""
    with transaction.atomic():
        changed = vehicles.change_dealer(vehicle=vehicle, dealer_id=dealer_id, by=by, at=at)
        with system_scope("coverage follows its vehicle"):
            follow_vehicle(changed.pk, at=at)
    return changed


def end_registration(*, vehicle: Vehicle, by: Actor, at: datetime) -> None:
    """Let a car go with its coverage; both are nobody's until the next owner registers it."""
    with transaction.atomic():
        vehicles.end_registration(vehicle=vehicle, by=by, at=at)
        with system_scope("coverage follows its vehicle"):
            follow_vehicle(vehicle.pk, at=at)
