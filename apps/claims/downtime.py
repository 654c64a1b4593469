"""Dates on which vehicles were out of service, for figures and for owners: a car in a warranty year, or one request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from apps.core.today import today_of_reader

from .models import Claim


@dataclass(frozen=True)
class OutOfService:
    """A vehicle that was out of service, and on how many dates of its running warranty year."""

    vehicle_id: int
    vin: str
    country: str
    days: int


def out_of_service(
    *,
    until: date,
    countries: Sequence[str],
    manufacturer_id: int | None = None,
    powertrain: str = "",
    vehicle_id: int | None = None,
) -> list[OutOfService]:
    """Count each vehicle's dates out of service (UTC) in the warranty year that runs on ``until`` (1 query).

    Of one manufacturer, or of one vehicle. A date counts once, however many visits share it: the ranges are united by
    the database. A vehicle is out of service from the day it was taken in, or from the filing when it could not be
    driven, until it was handed back; a claim that is reopened adds another stay to the first. Withdrawn and denied
    claims, and those out of warranty, count for nothing.
    """
    narrowed = "c.manufacturer_id = %(maker)s" if vehicle_id is None else "c.vehicle_id = %(vehicle)s"
    values = {
        "until": until,
        "maker": manufacturer_id,
        "vehicle": vehicle_id,
        "powertrain": powertrain,
        "countries": list(countries),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL.replace("{narrowed}", narrowed), values)
        return [OutOfService(*row) for row in cursor.fetchall()]


def days_off_road(claim: Claim, *, at: datetime) -> int:
    """Dates in the reader's zone on which the car was in the workshop, or could not be driven (1 query).

    As the measure of days out of service counts them: from the filing where it cannot be driven, from taking in
    otherwise, to the hand-back; a date of two stays counts once.
    """
    dates: set[date] = set()
    visits = list(claim.visits.order_by("number"))
    stays: list[tuple[datetime | None, datetime | None]] = [
        (
            claim.filed_at if claim.immobilised and visit.number == 1 else visit.taken_in_at,
            visit.handed_back_at or visit.reopened_at or claim.closed_at,
        )
        for visit in visits
    ]
    if claim.immobilised and not visits:
        stays = [(claim.filed_at, claim.closed_at)]
    for began, ended in stays:
        if began is not None:
            first, last = today_of_reader(began), today_of_reader(min(ended or at, at))
            dates.update(first + timedelta(days=n) for n in range((last - first).days + 1))
    return len(dates)


_SQL = """
    WITH claims AS (
        SELECT c.*,
               (w.starts_on + make_interval(years => extract(year FROM age(%(until)s::date, w.starts_on))::int))::date
                   AS year_from
        FROM claims_claim c JOIN vehicles_vehicle car ON car.id = c.vehicle_id
        LEFT JOIN warranty_coverage term ON term.vehicle_id = c.vehicle_id
        CROSS JOIN LATERAL (SELECT coalesce(term.starts_on, car.delivered_on) AS starts_on) w
        WHERE {narrowed} AND c.country = ANY (%(countries)s) AND c.in_warranty
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
