"""How many vehicles stand behind the missed duties of cells: one question for all flags of a manufacturer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from apps.duties.outcomes import COUNTED_SQL, MISSED_SQL, PROVEN_SQL

from .cells import Cell
from .evidence import judged_day

Ints = npt.NDArray[np.int64]
#: A duty in a country.
Place = tuple[str, str]


def vehicles_affected(
    windows: Iterable[tuple[Cell, int]], *, countries: Sequence[str], as_of: datetime
) -> dict[Cell, int]:
    """Vehicles with a missed duty in each cell's window (days); an order line without a claim counts as one.

    All cells are of one manufacturer; ``countries`` are those it has any clock in. A clock is read once, in however
    many cells it stands (1 query, index clock_cell_due).
    """
    last = judged_day(as_of).toordinal()
    asked = {cell: (last - days + 1, _places(cell, countries)) for cell, days in windows}
    first: dict[Place, int] = {}
    for begins, places in asked.values():
        for place in places:
            first[place] = min(begins, first.get(place, begins))
    if not first:
        return dict.fromkeys(asked, 0)
    missed = _missed(next(iter(asked)).manufacturer_id, first, as_of)
    return {cell: _vehicles(missed, begins, places) for cell, (begins, places) in asked.items()}


def _places(cell: Cell, countries: Sequence[str]) -> list[Place]:
    return [(cell.obligation, country) for country in countries if cell.covers(country)]


def _vehicles(missed: dict[Place, Ints], begins: int, places: Iterable[Place]) -> int:
    found = [rows[rows[:, 0] >= begins, 1] for place in places if (rows := missed.get(place)) is not None]
    return len(np.unique(np.concatenate(found))) if found else 0


def _missed(manufacturer_id: int, first: dict[Place, int], as_of: datetime) -> dict[Place, Ints]:
    """Day (ordinal) and vehicle of each missed duty since a day, by place; a line without a vehicle is below zero."""
    values: dict[str, Any] = {
        "maker": manufacturer_id,
        "as_of": as_of,
        "obligations": [obligation for obligation, _country in first],
        "countries": [country for _obligation, country in first],
        "first": [datetime.combine(date.fromordinal(day), time(), UTC) for day in first.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        return {
            (obligation, country): np.frombuffer(packed, dtype=">i8").astype(np.int64).reshape(-1, 2)
            for obligation, country, packed in cursor.fetchall()
        }


_SQL = f"""
    WITH missed AS MATERIALIZED (
        SELECT k.*
        FROM unnest(%(obligations)s::varchar[], %(countries)s::varchar[], %(first)s::timestamptz[])
            AS asked (obligation, country, first_at)
        CROSS JOIN LATERAL (
            SELECT obligation_id, c.country, subject_kind, subject_id,
                   (due_at AT TIME ZONE 'UTC')::date - date '0001-01-01' + 1 AS day
            FROM duties_clock c
            WHERE c.manufacturer_id = %(maker)s AND c.country = asked.country AND c.obligation_id = asked.obligation
              AND c.due_at >= asked.first_at AND c.due_at < %(as_of)s
              AND {MISSED_SQL} AND {COUNTED_SQL} AND {PROVEN_SQL}
            OFFSET 0  -- place by place: taken together, all clocks of the manufacturer are read
        ) k
    ), affected AS (
        SELECT m.obligation_id, m.country, m.day, c.vehicle_id AS vehicle
        FROM missed m JOIN claims_claim c ON c.id = m.subject_id WHERE m.subject_kind = 'claim'
        UNION ALL
        SELECT m.obligation_id, m.country, m.day, coalesce(c.vehicle_id, -l.id)
        FROM missed m JOIN parts_orderline l ON l.id = m.subject_id JOIN parts_partsorder o ON o.id = l.order_id
        LEFT JOIN claims_claim c ON o.claim_number <> '' AND c.number = o.claim_number
        WHERE m.subject_kind = 'order_line'
    )
    SELECT obligation_id, country, string_agg(int8send(day) || int8send(vehicle), '') FROM affected GROUP BY 1, 2
"""
