"""Reads of the workshop's day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from apps.claims.models import Claim
from apps.claims.selectors import dealer_queue
from apps.core.today import today_in
from apps.duties.calendars import hours_text
from apps.organizations.models import Membership, ServicePoint
from apps.organizations.selectors import standing_points

from .hours import Row, Shifts, is_open, read_shifts, shifts_on, zone_of
from .models import Assignment, Bay, Booking, InternalNote, Loan, Loaner, OpeningHours


def queue() -> QuerySet[Claim]:
    """Open requests of the workshop, most urgent first, with who sees to them and when they come (3 queries)."""
    return dealer_queue().prefetch_related(
        Prefetch("assignments", Assignment.objects.filter(ended_at=None), to_attr="in_charge"),
        Prefetch("bookings", Booking.objects.filter(status__in=Booking.OPEN), to_attr="ahead"),
    )


def colleagues(dealer_id: int) -> QuerySet[Membership]:
    """Those who act for a workshop now, by name (1 query)."""
    return Membership.objects.active().filter(organization_id=dealer_id).order_by("person_name", "id")


def notes_of(claim: Claim) -> QuerySet[InternalNote]:
    """What colleagues noted, oldest first (index internalnote_claim)."""
    return InternalNote.objects.filter(claim=claim)


def points_of(claim: Claim, *, at: datetime) -> list[ServicePoint]:
    """Service points of a request's workshop in its country that are not closed then, in their order (1 query)."""
    return list(ServicePoint.objects.standing_at(at).filter(dealer_id=claim.dealer_id, country=claim.country))


def bays_of(points: Iterable[ServicePoint]) -> QuerySet[Bay]:
    """Bays in use at these service points, by point and name (index bay_dealer)."""
    return Bay.objects.filter(service_point__in=list(points), retired_on=None).select_related("service_point")


def _rows(point: ServicePoint) -> list[Row]:
    found = OpeningHours.objects.filter(service_point=point)
    return [Row(row.weekday, row.effective_from, read_shifts(row.shifts)) for row in found]


def is_open_at(point: ServicePoint, begins: datetime, ends: datetime) -> bool:
    """Whether a service point is open all along (1 query); one without hours on record is not known to be closed."""
    return is_open(_rows(point), begins, ends, zone_of(str(point.country)))


def hours_of(point: ServicePoint, at: datetime) -> str:
    """The opening hours of the day of ``at`` at a service point, in words (1 query)."""
    shifts = shifts_on(_rows(point), at.astimezone(zone_of(str(point.country))).date())
    return _said(shifts)


def _said(shifts: Shifts | None) -> str:
    if shifts is None:
        return _("not on record")
    return hours_text([[f"{begin:%H:%M}", f"{end:%H:%M}"] for begin, end in shifts]) or _("closed")


@dataclass
class Week:
    """Opening hours of a service point, weekday by weekday as they hold today, and what begins to hold later."""

    point: ServicePoint
    days: list[tuple[str, str]]
    later: list[OpeningHours]
    bays: list[Bay] = field(default_factory=list)


def weeks_of(dealer_id: int, *, at: datetime) -> list[Week]:
    """Each service point of a workshop with hours and bays (3 queries)."""
    points = list(standing_points(dealer_id, at=at))
    hours: dict[int, list[OpeningHours]] = defaultdict(list)
    for row in OpeningHours.objects.filter(service_point__in=points):
        hours[row.service_point_id].append(row)
    bays: dict[int, list[Bay]] = defaultdict(list)
    for bay in bays_of(points):
        bays[bay.service_point_id].append(bay)
    return [_week(point, hours[point.pk], bays[point.pk], at) for point in points]


def _week(point: ServicePoint, hours: list[OpeningHours], bays: list[Bay], at: datetime) -> Week:
    today = today_in(str(point.country), at)
    rows = [Row(row.weekday, row.effective_from, read_shifts(row.shifts)) for row in hours]
    known = [row for row in rows if row.effective_from <= today]
    days = [
        (str(label), _said(shifts_on(known, today + timedelta(days=(number - today.weekday()) % 7))))
        for number, label in OpeningHours.Weekday.choices
    ]
    return Week(point, days, [row for row in hours if row.effective_from > today], bays)


@dataclass
class Lane:
    """A bay (None: appointments without one) with what is booked in it, day by day."""

    bay: Bay | None
    days: list[tuple[date, list[Booking]]]


def calendar(point: ServicePoint, *, first: date, days: int) -> list[Lane]:
    """What is booked at a service point on some days of its place, bay by bay (2 queries, index booking_dealer_day)."""
    zone = zone_of(str(point.country))
    dates = [first + timedelta(days=number) for number in range(days + 1)]
    begins, ends = (datetime.combine(day, datetime.min.time(), zone) for day in (dates[0], dates[-1]))
    rows = Booking.objects.filter(
        dealer_id=point.dealer_id, service_point=point, starts_at__lt=ends, ends_at__gt=begins
    )
    bays = list(bays_of([point]))
    known = {bay.pk for bay in bays}
    found: dict[tuple[int | None, date], list[Booking]] = defaultdict(list)
    for booking in rows.exclude(status=Booking.Status.CANCELLED).select_related("claim").order_by("starts_at", "id"):
        # What began before the first day is shown on it; what stood in a bay that was given up, without one.
        day = max(booking.starts_at.astimezone(zone).date(), first)
        found[(booking.bay_id if booking.bay_id in known else None, day)].append(booking)
    lanes = [Lane(bay, [(day, found[(bay.pk, day)]) for day in dates[:-1]]) for bay in bays]
    loose = Lane(None, [(day, found[(None, day)]) for day in dates[:-1]])
    return [*lanes, loose] if any(rows for _day, rows in loose.days) or not lanes else lanes


def bookings_of(claim: Claim) -> QuerySet[Booking]:
    """Appointments for a request, the newest last (index booking_claim)."""
    return Booking.objects.filter(claim=claim).select_related("service_point", "bay")


def loaners_of(dealer_id: int) -> list[Loaner]:
    """Replacement cars of a workshop that it has, each with ``out``: the loan under way, if any (2 queries)."""
    lent = Prefetch("loans", Loan.objects.filter(returned_at=None).select_related("claim"), to_attr="out")
    return list(Loaner.objects.filter(dealer_id=dealer_id, retired_on=None).prefetch_related(lent))


def loans_of(claim: Claim) -> QuerySet[Loan]:
    """Replacement cars lent for a request (index loan_claim)."""
    return Loan.objects.filter(claim=claim)
