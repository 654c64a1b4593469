"""Reads of organisations: keys, service points, and the public directory of dealers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Case, Q, QuerySet, Value, When

from apps.core.today import day_of_figures, today_in

from .models import ApiKey, Appointment, Membership, Organization, ServicePoint
from .scope import public_scope, system_scope

#: So long before a key ends its firm is told.
KEY_WARNING = timedelta(days=14)


def api_keys(organization_id: int, *, at: datetime) -> QuerySet[ApiKey]:
    """Keys of an organisation, newest first, revoked ones included; ``standing`` says in a word what each is."""
    over = Q(expires_on__lte=day_of_figures(at))
    standing = Case(
        When(revoked_at__lte=at, then=Value("revoked")),
        When(over, then=Value("over")),
        When(created_by__isnull=False, maker_there=False, then=Value("left")),
        When(revoked_at__gt=at, then=Value("rotated")),
        When(expires_on__lte=day_of_figures(at + KEY_WARNING), then=Value("ending")),
        default=Value("works"),
    )
    rows = ApiKey.objects.filter(organization_id=organization_id).with_maker()
    return rows.annotate(standing=standing).order_by("-created_at", "-id")


def keys_ending(at: datetime) -> QuerySet[ApiKey]:
    """Keys in force that end within the time of the warning and were not rotated; for the system's scope."""
    soon = ApiKey.objects.in_force(at).filter(revoked_at=None, expires_on__lte=day_of_figures(at + KEY_WARNING))
    return soon.order_by("pk")


def service_points(dealer_id: int) -> QuerySet[ServicePoint]:
    """All addresses of a dealer, closed ones included."""
    return ServicePoint.objects.filter(dealer_id=dealer_id).order_by("country", "city", "name", "id")


def standing_points(dealer_id: int, *, at: datetime) -> QuerySet[ServicePoint]:
    """Where a dealer works, can keep parts and be sent them: its addresses that are not closed (1 query)."""
    return ServicePoint.objects.standing_at(at).filter(dealer_id=dealer_id)


def has_people(organization_id: int | None) -> bool:
    """Whether anybody acts for an organisation on the portal who may decide anything (1 query)."""
    with system_scope("does anybody act for a firm"):
        rows = Membership.objects.active().filter(organization_id=organization_id or 0, user__is_active=True)
        return rows.exclude(role=Membership.Role.VIEWER).exists()


def today_at(organization_id: int | None, at: datetime) -> date:
    """The calendar day of ``at`` where an organisation is (1 query)."""
    country = Organization.objects.values_list("country", flat=True).get(pk=organization_id or 0)
    return today_in(str(country), at)


def appointed_dealers(*, manufacturer_id: int | None, country: str, on: date) -> QuerySet[Organization]:
    """Dealers whom the manufacturer appoints for the country on this day, by name."""
    appointments = Appointment.objects.on(on).filter(manufacturer_id=manufacturer_id, country=country)
    return Organization.objects.filter(pk__in=appointments.values("dealer_id")).order_by("name", "id")


def is_appointed(*, manufacturer_id: int | None, dealer_id: int, country: str, on: date) -> bool:
    """Whether the manufacturer appoints this dealer for the country on this day."""
    if not manufacturer_id:
        return False
    rows = Appointment.objects.on(on).filter(manufacturer_id=manufacturer_id, dealer_id=dealer_id, country=country)
    return rows.exists()


@dataclass(frozen=True)
class Found:
    """A dealer as the public finds it: whose cars it serves and where."""

    name: str
    phone: str
    makers: list[str]
    points: list[ServicePoint] = field(default_factory=list)


def find_dealers(*, country: str, on: date, manufacturer_id: int | None = None) -> list[Found]:
    """Appointed dealers of a country with their open service points there (2 queries).

    Read as the public reads it, whoever asks: the columns that are told leave, and no others.
    """
    with public_scope():
        appointments = Appointment.objects.on(on).filter(country=country)
        if manufacturer_id is not None:
            appointments = appointments.filter(manufacturer_id=manufacturer_id)
        columns = ("dealer_id", "dealer__name", "dealer__phone", "manufacturer__name")
        rows = list(appointments.order_by("dealer__name", "dealer_id").values_list(*columns))
        points = list(
            ServicePoint.objects.serving(on)
            .filter(dealer_id__in={row[0] for row in rows}, country=country)
            .order_by("city", "name", "id")
        )
    found: dict[int, Found] = {}
    for dealer, name, phone, maker in rows:
        entry = found.setdefault(dealer, Found(name, phone, []))
        if maker not in entry.makers:
            entry.makers.append(maker)
    for point in points:
        found[point.dealer_id].points.append(point)
    return list(found.values())


def served_countries(*, at: datetime) -> list[str]:
    """Codes of the countries with at least one running appointment (1 query)."""
    with public_scope():
        rows = Appointment.objects.at(at).values_list("country", flat=True)
        return sorted({str(code) for code in rows})


def makers_of(country: str, *, on: date) -> list[tuple[int, str]]:
    """Manufacturers with dealers in the country, as choices (1 query)."""
    with public_scope():
        rows = Appointment.objects.on(on).filter(country=country).values_list("manufacturer_id", "manufacturer__name")
        return sorted(set(rows), key=lambda pair: pair[1])
