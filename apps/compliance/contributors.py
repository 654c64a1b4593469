"""The units of a duty with who stands behind each: read from the clocks, numbered and never named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from django.db import connection

from apps.duties.outcomes import COUNTED_SQL, MET_SQL, PROVEN_SQL, UNIT_SQL

from .cells import Cell
from .evidence import judged_day

Ints = npt.NDArray[np.int64]
Side = Literal["dealer", "owner"]
NOBODY = 0


@dataclass(frozen=True)
class Units:
    """Units of one duty: country (as a number), day (ordinal), who is behind each (0: nobody known), kept or not."""

    countries: tuple[str, ...]
    country: Ints
    day: Ints
    dealer: Ints
    owner: Ints
    met: Ints

    def of(self, chosen: npt.NDArray[np.bool_]) -> Units:
        """Some of them."""
        parts = (column[chosen] for column in (self.country, self.day, self.dealer, self.owner, self.met))
        return Units(self.countries, *parts)

    def within(self, cell: Cell) -> Units:
        """Those of a cell's countries."""
        covered = [number for number, country in enumerate(self.countries) if cell.covers(country)]
        return self.of(np.isin(self.country, covered))


def different(who: Ints) -> int:
    """How many stand there."""
    return len(np.unique(who[who != NOBODY]))


def largest(who: Ints, met: Ints) -> tuple[int, float]:
    """Who has most of what was missed, and which part of it is theirs; of two alike, the one recorded first."""
    missed = who[met == 0]
    found, counts = np.unique(missed[missed != NOBODY], return_counts=True)
    if not len(found):
        return NOBODY, 0.0
    place = int(np.argmax(counts))
    return int(found[place]), float(counts[place]) / len(missed)


def first_day(as_of: datetime, days: int) -> int:
    """The day (ordinal) on which the last so many days began."""
    return judged_day(as_of).toordinal() - days + 1


def units_due(manufacturer_id: int, obligation: str, countries: Sequence[str], *, days: int, as_of: datetime) -> Units:
    """The units that were due in the last so many days (1 query, index clock_cell_due)."""
    values = _values(manufacturer_id, obligation, countries, as_of) | {"first": _midnight(as_of, days)}
    with connection.cursor() as cursor:
        cursor.execute(_UNITS, values)
        rows = cursor.fetchall()
    tables = [np.frombuffer(packed, dtype=">i8").astype(np.int64).reshape(-1, 4) for _country, packed in rows]
    country = np.repeat(np.arange(len(rows)), [len(table) for table in tables])
    table = np.concatenate(tables) if tables else np.zeros((0, 4), dtype=np.int64)
    return Units(tuple(row[0] for row in rows), country, *table.T)


def days_of_one(
    manufacturer_id: int, obligation: str, countries: Sequence[str], *, side: Side, who: int, as_of: datetime
) -> dict[str, Ints]:
    """By country, the days of all time on which units of one owner or dealer were due: day (ordinal), due, met.

    1 query (index clock_cell_due).
    """
    values = _values(manufacturer_id, obligation, countries, as_of) | {"who": who}
    with connection.cursor() as cursor:
        cursor.execute(_DAYS_OF[side], values)
        rows = cursor.fetchall()
    found: dict[str, list[tuple[int, ...]]] = {}
    for country, *day in rows:
        found.setdefault(country, []).append(tuple(day))
    return {country: np.array(days, dtype=np.int64) for country, days in found.items()}


def cars(cell: Cell, countries: Sequence[str], *, days: int, as_of: datetime) -> int:
    """How many cars are behind the last so many days of a cell; what was ordered for no case has none (1 query)."""
    values = _values(cell.manufacturer_id, cell.obligation, countries, as_of) | {"first": _midnight(as_of, days)}
    with connection.cursor() as cursor:
        cursor.execute(_CARS, values)
        return int(cursor.fetchone()[0])


def _values(manufacturer_id: int, obligation: str, countries: Sequence[str], as_of: datetime) -> dict[str, Any]:
    return {"maker": manufacturer_id, "obligation": obligation, "countries": list(countries), "as_of": as_of}


def _midnight(as_of: datetime, days: int) -> datetime:
    """When the last so many days began."""
    return datetime.combine(judged_day(as_of) - timedelta(days=days - 1), time(), UTC)


#: What stands as evidence of one duty in some countries.
_COUNTING = f"""
    SELECT *, {UNIT_SQL} AS unit_key, (due_at AT TIME ZONE 'UTC')::date - date '0001-01-01' + 1 AS day
    FROM duties_clock
    WHERE manufacturer_id = %(maker)s AND obligation_id = %(obligation)s AND country = ANY (%(countries)s)
      AND due_at < %(as_of)s AND {COUNTED_SQL} AND {PROVEN_SQL}
"""
#: Clocks of order lines know no owner and no car; the claim that the parts are for does. Looked up, never joined: a
#: join may read all claims for a few lines.
_OF_CASE = "CASE WHEN k.subject_kind <> 'claim' THEN (SELECT {column} FROM claims_claim WHERE number = k.unit) END"
_ALL_MET = f"(count(*) FILTER (WHERE {MET_SQL}) = count(*))::int"
#: The units of a country come as one string of numbers: read at once, and not row by row.
_UNITS = f"""
    SELECT country, string_agg(int8send(day) || int8send(dealer) || int8send(owner) || int8send(met), '')
    FROM (
        SELECT k.country, k.day, coalesce(min(k.dealer_id), 0) AS dealer,
               coalesce(min(coalesce(k.owner_id, {_OF_CASE.format(column="owner_id")})), 0) AS owner, {_ALL_MET} AS met
        FROM ({_COUNTING} AND due_at >= %(first)s) k GROUP BY 1, 2, k.powertrain, k.unit_key
    ) u GROUP BY 1 ORDER BY 1
"""
_OF_ONE = f"""
    SELECT country, day, count(*), sum(met) FROM (
        SELECT k.country, k.day, {_ALL_MET} AS met FROM ({_COUNTING}) k WHERE {{theirs}}
        GROUP BY 1, 2, k.powertrain, k.unit_key
    ) u GROUP BY 1, 2 ORDER BY 1, 2
"""
_DAYS_OF: dict[Side, str] = {
    "dealer": _OF_ONE.format(theirs="k.dealer_id = %(who)s"),
    "owner": _OF_ONE.format(
        theirs="(k.owner_id = %(who)s OR k.owner_id IS NULL AND k.subject_kind <> 'claim' "
        "AND k.unit IN (SELECT number FROM claims_claim WHERE owner_id = %(who)s))"
    ),
}
_CARS = f"""
    SELECT count(DISTINCT coalesce(own.vehicle_id, {_OF_CASE.format(column="vehicle_id")}))
    FROM ({_COUNTING} AND due_at >= %(first)s) k
    LEFT JOIN claims_claim own ON k.subject_kind = 'claim' AND own.id = k.subject_id
"""
