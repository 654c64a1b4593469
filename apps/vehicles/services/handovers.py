"""A car is sold: its holder makes a link, and whoever opens it takes the car over. What each had stays with each."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Conflict, Refused
from apps.core.ids import new_number
from apps.core.quotas import refuse_many
from apps.notifications.outbox import emit
from apps.organizations.door import door
from apps.organizations.scope import Actor, system_scope

from ..handover_links import digest_of, token_of
from ..models import Handover, Registration, Vehicle
from ..wording import said_day
from .holding import enter, happen, lock_car, verify_by_record
from .ownership import refuse_stranger, refuse_too_early
from .readings import record, refuse_future

#: How long a link may be used: a policy of this portal.
OPEN_FOR: Final = timedelta(days=14)
_S = Registration.Status


@transaction.atomic
def offer(*, registration: Registration, by: Actor, at: datetime) -> Handover:
    """Let somebody take over one's car by a link; while one may be used, asking again gives the same.

    Raises Conflict when the car is not theirs any more, Refused (``contested``) while somebody else claims it.
    """
    lock_car(registration.vehicle_id)
    with system_scope("a car is offered to its next owner"):
        held = _held(registration, by)
        if held.answer_by is not None:
            raise Refused(
                _("Somebody else says that this car is theirs: hand it over once that is decided."), code="contested"
            )
        made = Handover.objects.open(at).filter(registration=held).first()
        if made is not None:
            return made
        number = new_number("H")
        with door("vehicles.registration"):
            made = Handover.objects.create(
                number=number,
                digest=digest_of(token_of(number)),
                registration=held,
                owner_id=held.owner_id or 0,
                offered_at=at,
                expires_at=at + OPEN_FOR,
            )
        happen(held, "handover_offered", by=by, at=at, values={"until": made.expires_at.date().isoformat()})
    return made


@transaction.atomic
def withdraw_offer(*, registration: Registration, by: Actor, at: datetime) -> None:
    """Let the link of a car lead nowhere from now on; nothing happens when there is none."""
    lock_car(registration.vehicle_id)
    with system_scope("a car stays with its owner"):
        held = _held(registration, by)
        found = Handover.objects.open(at).filter(registration=held).first()
        if found is not None:
            found.withdrawn_at = at
            with door("vehicles.registration"):
                found.save(update_fields=["withdrawn_at"])
            happen(held, "handover_withdrawn", by=by, at=at)


@transaction.atomic
def take_over(
    *,
    token: str,
    owner_id: int,
    delivered_on: date,
    odometer_km: int,
    dealer_id: int | None,
    by: Actor,
    at: datetime,
) -> Vehicle:
    """Take over a car by its holder's link: the holder's registration ends, a new one begins; twice it is one.

    It is verified when the holder's was, or when the maker has recorded the car. Requests, photos and readings of the
    holder stay theirs alone. Raises Refused for a link that leads nowhere (any more) and, naming the field, for a day,
    a reading or a workshop that cannot be; TooMany as registering does.
    """
    refuse_future(delivered_on, at=at, field="delivered_on")
    with system_scope("a car is taken over"):
        vehicle = lock_car(_offer_of(token).registration.vehicle_id)
        found = _offer_of(token)
        if found.became is not None and found.became.owner_id == owner_id:
            return vehicle
        held = _refuse_closed(found, owner_id, at)
        refuse_many(
            "registrations", Registration.objects.filter(owner_id=owner_id), "registered_at", maker=owner_id, at=at
        )
        refuse_too_early(vehicle, delivered_on)
        refuse_stranger(dealer_id, vehicle, at=at)
        if delivered_on < held.delivered_on:
            raise Refused(
                _("The car came to whoever held it on %(day)s: write the day on which you received it.")
                % {"day": said_day(held.delivered_on)},
                field="delivered_on",
            )
        held.status, held.ended_at = _S.ENDED, at
        happen(held, "handed_over", by=by, at=at)
        vehicle.owner_id, vehicle.dealer_id, vehicle.delivered_on = owner_id, dealer_id, delivered_on
        vehicle.save(update_fields=["owner", "dealer", "delivered_on"])
        record(vehicle, on=delivered_on, km=odometer_km, source="registration", at=at)
        made = _begin(vehicle, held, delivered_on=delivered_on, odometer_km=odometer_km, by=by, at=at)
        found.taken_at, found.became = at, made
        with door("vehicles.registration"):
            found.save(update_fields=["taken_at", "became"])
        emit("vehicle.sides_changed", at=at, vehicle=vehicle.pk)
        emit("vehicle.registered", at=at, vehicle=vehicle.pk, owner=owner_id, country=str(vehicle.country))
    return vehicle


def offered(token: str, *, at: datetime) -> tuple[Vehicle, Handover | None]:
    """The car behind a link, for whoever has the link, and the offer as long as it may be used (3 queries).

    Raises Refused for a link that was never made here.
    """
    with system_scope("a car that is offered by a link"):
        found = _offer_of(token)
        vehicle = Vehicle.objects.get(pk=found.registration.vehicle_id)
        return vehicle, Handover.objects.open(at).filter(pk=found.pk).first()


def _offer_of(token: str) -> Handover:
    found = Handover.objects.select_related("registration").filter(digest=digest_of(token)).first()
    if found is None:
        raise Refused(_("This link is not known here: ask for it again, and open it whole."), code="unknown_link")
    return found


def _begin(
    vehicle: Vehicle, held: Registration, *, delivered_on: date, odometer_km: int, by: Actor, at: datetime
) -> Registration:
    verified = (
        {"status": _S.VERIFIED, "verified_at": at, "verified_by": Registration.Ground.HANDED}
        if held.verified_at is not None
        else {}
    )
    made = enter(
        vehicle,
        "taken_over",
        owner_id=vehicle.owner_id or 0,
        delivered_on=delivered_on,
        odometer_km=odometer_km,
        by=by,
        at=at,
        **verified,
    )
    if not verified and vehicle.exported_on is not None:
        verify_by_record(vehicle, by=by, at=at)
    return made


def _held(registration: Registration, by: Actor) -> Registration:
    """The registration under lock, still one by which the car is theirs."""
    held = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if not held.is_current or held.owner_id != by.user_id:
        raise Conflict(_("This car is no longer registered to you."), code="not_yours")
    return held


def _refuse_closed(found: Handover, owner_id: int, at: datetime) -> Registration:
    """The holder's registration under lock; Refused when the link may not be used (any more), or by them."""
    held = Registration.objects.select_for_update(of=("self",)).get(pk=found.registration_id)
    if not Handover.objects.open(at).filter(pk=found.pk).exists() or not held.is_current:
        raise Refused(_("This link leads nowhere any more: ask whoever gave it to you for a new one."), code="over")
    if held.owner_id == owner_id:
        raise Refused(_("The car is yours: send the link to whoever takes it over."), code="own_car")
    if held.answer_by is not None:
        raise Refused(_("Somebody else says that this car is theirs: it is decided first."), code="contested")
    return held
