"""Appointments: offered by the workshop or wished by the owner, agreed, moved, kept, missed, cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import books, engine
from apps.casework.engine import Act
from apps.claims.models import Claim
from apps.claims.steps import OVER
from apps.core.errors import Conflict, Refused
from apps.core.ids import new_number
from apps.core.texts import said
from apps.core.today import today_in
from apps.core.wording import moment_text
from apps.organizations.door import door
from apps.organizations.models import ServicePoint
from apps.organizations.scope import SYSTEM_ACTOR, Actor, Side, system_scope
from apps.vehicles.wording import said_day

from ..models import Bay, Booking
from ..selectors import hours_of, is_open_at, points_of
from .guard import own_claim

#: Further ahead nobody plans a workshop's day.
FURTHEST: Final = timedelta(days=366)
#: An appointment is a stay on one day, or one night over.
SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=36)
#: A wish is for an hour, until the workshop says how long it takes.
WISHED_FOR: Final = timedelta(hours=1)
#: Letters of a reason for a time at which the place is closed.
_LEAST_REASON = 10


@dataclass(frozen=True)
class Slot:
    """When and where: ``ends_at`` is later than ``starts_at``; no bay: the workshop finds one on the day."""

    starts_at: datetime
    ends_at: datetime
    service_point: ServicePoint
    bay: Bay | None = None

    def values(self) -> dict[str, Any]:
        """What the history keeps of it."""
        return {
            "starts": self.starts_at.isoformat(),
            "ends": self.ends_at.isoformat(),
            "place": self.service_point.name,
            "bay": self.bay.name if self.bay else "",
        }


@transaction.atomic
def offer(*, claim: Claim, slot: Slot, by: Actor, at: datetime, reason: str = "") -> Booking:
    """The workshop offers an appointment for a request; the owner accepts it or wishes another time.

    ``reason`` is wanted for a time at which the place is closed. The same offer again is the same appointment.
    Raises Refused (``starts_at``, ``ends_at``, ``bay``, ``service_point``, ``reason``), Conflict for a bay that is
    taken or a request that has an appointment ahead.
    """
    own_claim(claim, by)
    _check(claim, slot, at)
    _refuse_closed(slot, by, reason)
    return _make(claim, slot, Booking.Status.OFFERED, "offer", note=reason, by=by, at=at)


@transaction.atomic
def wish(*, claim: Claim, starts_at: datetime, by: Actor, at: datetime, note: str = "") -> Booking:
    """The owner wishes to come at a time, at the workshop's first service point in the country; it confirms or moves.

    Raises as :func:`offer` does, but a time at which the place is closed is refused.
    """
    if by.side is not Side.OWNER or claim.owner_id != by.user_id:
        raise PermissionDenied("another owner's request")
    _check_ahead(starts_at, at)
    point = next(iter(points_of(claim, at=starts_at)), None)
    if point is None:
        raise Refused(_("The workshop has no service point on record: write it a message."), field="starts_at")
    slot = Slot(starts_at, starts_at + WISHED_FOR, point)
    _check(claim, slot, at)
    _refuse_closed(slot, by)
    return _make(claim, slot, Booking.Status.WISHED, "wish", note=note.strip(), by=by, at=at)


def confirm(
    *, booking: Booking, bay: Bay | None, by: Actor, at: datetime, version: int | None = None, key: str = ""
) -> Booking:
    """The workshop says yes to what the owner wishes, in a bay or without one."""
    slot = Slot(booking.starts_at, booking.ends_at, booking.service_point, bay)
    return _to(booking, "confirm", slot, by=by, at=at, version=version, key=key, reason=None)


def move(
    *,
    booking: Booking,
    starts_at: datetime,
    minutes: int,
    bay: Bay | None,
    note: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> Booking:
    """The workshop offers another time; ``note`` tells the owner why. Raises as :func:`offer` does."""
    slot = Slot(starts_at, starts_at + timedelta(minutes=minutes), booking.service_point, bay)
    return _to(booking, "move", slot, by=by, at=at, version=version, key=key, note=note, reason=note)


def wish_another(
    *,
    booking: Booking,
    starts_at: datetime,
    by: Actor,
    at: datetime,
    note: str = "",
    version: int | None = None,
    key: str = "",
) -> Booking:
    """The owner wishes another time; the bay is free until the workshop answers."""
    length = booking.ends_at - booking.starts_at
    slot = Slot(starts_at, starts_at + length, booking.service_point)
    return _to(booking, "wish_another", slot, by=by, at=at, version=version, key=key, note=note, reason="")


def check_ahead(booking: Booking, act: Act) -> None:
    """What accepting asks: that the time has not passed."""
    if booking.starts_at <= act.at:
        raise Refused(
            _("%(moment)s has passed: wish another time.") % {"moment": moment_text(booking.starts_at)},
            code="has_passed",
        )


def check_begun(booking: Booking, act: Act) -> None:
    """Whether somebody came can be said when the time has come, by the workshop; a car may come early."""
    if act.step.verb == "miss" and act.at < booking.starts_at:
        raise Refused(
            _("The car is expected at %(moment)s: wait until then.") % {"moment": moment_text(booking.starts_at)},
            code="not_yet",
        )


def keep_booking(claim: Claim, *, at: datetime) -> None:
    """The car of a request is in the workshop: what was agreed is kept. Run in the system's scope."""
    for booking in Booking.objects.filter(claim=claim, status=Booking.Status.AGREED):
        engine.take(booking, "keep", by=SYSTEM_ACTOR, at=at)


