"""Is there somebody to go to? Vehicles under warranty by country, and the service points that repaired there."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.claims.models import Visit
from apps.judgement.statistics.coverage import Coverage, PromisedPoints, promised_points, service_point_coverage
from apps.organizations.models import Appointment, ServicePoint
from apps.warranty.legal import covered_on
from apps.warranty.models import Coverage as Covered

from .definition import Direction, Found, Measure, Reading, Unit
from .span import Span


@dataclass(frozen=True)
class Place:
    """One country: vehicles under warranty, service points promised, and those whose dealer repaired there."""

    country: str
    vehicles: int
    promised: int
    active: int
    silent: list[ServicePoint] = field(default_factory=list)


@dataclass(frozen=True)
class Network:
    """The coverage with its countries, most vehicles first."""

    coverage: Coverage
    promised: PromisedPoints
    places: list[Place]


def network(span: Span) -> Network:
    """Vehicles under warranty on the last day against points that repaired in the span (5 queries).

    A point is promised when its dealer is appointed for the country on that day, and active when its dealer
    repaired a claim of this manufacturer in that country: claims name the dealer, not the address. Looked at are
    countries where the asker sees vehicles under warranty: elsewhere a silent point harms nobody, or is not theirs.
    """
    vehicles = _vehicles(span)
    working = _working_dealers(span)
    points: dict[str, list[ServicePoint]] = {}
    for point in _promised(span):
        if point.country in vehicles:
            points.setdefault(str(point.country), []).append(point)
    places = []
    for country, count in sorted(vehicles.items(), key=lambda pair: (-pair[1], pair[0])):
        mine = points.get(country, [])
        silent = [point for point in mine if (point.dealer_id, country) not in working]
        places.append(Place(country, count, len(mine), len(mine) - len(silent), silent))
    everything = [point for row in points.values() for point in row]
    active = {p.pk for p in everything if (p.dealer_id, str(p.country)) in working}
    return Network(
        coverage=service_point_coverage(vehicles, {place.country: place.active for place in places}),
        promised=promised_points([point.pk for point in everything], active),
        places=places,
    )


def _vehicles(span: Span) -> dict[str, int]:
    rows = Covered.objects.filter(
        covered_on(span.until), manufacturer_id=span.manufacturer_id, starts_on__lte=span.until
    )
    if span.country:
        rows = rows.filter(country=span.country)
    if span.powertrain:
        rows = rows.filter(vehicle__powertrain=span.powertrain)
    counts = rows.order_by().values_list("country").annotate(vehicles=Count("id"))
    return {str(country): count for country, count in counts}


def _working_dealers(span: Span) -> set[tuple[int | None, str]]:
    rows = Visit.objects.filter(
        manufacturer_id=span.manufacturer_id, repaired_at__gte=span.start, repaired_at__lt=span.end
    )
    return {(dealer, str(country)) for dealer, country in rows.order_by().values_list("dealer", "country").distinct()}


def _promised(span: Span) -> list[ServicePoint]:
    appointed = Appointment.objects.on(span.until).filter(manufacturer_id=span.manufacturer_id)
    if span.country:
        appointed = appointed.filter(country=span.country)
    pairs = {(dealer, str(country)) for dealer, country in appointed.values_list("dealer_id", "country")}
    rows = ServicePoint.objects.serving(span.until).filter(dealer_id__in={dealer for dealer, _country in pairs})
    return [point for point in rows.order_by("city", "name", "id") if (point.dealer_id, str(point.country)) in pairs]


def find(span: Span, own_view: bool) -> Network:
    """The network of a span (5 queries)."""
    return network(span)


def say(found: Found) -> Reading:
    places = found[find]
    counted = _("%(vehicles)d vehicles under warranty; %(active)d of %(promised)d service points repaired") % {
        "vehicles": places.coverage.vehicles,
        "active": places.promised.active,
        "promised": places.promised.promised,
    }
    return Reading(MEASURE, places.coverage.share, counted=counted)


MEASURE = Measure(
    code="service_point_coverage",
    name=gettext_noop("Service-point coverage"),
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    formula=gettext_noop(
        "Vehicles under warranty in areas with a service point that closed a claim in the period "
        "÷ vehicles under warranty."
    ),
    source="商贸函〔2025〕648号 I(1); work guide for export licences of 2025-12-11, 3",
    find=find,
    say=say,
)
