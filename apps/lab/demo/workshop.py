"""The demo's workshop at work: bays and hours, who sees to what, notes, appointments of the next days, a car lent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from apps.casework import engine
from apps.claims.models import Claim
from apps.organizations.models import Membership, ServicePoint
from apps.organizations.scope import system_scope
from apps.workshop import services
from apps.workshop.hours import zone_of
from apps.workshop.models import Bay, Booking, Loaner
from apps.workshop.services.bookings import Slot

if TYPE_CHECKING:
    from .stories import Stage

DAY = timedelta(days=1)
_WEEK, _SATURDAY = [["08:00", "12:30"], ["13:30", "17:30"]], [["08:30", "13:00"]]
_BAYS = (("Lift 1", "lift"), ("Lift 2", "lift"), ("HV 1", "high_voltage"), ("Paint", "body"))
_LOANERS = (("Reed, white", "KDL 204M"), ("Dune X, grey", "KDM 871C"))
_NOTES = (
    "The owner prefers a call after five; the car is needed for school runs.",
    "The same noise as last month on another one of this model: keep the part for the manufacturer.",
)
#: So many of the workshop's open requests have an appointment.
_BOOKED = 9


def tell(stage: Stage) -> None:
    """What a visitor finds in the workshop's calendar, queue and places."""
    dealer = stage.people.dealer
    with system_scope("demo: the workshop's requests"):
        point = ServicePoint.objects.filter(dealer=dealer, closed_on=None).order_by("id").first()
        members = list(Membership.objects.active().filter(organization=dealer).order_by("id"))
        claims = list(Claim.objects.filter(dealer=dealer, closed_at=None, repaired_at=None).order_by("filed_at", "id"))
    if point is None:
        return
    bays = _place(stage, point)
    for number, claim in enumerate(claims[: 2 * _BOOKED]):
        stage.do(
            dealer, services.assign, claim=claim, member=members[number % len(members)], at=stage.now - DAY
        )  # fmt: skip
    for claim, text in zip(claims, _NOTES, strict=False):
        stage.do(
            dealer, services.write_note, claim=claim, text=text, request_key=f"demo-{claim.pk}", at=stage.now - DAY / 2
        )
    _book(stage, point, bays, claims[:_BOOKED])
    _lend(stage, claims)


def _place(stage: Stage, point: ServicePoint) -> list[Bay]:
    """Hours that have held for two months, bays, and replacement cars."""
    dealer, before = stage.people.dealer, stage.now - 60 * DAY
    for weekdays, shifts in ((range(5), _WEEK), ((5,), _SATURDAY), ((6,), [])):
        stage.do(
            dealer, services.set_hours, service_point=point, weekdays=list(weekdays), shifts=shifts,
            effective_from=before.date() + DAY, at=before,
        )  # fmt: skip
    for name, plate in _LOANERS:
        stage.do(dealer, services.add_loaner, name=name, plate=plate)
    return [stage.do(dealer, services.add_bay, service_point=point, name=name, kind=kind) for name, kind in _BAYS]


def _book(stage: Stage, point: ServicePoint, bays: list[Bay], claims: list[Claim]) -> None:
    """Two a working day, in turn offered, agreed and offered again."""
    dealer, times = stage.people.dealer, _times(stage.now, str(point.country), len(claims))
    for number, (claim, begins) in enumerate(zip(claims, times, strict=False)):
        slot = Slot(begins, begins + timedelta(minutes=90), point, bays[number % len(bays)])
        made: Booking = stage.do(dealer, services.offer, claim=claim, slot=slot, at=stage.now - DAY / 2)
        if claim.owner_id == stage.people.owner.pk and number % 2 == 0:
            stage.do(None, _accept, booking=made, at=stage.now - DAY / 3)


def _accept(*, booking: Booking, by: object, at: datetime) -> Booking:
    done: Booking = engine.take(booking, "accept", by=by, at=at)  # type: ignore[arg-type]
    return done


def _times(now: datetime, country: str, count: int) -> list[datetime]:
    """Half past nine and two o'clock of the coming working days, in the place's own time."""
    found: list[datetime] = []
    zone, day = zone_of(country), now + DAY
    while len(found) < count:
        local = day.astimezone(zone)
        if local.weekday() < 5:
            day_of = local.replace(second=0, microsecond=0)
            found += [day_of.replace(hour=9, minute=30), day_of.replace(hour=14, minute=0)]
        day += DAY
    return found


def _lend(stage: Stage, claims: list[Claim]) -> None:
    """A car is lent for the oldest request that has waited for days."""
    old = [claim for claim in claims if claim.filed_at < stage.now - 3 * DAY]
    if not old:
        return
    with system_scope("demo: a replacement car"):
        loaner = Loaner.objects.filter(dealer=stage.people.dealer).order_by("id")[0]
    stage.do(
        stage.people.dealer, services.lend, claim=old[0], loaner=loaner, lent_at=stage.now - 2 * DAY, lent_km=18_240,
        at=stage.now - DAY,
    )  # fmt: skip
