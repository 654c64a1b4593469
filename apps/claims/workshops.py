"""The workshops that an owner may choose from: near ones first, each with its own record of keeping its time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count

from apps.core.today import today_in
from apps.duties import names
from apps.duties.models import Clock, Party
from apps.duties.outcomes import FEWEST, counted, met
from apps.organizations.models import Organization, ServicePoint
from apps.organizations.scope import public_scope, system_scope
from apps.organizations.selectors import appointed_dealers
from apps.vehicles.models import Vehicle

from .nearness import Nearness, nearness

#: The duties that an owner waits for, and how far the record looks back.
_DUTIES: Final = (names.FIRST_RESPONSE, names.REPAIR)
RECORD: Final = timedelta(days=365)


@dataclass(frozen=True)
class Workshop:
    """A workshop with its open service points (near ones first) and the share of its duties kept in time.

    ``kept`` is None where fewer fell due than the house tells shares of: that speaks for nobody and against nobody.
    """

    dealer: Organization
    points: list[ServicePoint]
    near: Nearness
    kept: float | None


def workshops_near(vehicle: Vehicle, *, city: str = "", country: str = "", at: datetime) -> list[Workshop]:
    """Those that the car's manufacturer appoints in the car's country, for a car that stands in ``city`` (4 queries).

    Without ``country``: the car's own. Within a degree of nearness they stand by name: a record says what it says.
    """
    day, country = today_in(str(vehicle.country), at), country or str(vehicle.country)
    dealers = list(appointed_dealers(manufacturer_id=vehicle.manufacturer_id, country=str(vehicle.country), on=day))
    with public_scope():
        rows = ServicePoint.objects.serving(day).filter(dealer_id__in=[dealer.pk for dealer in dealers])
        points: dict[int, list[ServicePoint]] = defaultdict(list)
        for point in rows.order_by("country", "city", "name", "id"):
            points[point.dealer_id].append(point)
    kept = _shares_kept(vehicle, at=at)

    def near(*some: ServicePoint) -> Nearness:
        return nearness(((point.city, str(point.country)) for point in some), city=city, country=country)

    found = [
        Workshop(dealer, sorted(points[dealer.pk], key=near), near(*points[dealer.pk]), kept.get(dealer.pk))
        for dealer in dealers
    ]
    return sorted(found, key=lambda row: row.near)


def _shares_kept(vehicle: Vehicle, *, at: datetime) -> dict[int, float]:
    """By dealer, of what it owed cars of this make in this country last year (index clock_cell_due).

    Owners read no clock but their own, so the system counts, and of a workshop with few cases nothing leaves.
    """
    with system_scope("how workshops keep their time"):
        clocks = Clock.objects.filter(
            counted(), manufacturer_id=vehicle.manufacturer_id, country=vehicle.country, obligation_id__in=_DUTIES,
            responsible=Party.DEALER, due_at__gte=at - RECORD, due_at__lt=at,
        ).order_by()  # fmt: skip
        counts = clocks.values_list("dealer_id").annotate(due=Count("id"), kept=Count("id", filter=met()))
        return {dealer: kept / due for dealer, due, kept in counts if dealer and due >= FEWEST}
