"""Reads of vehicles. The walls choose the rows; these choose columns and order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.core.today import today_in
from apps.organizations.models import Organization
from apps.organizations.scope import system_scope
from apps.organizations.selectors import appointed_dealers

from .models import WAITING, OdometerReading, Registration, Vehicle
from .services.exports import maker_codes
from .vin_reading import Reading

NEWEST = ("-created_at", "-id")
OLDEST = ("registered_at", "id")


def vehicles() -> QuerySet[Vehicle]:
    """Vehicles in scope with their coverage, its plan and terms, newest first (2 queries; indexes vehicle_*_newest)."""
    return with_cover(Vehicle.objects.select_related("dealer", "manufacturer")).order_by(*NEWEST)


def with_cover(rows: QuerySet[Vehicle]) -> QuerySet[Vehicle]:
    """Vehicles with all that says whether they are covered (1 query more, however many)."""
    return rows.select_related("coverage__plan").prefetch_related("coverage__plan__terms")


def readings(vehicle: Vehicle) -> QuerySet[OdometerReading]:
    """The odometer series that the reader may see, newest first."""
    rows = vehicle.readings.select_related("correction__replaced_by", "corrects")
    return rows.order_by("-read_on", "-id")


def registration_of(vehicle: Vehicle) -> Registration | None:
    """The registration by which the car is somebody's, where the reader sees it (1 query)."""
    return vehicle.registrations.current().first()


def waiting_registrations() -> QuerySet[Registration]:
    """Papers and contests to look at, the oldest first (1 query a page; indexes registration_*waits)."""
    return Registration.objects.filter(status__in=WAITING).order_by(*OLDEST)


def registrant(registration: Registration) -> str:
    """Who sent papers, by the name of their account, for whoever compares it with them; empty when nobody has to."""
    if not registration.is_looked_at:
        return ""
    with system_scope("the name to compare with papers of a registration"):
        return User.objects.values_list("full_name", flat=True).get(pk=registration.owner_id or 0)


def contests_of(owner_id: int) -> QuerySet[Registration]:
    """An owner's contests that nobody has decided yet (1 query)."""
    return Registration.objects.filter(owner_id=owner_id, status=Registration.Status.CONTESTING)


@dataclass(frozen=True)
class Known:
    """What the portal knows of a VIN before it is registered, as far as a person with the VIN at hand may know."""

    manufacturer_id: int | None
    maker_name: str
    country: str
    model_name: str
    model_year: int | None
    built_on: date | None
    exported: bool
    registered: bool
    mine: bool


def look_up(reading: Reading, *, owner_id: int | None) -> Known | None:
    """The record behind a VIN, whoever's it is (2 queries); None when the VIN is new to the portal.

    Never says who registered it.
    """
    with system_scope("vehicle look-up by VIN"):
        vehicle = Vehicle.objects.filter(vin=reading.vin).first()
        if vehicle is None:
            maker_id = maker_codes().get(reading.wmi)
            if maker_id is None:
                return None
            name = Organization.objects.values_list("name", flat=True).get(pk=maker_id)
            return Known(maker_id, name, "", "", None, None, exported=False, registered=False, mine=False)
        return Known(
            manufacturer_id=vehicle.manufacturer_id,
            maker_name=vehicle.maker_name,
            country=str(vehicle.country),
            model_name=vehicle.model_name,
            model_year=vehicle.model_year,
            built_on=vehicle.built_on,
            exported=vehicle.exported_on is not None,
            registered=vehicle.owner_id is not None,
            mine=vehicle.owner_id is not None and vehicle.owner_id == owner_id,
        )


def is_proven(vehicle: Vehicle, *, at: datetime) -> bool:
    """Whether a car is known to be real: on its manufacturer's record of export, or verified by ``at`` (1 query)."""
    if vehicle.exported_on is not None:
        return True
    with system_scope("is a registration of the car verified"):
        return vehicle.registrations.verified(at).exists()


def next_owner_since(vehicle: Vehicle) -> date | None:
    """The day on which whoever holds the car received it from an owner before them; None: they are the first.

    2 queries. Somebody whose registration was never verified, or was lost to a contest, was no owner before.
    """
    with system_scope("has the car been another owner's?"):
        held = vehicle.registrations.current().first()
        if held is None:
            return None
        before = vehicle.registrations.filter(status=Registration.Status.ENDED, verified_at__isnull=False)
        others = before.exclude(owner_id=held.owner_id).exclude(events__kind="lost")
        return held.delivered_on if others.exists() else None


def dealer_choices(*, manufacturer_id: int | None, country: str, at: datetime) -> list[tuple[int, str]]:
    """Workshops an owner may choose for a car, as choices."""
    if manufacturer_id is None or not country:
        return []
    found = appointed_dealers(manufacturer_id=manufacturer_id, country=country, on=today_in(country, at))
    return list(found.values_list("pk", "name"))