def end_bookings(claim: Claim, *, at: datetime) -> None:
    """A request is over, so that nobody waits for its car. Run in the system's scope."""
    for booking in Booking.objects.filter(claim=claim, status__in=Booking.OPEN):
        engine.take(booking, "lapse", by=SYSTEM_ACTOR, at=at)


def _to(
    booking: Booking,
    verb: str,
    slot: Slot,
    *,
    by: Actor,
    at: datetime,
    version: int | None,
    key: str,
    reason: str | None,
    note: str = "",
) -> Booking:
    """Move an appointment; ``reason`` None: opening hours were looked at before."""

    def effect(locked: Booking, act: Act) -> None:
        _check(locked.claim, slot, act.at)
        if reason is not None:
            _refuse_closed(slot, by, reason)
        locked.starts_at, locked.ends_at, locked.bay = slot.starts_at, slot.ends_at, slot.bay

    try:
        with transaction.atomic():
            return engine.take(
                booking, verb, by=by, at=at, note=note, version=version, key=key, values=slot.values(), effect=effect
            )
    except IntegrityError as error:
        raise _taken(slot) from error


def _check(claim: Claim, slot: Slot, at: datetime) -> None:
    if claim.status in OVER:
        raise Refused(
            _("Request %(number)s is over: no appointment is needed.") % {"number": claim.number}, code="over"
        )
    if slot.service_point.dealer_id != claim.dealer_id:
        raise Refused(_("This is no service point of the request's workshop."), field="service_point")
    if slot.bay is not None and (slot.bay.service_point_id != slot.service_point.pk or slot.bay.retired_on):
        raise Refused(_("“%(bay)s” is no bay of this service point.") % {"bay": slot.bay.name}, field="bay")
    _check_ahead(slot.starts_at, at)
    day = today_in(str(slot.service_point.country), slot.starts_at)
    if not slot.service_point.serves_on(day):
        raise Refused(
            _("%(place)s is closed on %(day)s: choose another day or place.")
            % {"place": slot.service_point.name, "day": said_day(day)},
            field="starts_at",
        )
    if not SHORTEST <= slot.ends_at - slot.starts_at <= LONGEST:
        raise Refused(_("An appointment lasts from 15 minutes to 36 hours."), field="minutes")


def _check_ahead(starts_at: datetime, at: datetime) -> None:
    if not at < starts_at <= at + FURTHEST:
        raise Refused(
            _("%(moment)s cannot be: choose a time within the next twelve months.")
            % {"moment": moment_text(starts_at)},
            field="starts_at",
        )


def _refuse_closed(slot: Slot, by: Actor, reason: str = "") -> None:
    """A workshop may work outside its hours, and says why; an owner may not ask it to."""
    may_be_closed = by.side is Side.DEALER
    explained = may_be_closed and said(reason) >= _LEAST_REASON
    if explained or is_open_at(slot.service_point, slot.starts_at, slot.ends_at):
        return
    told = {"moment": moment_text(slot.starts_at), "hours": hours_of(slot.service_point, slot.starts_at)}
    if may_be_closed:
        raise Refused(
            _("%(moment)s is outside the opening hours (%(hours)s): say why, or choose another time.") % told,
            field="reason",
            code="closed",
        )
    raise Refused(
        _("%(moment)s is outside the opening hours (%(hours)s): choose another time.") % told,
        field="starts_at",
        code="closed",
    )


def _make(claim: Claim, slot: Slot, status: str, kind: str, *, note: str, by: Actor, at: datetime) -> Booking:
    known = Booking.objects.filter(claim=claim, status__in=Booking.OPEN).first()
    if known is not None:
        if (known.status, known.starts_at, known.ends_at) == (status, slot.starts_at, slot.ends_at):
            return known
        raise Conflict(
            _("Appointment %(number)s is made for this request: move that one.") % {"number": known.number},
            code="has_one",
        )
    made = Booking(
        number=new_number("B"),
        claim=claim,
        service_point=slot.service_point,
        bay=slot.bay,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        status=status,
        made_at=at,
        **claim.sides(),
    )
    recorded = books.recorded_at(claim.manufacturer_id, at, f"booking.{kind}")
    try:
        with transaction.atomic(), door("workshop.booking"):
            made.save(force_insert=True)
            engine.record(made, kind, by=by, at=at, note=note, values=slot.values(), recorded=recorded)
            engine.tell(made, "offered" if kind == "offer" else "wished", by=by, at=at)
    except IntegrityError as error:
        raise _taken(slot) from error
    return made


def _taken(slot: Slot) -> Conflict:
    """Another appointment was faster: in the same bay, or for the same request."""
    with system_scope("which appointment holds a bay"):
        holding = (
            Booking.objects.filter(
                bay=slot.bay, status__in=Booking.HOLDING, starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at
            ).first()
            if slot.bay
            else None
        )
    if holding is None or slot.bay is None:
        return Conflict(_("Somebody else made an appointment for this request meanwhile: look again."), code="has_one")
    told = {"bay": slot.bay.name, "begins": moment_text(holding.starts_at), "ends": moment_text(holding.ends_at)}
    return Conflict(
        _("Bay “%(bay)s” is taken from %(begins)s to %(ends)s: choose another bay or time.") % told,
        field="bay",
        code="bay_taken",
    )
