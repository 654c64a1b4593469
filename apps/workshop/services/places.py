"""What a workshop has: bays, replacement cars, opening hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Conflict, Refused
from apps.core.today import today_in
from apps.organizations.door import door
from apps.organizations.models import Organization, ServicePoint
from apps.organizations.scope import Actor

from ..hours import read_shifts
from ..models import Bay, Booking, Loan, Loaner, OpeningHours
from .guard import workshop_of


@transaction.atomic
def add_bay(*, service_point: ServicePoint, name: str, kind: str, by: Actor) -> Bay:
    """Add a bay to a service point of one's own; the same name and kind again is the same bay.

    Raises Refused (field ``name``) for another bay of that name.
    """
    dealer, name = _own(service_point, by), " ".join(name.split())
    known = Bay.objects.filter(service_point=service_point, name=name, retired_on=None).first()
    if known is not None:
        if known.kind != kind:
            raise Refused(_("There is a bay “%(name)s” already: choose another name.") % {"name": name}, field="name")
        return known
    with door("workshop.place"):
        return Bay.objects.create(service_point=service_point, dealer_id=dealer, name=name, kind=kind)


@transaction.atomic
def retire_bay(*, bay: Bay, by: Actor, at: datetime) -> Bay:
    """Give a bay up; what was booked there stays on record. Raises Conflict while appointments lie ahead of it."""
    _own(bay.service_point, by)
    with door("workshop.place"):
        found = Bay.objects.select_for_update().get(pk=bay.pk)
        if Booking.objects.filter(bay=bay, status__in=Booking.HOLDING, ends_at__gt=at).exists():
            raise Conflict(
                _("Appointments lie ahead in bay “%(name)s”: move them to another bay first.") % {"name": bay.name}
            )
        if found.retired_on is None:
            found.retired_on = today_in(str(bay.service_point.country), at)
            found.save(update_fields=["retired_on"])
    return found


@transaction.atomic
def set_hours(
    *,
    service_point: ServicePoint,
    weekdays: Sequence[int],
    shifts: Sequence[Sequence[str]],
    effective_from: date,
    by: Actor,
    at: datetime,
) -> int:
    """Say when a service point is open on these weekdays (Monday: 0) from a day on; no shifts: closed.

    Returns how many rows are new: the same again adds none. Raises Refused (fields ``weekdays``, ``shifts``,
    ``effective_from``) for hours that overlap or lie in the past, Conflict for others of the same day.
    """
    dealer = _own(service_point, by)
    if not weekdays or not set(weekdays) <= set(range(7)):
        raise Refused(_("Choose the days of the week."), field="weekdays")
    if effective_from < today_in(str(service_point.country), at):
        raise Refused(_("Hours begin to hold today or later: choose a later day."), field="effective_from")
    _refuse_overlap(shifts)
    made = 0
    for weekday in sorted(set(weekdays)):
        made += _write_hours(service_point, dealer, weekday, [list(shift) for shift in shifts], effective_from)
    return made


def _write_hours(point: ServicePoint, dealer: int, weekday: int, shifts: list[list[str]], day: date) -> bool:
    known = OpeningHours.objects.filter(service_point=point, weekday=weekday, effective_from=day).first()
    if known is not None:
        if known.shifts != shifts:
            raise Conflict(
                _("Other hours of %(weekday)s hold from that day: choose a later one.")
                % {"weekday": known.get_weekday_display()},
                field="effective_from",
            )
        return False
    with door("workshop.place"):
        OpeningHours.objects.create(
            service_point=point, dealer_id=dealer, weekday=weekday, shifts=shifts, effective_from=day
        )
    return True


def _refuse_overlap(shifts: Sequence[Sequence[str]]) -> None:
    read = read_shifts(shifts)
    ends = [(begin, end) for begin, end in read if end.isoformat() != "00:00:00"]
    in_order = all(one[1] <= other[0] for one, other in pairwise(read))
    if not in_order or any(begin >= end for begin, end in ends):
        raise Refused(
            _("These hours do not follow one another: write them as 08:00–12:30, 13:30–17:00."), field="shifts"
        )


@transaction.atomic
def add_loaner(*, name: str, plate: str, by: Actor) -> Loaner:
    """Add a replacement car; the same plate again is the same car, under its first name."""
    dealer, plate = workshop_of(by), " ".join(plate.upper().split())
    if not plate:
        raise Refused(_("Give the number plate of the car."), field="plate")
    known = Loaner.objects.filter(dealer_id=dealer, plate=plate, retired_on=None).first()
    if known is not None:
        return known
    try:
        with transaction.atomic(), door("workshop.place"):
            return Loaner.objects.create(dealer_id=dealer, name=" ".join(name.split()), plate=plate)
    except IntegrityError:  # added twice at once
        return Loaner.objects.get(dealer_id=dealer, plate=plate, retired_on=None)


@transaction.atomic
def retire_loaner(*, loaner: Loaner, by: Actor, at: datetime) -> Loaner:
    """Give a replacement car up. Raises Conflict while it is lent."""
    dealer = workshop_of(by)
    with door("workshop.place"):
        found = Loaner.objects.select_for_update().get(pk=loaner.pk, dealer_id=dealer)
        if Loan.objects.filter(loaner=found, returned_at=None).exists():
            raise Conflict(_("“%(car)s” is lent now: take it back first.") % {"car": found.name})
        if found.retired_on is None:
            country = Organization.objects.values_list("country", flat=True).get(pk=dealer)
            found.retired_on = today_in(str(country), at)
            found.save(update_fields=["retired_on"])
    return found


def _own(point: ServicePoint, by: Actor) -> int:
    dealer = workshop_of(by)
    if point.dealer_id != dealer:
        raise Refused(_("This is no service point of your workshop."), field="service_point")
    return dealer
