"""How many vehicles stand behind the missed duties of cells: one question for all flags of a manufacturer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta

from django.db import connection

from apps.duties.outcomes import COUNTED_SQL, MISSED_SQL, PROVEN_SQL

from .cells import Cell
from .evidence import judged_day


def vehicles_affected(
    windows: Iterable[tuple[Cell, int]], *, countries: Sequence[str], as_of: datetime
) -> dict[Cell, int]:
    """Vehicles with a missed duty in each cell's window (days); an order line without a claim counts as one.

    All cells are of one manufacturer; ``countries`` are those it has any clock in.
    """
    asked = list(windows)
    if not asked:
        return {}
    day = judged_day(as_of)
    first = [datetime.combine(day - timedelta(days=length - 1), time(), UTC) for _cell, length in asked]
    pairs = [(n, country) for n, (cell, _days) in enumerate(asked) for country in countries if cell.covers(country)]
    with connection.cursor() as cursor:
        cursor.execute(
            _SQL,
            {
                "maker": asked[0][0].manufacturer_id,
                "as_of": as_of,
                "obligations": [cell.obligation for cell, _days in asked],
                "first": first,
                "numbers": [n for n, _country in pairs],
                "countries": [country for _n, country in pairs],
            },
        )
        found = dict(cursor.fetchall())
    return {cell: found.get(n, 0) for n, (cell, _days) in enumerate(asked)}


_SQL = f"""
    WITH cells AS (
        SELECT n - 1 AS n, obligation, first_at
        FROM unnest(%(obligations)s::varchar[], %(first)s::timestamptz[]) WITH ORDINALITY c (obligation, first_at, n)
    ), missed AS MATERIALIZED (
        SELECT cells.n, k.subject_kind, k.subject_id
        FROM cells
        JOIN unnest(%(numbers)s::bigint[], %(countries)s::varchar[]) p (n, country) USING (n)
        JOIN duties_clock k ON k.manufacturer_id = %(maker)s AND k.country = p.country
            AND k.obligation_id = cells.obligation AND k.due_at >= cells.first_at AND k.due_at < %(as_of)s
        WHERE {MISSED_SQL} AND {COUNTED_SQL} AND {PROVEN_SQL}
    ), affected AS (
        SELECT m.n, 'v' || c.vehicle_id AS vehicle
        FROM missed m JOIN claims_claim c ON c.id = m.subject_id WHERE m.subject_kind = 'claim'
        UNION ALL
        SELECT m.n, coalesce('v' || c.vehicle_id, 'l' || l.id)
        FROM missed m JOIN parts_orderline l ON l.id = m.subject_id JOIN parts_partsorder o ON o.id = l.order_id
        LEFT JOIN claims_claim c ON o.claim_number <> '' AND c.number = o.claim_number
        WHERE m.subject_kind = 'order_line'
    )
    SELECT n, count(DISTINCT vehicle) FROM affected GROUP BY n
"""
