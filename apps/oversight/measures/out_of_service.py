"""Vehicles out of service for longer than the destination's law allows in a warranty year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django_countries import countries

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
    """Count each vehicle's dates out of service in its running warranty year (2 queries).

    A date counts once, however many visits share it: the ranges are united by the database. A vehicle is out of
    service from the day it was taken in, or from the filing when it could not be driven, until it was handed back; a
    claim that is reopened adds another stay to the first.
    """
    limits = limits_in_force(MarketRight.Code.DOWNTIME, on=span.until, country=span.country)
    if not limits:
        return Downtime(0, [], {})
    with connection.cursor() as cursor:
        cursor.execute(
            _SQL,
            {
                "until": span.until,
                "maker": span.manufacturer_id,
                "powertrain": span.powertrain,
                "countries": list(limits),
            },
        )
        rows = [OffTheRoad(pk, vin, place, days, limits[place].value) for pk, vin, place, days in cursor.fetchall()]
    beyond = [row for row in rows if row.days > row.limit]
    return Downtime(len(rows), sorted(beyond, key=lambda row: (-row.days, row.vin)), limits)


_SQL = """
    WITH claims AS (
        SELECT c.*,
               (w.starts_on + make_interval(years => extract(year FROM age(%(until)s::date, w.starts_on))::int))::date
                   AS year_from
        FROM claims_claim c JOIN vehicles_vehicle car ON car.id = c.vehicle_id
        LEFT JOIN warranty_coverage term ON term.vehicle_id = c.vehicle_id
        CROSS JOIN LATERAL (SELECT coalesce(term.starts_on, car.delivered_on) AS starts_on) w
        WHERE c.manufacturer_id = %(maker)s AND c.country = ANY (%(countries)s) AND c.in_warranty
          AND w.starts_on <= %(until)s AND (%(powertrain)s = '' OR c.powertrain = %(powertrain)s)
          AND NOT (c.status = 'withdrawn' AND (c.closed_at AT TIME ZONE 'UTC')::date <= %(until)s)
          AND NOT EXISTS (
              SELECT FROM claims_denial d
              WHERE d.claim_id = c.id AND (d.denied_at AT TIME ZONE 'UTC')::date <= %(until)s
                AND (d.reversed_at IS NULL OR (d.reversed_at AT TIME ZONE 'UTC')::date > %(until)s))
    ), visits AS (
        SELECT c.vehicle_id, c.vin, c.country, c.year_from,
               CASE WHEN c.immobilised AND coalesce(v.number, 1) = 1 THEN c.filed_at ELSE v.taken_in_at END AS first_at,
               coalesce(v.handed_back_at, v.reopened_at, c.closed_at) AS last_at
        FROM claims c LEFT JOIN claims_visit v ON v.claim_id = c.id
    ), days AS (
        SELECT vehicle_id, vin, country,
               greatest((first_at AT TIME ZONE 'UTC')::date, year_from) AS first_on,
               least(coalesce((last_at AT TIME ZONE 'UTC')::date, %(until)s), %(until)s) AS last_on
        FROM visits WHERE first_at IS NOT NULL
    ), united AS (
        SELECT vehicle_id, vin, country, unnest(range_agg(daterange(first_on, last_on, '[]'))) AS stretch
        FROM days WHERE first_on <= last_on GROUP BY 1, 2, 3
    )
    SELECT vehicle_id, vin, country, sum(upper(stretch) - lower(stretch))::int
    FROM united GROUP BY vehicle_id, vin, country
"""


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
