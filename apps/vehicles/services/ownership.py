"""Owners register their cars, choose their workshop, and let a car go."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Conflict, Refused
from apps.core.quotas import refuse_many
from apps.core.today import today_in
from apps.notifications.outbox import emit
from apps.organizations.scope import Actor, system_scope
from apps.organizations.selectors import is_appointed

from ..models import OdometerReading, ReadingCorrection, Registration, Vehicle
from ..vin_reading import Reading, read_vin
from ..wording import said_day, said_km
from .exports import maker_codes
from .readings import record, refuse_future


def register_owner(
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
    """Register a car as the owner's, from its delivery, with its first odometer reading.

    Finds the manufacturer's record by VIN, whose country stands; makes a record when there is none (its manufacturer
    is the one that builds under the VIN's code, if any). The same registration again is the same one.
    Raises Refused (fields vin, delivered_on, odometer_km, dealer), TooMany (vin), and Conflict when somebody else
    registered the car; who, is never said. A bad check digit or an unknown maker refuses nothing: forms show the
    warnings of ``read_vin``.
    """
    reading = read_vin(vin_text)
    for note in reading.errors:
        raise Refused(note.message, field="vin", code=note.code)
    refuse_future(delivered_on, at=at, field="delivered_on")
    with system_scope("vehicle look-up by VIN"):
        vehicle = _locked(reading, country=country, at=at)
        same = _same_registration(vehicle, owner_id, delivered_on, odometer_km)
        if same:
            return vehicle
        lately = Registration.objects.filter(owner_id=owner_id)
        refuse_many("registrations", lately, "registered_at", maker=owner_id, at=at, field="vin")
        refuse_too_early(vehicle, delivered_on)
        _refuse_stranger(dealer_id, vehicle, at=at)
        vehicle.owner_id, vehicle.dealer_id, vehicle.delivered_on = owner_id, dealer_id, delivered_on
        vehicle.save(update_fields=["owner", "dealer", "delivered_on"])
        record(vehicle, on=delivered_on, km=odometer_km, source="registration", at=at)
        Registration.objects.create(
            vehicle=vehicle,
            delivered_on=delivered_on,
            odometer_km=odometer_km,
            registered_at=at,
            **vehicle.sides(),
        )
        emit("vehicle.registered", at=at, vehicle=vehicle.pk, owner=owner_id, country=str(vehicle.country))
    return vehicle


def _locked(reading: Reading, *, country: str, at: datetime) -> Vehicle:
    """The row of this VIN, made when missing, locked: of two owners at once, the second waits here."""
    maker_id = maker_codes().get(reading.wmi)
    try:
        with transaction.atomic():
            Vehicle.objects.get_or_create(
                vin=reading.vin,
                defaults={
                    "manufacturer_id": maker_id,
                    "maker_name": reading.maker,
                    "country": country,
                    "created_at": at,
                },
            )
    except IntegrityError:
        pass  # the other one's row is there now
    return Vehicle.objects.select_for_update(of=("self",)).get(vin=reading.vin)


def _same_registration(vehicle: Vehicle, owner_id: int, delivered_on: date, odometer_km: int) -> bool:
    current = vehicle.registrations.filter(ended_at=None).first()
    if current is None:
        return False
    if current.owner_id != owner_id:
        raise Conflict(
            _(
                "This VIN is already registered to somebody else. If the car is yours, compare the VIN with the plate, "
                "ask the seller to end their registration, or show the papers to an appointed dealer."
            ),
            field="vin",
            code="registered_to_another",
        )
    if (current.delivered_on, current.odometer_km) == (delivered_on, odometer_km):
        return True
    raise Conflict(
        _("You registered this car already: delivered on %(day)s with %(km)s km.")
        % {"day": said_day(current.delivered_on), "km": said_km(current.odometer_km)},
        field="vin",
        code="registered_by_you",
    )


def refuse_too_early(vehicle: Vehicle, delivered_on: date) -> None:
    """Raise Refused when the car was delivered before it can have existed."""
    if vehicle.built_on and delivered_on < vehicle.built_on:
        raise Refused(
            _("The car was built on %(built)s, after %(day)s: write the day you received it.")
            % {"built": said_day(vehicle.built_on), "day": said_day(delivered_on)},
            field="delivered_on",
            code="before_built",
        )
    if vehicle.model_year and delivered_on.year < vehicle.model_year - 2:
        raise Refused(
            _("A car of model year %(year)s cannot have been delivered on %(day)s: check the date.")
            % {"year": vehicle.model_year, "day": said_day(delivered_on)},
            field="delivered_on",
            code="before_model_year",
        )
    if delivered_on.year < _OLDEST_YEAR:
        raise Refused(
            _("%(day)s is too long ago: check the year.") % {"day": said_day(delivered_on)},
            field="delivered_on",
            code="too_long_ago",
        )


#: VINs of 17 characters began in 1981.
_OLDEST_YEAR = 1981


def _refuse_stranger(dealer_id: int | None, vehicle: Vehicle, *, at: datetime) -> None:
    """A workshop can be chosen only while the car's manufacturer appoints it for the car's country."""
    if dealer_id is None:
        return
    country = str(vehicle.country)
    if not is_appointed(
        manufacturer_id=vehicle.manufacturer_id, dealer_id=dealer_id, country=country, on=today_in(country, at)
    ):
        raise Refused(
            _("This dealer is not appointed for your car in its country: choose one from the list."),
            field="dealer",
            code="not_appointed",
        )


def change_dealer(*, vehicle: Vehicle, dealer_id: int | None, by: Actor, at: datetime) -> Vehicle:
    """Move the car to another appointed workshop, which sees it and its readings from now on; the old one no longer."""
    with system_scope("change of a car's workshop"):
        locked = Vehicle.objects.select_for_update(of=("self",)).get(pk=vehicle.pk)
        if locked.owner_id != by.user_id:
            raise Conflict(_("This car is no longer registered to you."), code="not_yours")
        if locked.dealer_id == dealer_id:
            return locked
        _refuse_stranger(dealer_id, locked, at=at)
        locked.dealer_id = dealer_id
        _spread(locked, at=at, fields=["dealer"])
    return locked


def end_registration(*, vehicle: Vehicle, by: Actor, at: datetime) -> None:
    """Let the car go (sold, scrapped): its next owner can register it. Doing it twice does it once."""
    with system_scope("end of a registration"):
        locked = Vehicle.objects.select_for_update(of=("self",)).get(pk=vehicle.pk)
        ended = locked.registrations.filter(owner_id=by.user_id, ended_at=None).update(ended_at=at)
        if ended:
            locked.owner = locked.dealer = None
            locked.save(update_fields=["owner", "dealer"])
            emit("vehicle.sides_changed", at=at, vehicle=locked.pk)


def _spread(vehicle: Vehicle, *, at: datetime, fields: list[str]) -> None:
    """Save changed sides and give them to the current owner's registration and readings."""
    vehicle.save(update_fields=fields)
    values = {f"{name}_id": getattr(vehicle, f"{name}_id") for name in fields}
    Registration.objects.filter(vehicle=vehicle, ended_at=None).update(**values)
    OdometerReading.objects.filter(vehicle=vehicle, owner_id=vehicle.owner_id).update(**values)
    ReadingCorrection.objects.filter(reading__vehicle=vehicle, owner_id=vehicle.owner_id).update(**values)
    emit("vehicle.sides_changed", at=at, vehicle=vehicle.pk)
