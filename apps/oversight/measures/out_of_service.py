"""Vehicles out of service for longer than the destination's law allows in a warranty year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django_countries import countries

from apps.claims.downtime import out_of_service
from apps.warranty.models import MarketRight

from . import service_points
from .definition import Direction, Found, Measure, Reading, Unit
from .span import Span


@dataclass(frozen=True)
class OffTheRoad:
    """A vehicle with more dates out of service in its running warranty year than its market's limit."""

    vehicle_id: int
    vin: str
    country: str
    days: int
    limit: int


@dataclass(frozen=True)
class Downtime:
    """``judged``: vehicles that were out of service at all where a limit is on record."""

    judged: int
    beyond: list[OffTheRoad]
    #: Country → (days, instrument) of the limits that were looked at.
    limits: dict[str, MarketRight]


def limits_in_force(code: str, *, on: date, country: str = "") -> dict[str, MarketRight]:
    """The newest figure of each market for a right counted in calendar days (1 query); none that is to be confirmed."""
    rows = MarketRight.objects.filter(code=code, unit=MarketRight.Unit.CALENDAR_DAYS, effective_from__lte=on)
    rows = rows.exclude(confidence=MarketRight.Confidence.LOW)
    if country:
        rows = rows.filter(country=country)
    return {str(right.country): right for right in rows.order_by("effective_from")}


def vehicles_beyond_limit(span: Span) -> Downtime:
    """Each vehicle beyond the limit of its market in its running warranty year (claims/downtime.py; 2 queries)."""
    limits = limits_in_force(MarketRight.Code.DOWNTIME, on=span.until, country=span.country)
    if not limits:
        return Downtime(0, [], {})
    found = out_of_service(
        until=span.until,
        countries=list(limits),
        manufacturer_id=span.manufacturer_id,
        powertrain=span.powertrain,
    )
    rows = [OffTheRoad(row.vehicle_id, row.vin, row.country, row.days, limits[row.country].value) for row in found]
    beyond = [row for row in rows if row.days > row.limit]
    return Downtime(len(rows), sorted(beyond, key=lambda row: (-row.days, row.vin)), limits)


def find(span: Span, own_view: bool) -> Downtime:
    """The vehicles of a span (2 queries)."""
    return vehicles_beyond_limit(span)


def say(found: Found) -> Reading:
    """The limits named are those of countries where vehicles are covered, or are out for too long."""
    out, places = found[find], found[service_points.find].places
    named = {*(place.country for place in places), *(row.country for row in out.beyond)} & {*out.limits}
    if not named:
        return Reading(MEASURE, None, counted=_("no limit by law is on record here"))
    limits = ", ".join(
        _("%(country)s %(days)d days") % {"country": countries.name(code), "days": out.limits[code].value}
        for code in sorted(named)
    )
    counted = _("of %(vehicles)d that were out of service at all; limits by law: %(limits)s") % {
        "vehicles": out.judged,
        "limits": limits,
    }
    return Reading(MEASURE, len(out.beyond), counted=counted)


MEASURE = Measure(
    code="out_of_service",
    name=gettext_noop("Vehicles out of service beyond the limit"),
    unit=Unit.VEHICLES,
    direction=Direction.LOWER,
    formula=gettext_noop(
        "Vehicles whose days in the workshop or unusable within the period, each date counted once, "
        "are more than the destination's limit."
    ),
    source="Limits of the destination; policy of this portal, after SAMR Order 43 of 2021 and Russia's Law 2300-1",
    find=find,
    say=say,
)
