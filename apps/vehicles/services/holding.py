"""A car and the registration by which it is somebody's: entered, handed over and ended together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from apps.casework import engine
from apps.core.ids import new_number
from apps.notifications.outbox import emit
from apps.organizations.door import door
from apps.organizations.scope import Actor, system_scope

from ..models import OdometerReading, ReadingCorrection, Registration, RegistrationPaper, Vehicle
from ..policies import REGISTRATION_MOVED
from .looking import follow
from .readings import record, verdict_of


def lock_car(vehicle_id: int) -> Vehicle:
    """The car under lock. Whoever locks a registration because of another one locks their car first."""
    with system_scope("the car of a registration"):
        return Vehicle.objects.select_for_update(of=("self",)).get(pk=vehicle_id)


def enter(
    vehicle: Vehicle,
    kind: str,
    *,
    owner_id: int,
    delivered_on: date,
    odometer_km: int,
    by: Actor,
    at: datetime,
    **more: Any,
) -> Registration:
    """The row of a new registration of a locked car, with its first event, in the system's scope."""
    made = Registration.objects.create(
        number=new_number("V"),
        vehicle=vehicle,
        vin=vehicle.vin,
        delivered_on=delivered_on,
        odometer_km=odometer_km,
        registered_at=at,
        **{**vehicle.sides(), **more, "owner_id": owner_id},
    )
    with door("vehicles.registration"):
        engine.record(made, kind, by=by, at=at)
    return made


def happen(
    registration: Registration, kind: str, *, by: Actor, at: datetime, values: Mapping[str, Any] | None = None
) -> None:
    """Keep a registration that changed without a step of its own, with event and notice; in the system's scope."""
    last = registration.events.order_by("-happened_at", "-id").first()
    moment = max(at, last.happened_at) if last else at
    registration.version += 1
    with door("vehicles.registration"):
        registration.save(update_fields=REGISTRATION_MOVED)
        engine.record(registration, kind, by=by, at=moment, values=values)
        engine.tell(registration, kind, by=by, at=moment)
    follow(registration, at=moment)


def verify_by_record(vehicle: Vehicle, *, by: Actor, at: datetime) -> None:
    """The manufacturer's record of export verifies whoever holds the locked car, in the system's scope."""
    held = vehicle.registrations.current().filter(verified_at=None).select_for_update(of=("self",)).first()
    if held is not None:
        held.status = Registration.Status.VERIFIED
        held.verified_at, held.verified_by = at, Registration.Ground.RECORD
        happen(held, "verified_by_record", by=by, at=at)


def hand_over(vehicle: Vehicle, registration: Registration, *, at: datetime) -> None:
    """Make the locked car that of a registration's owner, in the system's scope; readings of others stay theirs."""
    vehicle.owner_id, vehicle.dealer_id = registration.owner_id, registration.dealer_id
    vehicle.delivered_on = registration.delivered_on
    vehicle.save(update_fields=["owner", "dealer", "delivered_on"])
    on, km = registration.delivered_on, registration.odometer_km
    # A holder who was wrong may have left readings that no true one fits.
    if verdict_of(vehicle, on=on, km=km).fault is None:
        record(vehicle, on=on, km=km, source="registration", at=at)
    emit("vehicle.sides_changed", at=at, vehicle=vehicle.pk)


def spread(vehicle: Vehicle, *, at: datetime, fields: list[str]) -> None:
    """Save changed sides and give them to what hangs on the car and is its owner's, and to contests of it."""
    vehicle.save(update_fields=fields)
    values = {f"{name}_id": getattr(vehicle, f"{name}_id") for name in fields}
    standing = Registration.objects.filter(vehicle=vehicle, ended_at=None)
    RegistrationPaper.objects.filter(registration__in=standing).update(**values)
    standing.update(**values)
    OdometerReading.objects.filter(vehicle=vehicle, owner_id=vehicle.owner_id).update(**values)
    ReadingCorrection.objects.filter(reading__vehicle=vehicle, owner_id=vehicle.owner_id).update(**values)
    emit("vehicle.sides_changed", at=at, vehicle=vehicle.pk)
