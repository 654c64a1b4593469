"""Owners register their cars, choose their workshop, and let a car go."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from apps.casework import engine
from apps.casework.engine import Act
from apps.core.errors import Conflict, Refused
from apps.core.quotas import refuse_many
from apps.core.today import today_in
from apps.notifications.outbox import emit
from apps.organizations.scope import SYSTEM_ACTOR, Actor, system_scope
from apps.organizations.selectors import is_appointed

from ..models import Registration, Vehicle
from ..vin_reading import Reading, read_vin
from ..wording import said_day, said_km
from .exports import maker_codes
from .holding import enter, hand_over, happen, lock_car, spread, verify_by_record
from .looking import follow
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
    registered the car; who, is never said (they may ``contest``). A car on its manufacturer's delivery list is verified
    at once; another is served like any, and waits for proof. A bad check digit or an unknown maker refuses nothing:
    forms show the warnings of ``read_vin``.
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
        refuse_stranger(dealer_id, vehicle, at=at)
        vehicle.owner_id, vehicle.dealer_id, vehicle.delivered_on = owner_id, dealer_id, delivered_on
        vehicle.save(update_fields=["owner", "dealer", "delivered_on"])
        record(vehicle, on=delivered_on, km=odometer_km, source="registration", at=at)
        enter(
            vehicle,
            "registered",
            owner_id=owner_id,
            delivered_on=delivered_on,
            odometer_km=odometer_km,
            by=by,
            at=at,
        )
        if vehicle.exported_on is not None:
            verify_by_record(vehicle, by=by, at=at)
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
    current = vehicle.registrations.current().first()
    if current is None:
        return False
    if current.owner_id != owner_id:
        raise Conflict(
            _(
                "This VIN is already registered to somebody else. If the car is yours, compare the VIN with the plate, "
                "ask the seller to end their registration, or contest it with your papers."
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


def refuse_stranger(dealer_id: int | None, vehicle: Vehicle, *, at: datetime) -> None:
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
    held = _held(vehicle, by)
    if held is None:
        raise Conflict(_("This car is no longer registered to you."), code="not_yours")
    if held.dealer_id != dealer_id:
        change_workshop(registration=held, dealer_id=dealer_id, by=by, at=at)
    with system_scope("a car whose workshop changed"):
        return Vehicle.objects.get(pk=vehicle.pk)


@transaction.atomic
def change_workshop(
    *,
    registration: Registration,
    dealer_id: int | None,
    by: Actor,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> Registration:
    """The step behind :func:`change_dealer`. Raises Refused (field ``dealer``) for a workshop not appointed there."""
    vehicle = lock_car(registration.vehicle_id)

    def move(locked: Registration, act: Act) -> None:
        with system_scope("change of a car's workshop"):
            refuse_stranger(dealer_id, vehicle, at=act.at)
            vehicle.dealer_id = locked.dealer_id = dealer_id
            spread(vehicle, at=act.at, fields=["dealer"])
        follow(locked, at=act.at)

    told = {"dealer": dealer_id}
    return engine.take(
        registration, "change_workshop", by=by, at=at, version=version, key=key, values=told, effect=move
    )


def end_registration(*, vehicle: Vehicle, by: Actor, at: datetime) -> None:
    """Let the car go (sold, scrapped): its next owner can register it. Doing it twice does it once."""
    held = _held(vehicle, by)
    if held is not None:
        let_go(registration=held, by=by, at=at)


@transaction.atomic
def let_go(
    *, registration: Registration, by: Actor, at: datetime, version: int | None = None, key: str = ""
) -> Registration:
    """The step behind :func:`end_registration`. A car that somebody contested is theirs then, the first one's."""
    vehicle = lock_car(registration.vehicle_id)

    def release(locked: Registration, act: Act) -> None:
        locked.ended_at, locked.answer_by = act.at, None
        # One registration of a car stands: this one ends before the next takes its place.
        locked.save(update_fields=["status", "ended_at", "answer_by"])
        follow(locked, at=act.at)
        with system_scope("a car is let go"):
            _give_on(vehicle, act.at)

    return engine.take(registration, "let_go", by=by, at=at, version=version, key=key, effect=release)


def _give_on(vehicle: Vehicle, at: datetime) -> None:
    contests = vehicle.registrations.filter(status=Registration.Status.CONTESTING)
    heir = contests.select_for_update(of=("self",)).order_by("registered_at", "id").first()
    if heir is None:
        vehicle.owner = vehicle.dealer = None
        vehicle.save(update_fields=["owner", "dealer"])
        emit("vehicle.sides_changed", at=at, vehicle=vehicle.pk)
        return
    heir.status = Registration.Status.PROOF_SENT
    heir.answer_by = contests.exclude(pk=heir.pk).aggregate(last=Max("answer_by"))["last"]
    happen(heir, "freed", by=SYSTEM_ACTOR, at=at)
    hand_over(vehicle, heir, at=at)


def _held(vehicle: Vehicle, by: Actor) -> Registration | None:
    """The registration by which the car is theirs."""
    with system_scope("the registration of a car of one's own"):
        return Registration.objects.current().filter(vehicle_id=vehicle.pk, owner_id=by.user_id).first()
