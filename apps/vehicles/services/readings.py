"""The odometer series of a vehicle grows and never goes back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.core.today import today_of_reader
from apps.organizations.scope import system_scope

from ..models import OdometerReading, Vehicle
from ..odometer import MAXIMUM_KM, Point, Verdict, judge
from ..wording import said_day, said_km


def add_reading(*, vehicle: Vehicle, on: date, km: int, source: str, at: datetime) -> OdometerReading:
    """Add one reading with the vehicle's sides; the same reading again is the same row.

    Raises Refused (field ``odometer_km`` or ``on``) when it goes back or lies in the future. A jump of more than
    2,000 km a day is no refusal: forms ask with :func:`jump_warning` first.
    """
    refuse_future(on, at=at, field="on")
    # The series may hold readings of an earlier owner, whom the present one does not see.
    with system_scope("odometer series of a vehicle"):
        locked = Vehicle.objects.select_for_update().get(pk=vehicle.pk)
        reading = record(locked, on=on, km=km, source=source, at=at)
    vehicle.odometer_km = locked.odometer_km
    return reading


def record(vehicle: Vehicle, *, on: date, km: int, source: str, at: datetime) -> OdometerReading:
    """Add a reading to a locked vehicle, in the system's scope."""
    same = standing(vehicle).filter(read_on=on, km=km, source=source).first()
    if same is not None:
        return same
    refuse_fault(verdict_of(vehicle, on=on, km=km), km=km)
    if km > vehicle.odometer_km:
        vehicle.odometer_km = km
        vehicle.save(update_fields=["odometer_km"])
    return OdometerReading.objects.create(
        vehicle=vehicle, read_on=on, km=km, source=source, recorded_at=at, **vehicle.sides()
    )


def standing(vehicle: Vehicle) -> QuerySet[OdometerReading]:
    """The readings that no correction took the place of."""
    return OdometerReading.objects.filter(vehicle=vehicle, correction=None)


def verdict_of(vehicle: Vehicle, *, on: date, km: int, without: OdometerReading | None = None) -> Verdict:
    """Judge a new reading against the whole series, without one that it replaces (1 query; in the system's scope)."""
    rows = standing(vehicle).exclude(pk=without.pk) if without else standing(vehicle)
    series = [Point(*pair) for pair in rows.values_list("read_on", "km")]
    return judge(series, Point(on, km))


def refuse_fault(verdict: Verdict, *, km: int) -> None:
    """Raise Refused in words when the verdict found a fault."""
    if verdict.fault == "range":
        raise Refused(
            _("%(km)s km is no odometer reading: write a whole number from 0 to %(most)s.")
            % {"km": said_km(km), "most": said_km(MAXIMUM_KM)},
            field="odometer_km",
            code="range",
        )
    if verdict.fault is None or verdict.against is None:
        return
    words = {"km": said_km(km), "known": said_km(verdict.against.km), "day": said_day(verdict.against.on)}
    if verdict.fault == "below_earlier":
        message: Any = _("%(km)s km is less than the %(known)s km read on %(day)s: an odometer never goes back.")
    else:
        message = _("%(km)s km is more than the %(known)s km read later, on %(day)s. Check the figure and the date.")
    raise Refused(message % words, field="odometer_km", code=verdict.fault)


def jump_warning(verdict: Verdict, *, km: int) -> Any:
    """The question to ask when a reading rises implausibly fast; empty when it does not."""
    if verdict.jump_from is None:
        return ""
    return _("From %(known)s km on %(day)s to %(km)s km is more than 2,000 km a day. Is the figure right?") % {
        "known": said_km(verdict.jump_from.km),
        "day": said_day(verdict.jump_from.on),
        "km": said_km(km),
    }


def refuse_future(on: date, *, at: datetime, field: str) -> None:
    """Raise Refused when a day lies after the reader's today."""
    if on > today_of_reader(at):
        raise Refused(
            _("%(day)s lies in the future: write today or an earlier day.") % {"day": said_day(on)},
            field=field,
            code="future",
        )
