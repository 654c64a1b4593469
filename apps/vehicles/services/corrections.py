"""A slip of the finger on an odometer: the right figure takes its place, and the wrong one stays on record."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from apps.casework.actors import record_of
from apps.casework.books import recorded_at
from apps.core.errors import Conflict, Refused
from apps.core.texts import said
from apps.notifications.outbox import emit
from apps.organizations.scope import Actor, Side, system_scope

from ..models import OdometerReading, ReadingCorrection, Vehicle
from ..wording import said_km
from .readings import refuse_fault, standing, verdict_of

#: How long owners mend a slip by themselves (a policy of this portal, not a law); then their workshop does.
OWNERS_DAYS: Final = timedelta(days=7)
_LEAST_REASON: Final = 5


@transaction.atomic
def correct_reading(*, reading: OdometerReading, km: int, reason: str, by: Actor, at: datetime) -> OdometerReading:
    """Put a reading of ``km`` on the same day in the place of a wrong one, which stays as superseded.

    Owners mend their own readings for seven days, unless a request for repair was decided on it; their workshop mends
    any, with a reason. The same correction again is the same row. Raises Refused (field ``odometer_km`` when the new
    figure does not fit the others either, ``reason``, or none when it is not theirs to mend), Conflict when somebody
    else has corrected it already.
    """
    reason = reason.strip()
    with system_scope("correction of an odometer reading"):
        vehicle = Vehicle.objects.select_for_update(of=("self",)).get(pk=reading.vehicle_id)
        done = ReadingCorrection.objects.select_related("replaced_by").filter(reading=reading).first()
        if done is not None:
            return _same(done, km)
        _refuse_stranger(reading, reason, by=by, at=at)
        if km == reading.km:
            text = _("%(km)s km stands there already: write the right figure.")
            raise Refused(text % {"km": said_km(km)}, field="odometer_km", code="same")
        return _replace(vehicle, reading, km=km, reason=reason, by=by, at=at)


def may_correct(reading: OdometerReading, *, by: Actor, at: datetime) -> bool:
    """Whether ``by`` may correct this reading now (its own ``correction`` aside); no query."""
    if not by.may_write:
        return False
    if by.side is Side.DEALER:
        return reading.dealer_id == by.organization_id
    return by.side is Side.OWNER and reading.owner_id == by.user_id and not _why_not_owner(reading, at)


def _why_not_owner(reading: OdometerReading, at: datetime) -> str:
    if reading.source == "claim":
        return "decided"
    return "" if reading.recorded_at is not None and at - reading.recorded_at <= OWNERS_DAYS else "late"


def _refuse_stranger(reading: OdometerReading, reason: str, *, by: Actor, at: datetime) -> None:
    if may_correct(reading, by=by, at=at):
        if by.side is Side.DEALER and said(reason) < _LEAST_REASON:
            raise Refused(
                _("“%(text)s” says too little: write how you know the right figure.") % {"text": reason},
                field="reason",
                code="too_short",
            )
        return
    if by.side is Side.OWNER and reading.owner_id == by.user_id and _why_not_owner(reading, at) == "decided":
        message = _("A request for repair was decided on this reading: ask your workshop to correct it.")
    else:
        message = _("Owners correct their readings for seven days: ask your workshop to correct this one.")
    raise Refused(message, code="not_yours")


def _same(done: ReadingCorrection, km: int) -> OdometerReading:
    if done.replaced_by.km == km:
        return done.replaced_by
    raise Conflict(
        _("This reading was corrected to %(km)s km already: correct that one.") % {"km": said_km(done.replaced_by.km)},
        code="corrected_already",
    )


def _replace(
    vehicle: Vehicle, reading: OdometerReading, *, km: int, reason: str, by: Actor, at: datetime
) -> OdometerReading:
    refuse_fault(verdict_of(vehicle, on=reading.read_on, km=km, without=reading), km=km)
    recorded_at(vehicle.manufacturer_id, at, "correct_reading")
    day, sides = reading.read_on, reading.sides()
    right = OdometerReading.objects.create(
        vehicle=vehicle, read_on=day, km=km, source="correction", recorded_at=at, **sides
    )
    ReadingCorrection.objects.create(
        reading=reading,
        replaced_by=right,
        reason=reason,
        by_side=by.side.name.lower(),
        actor=record_of(by),
        corrected_at=at,
        **sides,
    )
    vehicle.odometer_km = standing(vehicle).aggregate(most=Max("km"))["most"] or 0
    vehicle.save(update_fields=["odometer_km"])
    emit("vehicle.reading_corrected", at=at, vehicle=vehicle.pk, reading=reading.pk, km=km)
    return right
