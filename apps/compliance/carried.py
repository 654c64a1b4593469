"""Targets that clocks carry with them: a clock is measured by the version it began under, also when it is due later.

The target of a day is that of the version in force on it. Clocks that began under an earlier one with another target
move the target of their day's count towards theirs, by as much as they are of it. So a target that is lowered helps
no clock that ran already, and one that is raised accuses none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
from django.db import connection

from apps.duties.outcomes import COUNTED_SQL, PROVEN_SQL

Ints = npt.NDArray[np.int64]
#: Manufacturer, country, obligation.
Key = tuple[int, str, str]


@dataclass(frozen=True)
class Carried:
    """By cell and day (ordinal): how many clocks came with a target of their own, and the sum of those targets."""

    rows: dict[Key, dict[int, tuple[int, int]]]

    def into(self, millionths: Ints, key: Key, table: Ints) -> None:
        """Bring the targets of a cell's days (``table``: day, due, met) to the mean of what its clocks carry."""
        for day, (clocks, owed) in self.rows.get(key, {}).items():
            for place in np.flatnonzero(table[:, 0] == day):
                due = int(table[place, 1])
                if clocks <= due:
                    millionths[place] = round(((due - clocks) * int(millionths[place]) + owed) / due)


def carried_targets(manufacturer_ids: Sequence[int], *, as_of: datetime, by_unit: bool) -> Carried:
    """What clocks, or units of them, due by ``as_of`` carry from a version that had given way on their day.

    One query, and one for each version that gave way to another target: usually none (index clock_cell_due).
    """
    rows: dict[Key, dict[int, tuple[int, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_GAVE_WAY, [as_of])
        for version, obligation, countries, firsts in cursor.fetchall():
            cursor.execute(
                _CARRIED_BY_UNITS if by_unit else _CARRIED_BY_DUTIES,
                {
                    "makers": list(manufacturer_ids),
                    "version": version,
                    "obligation": obligation,
                    "countries": countries,
                    "firsts": firsts,
                    "as_of": as_of,
                },
            )
            for maker, country, day, clocks, owed in cursor.fetchall():
                days = rows.setdefault((maker, country, obligation), {})
                known = days.get(day, (0, 0))
                days[day] = (known[0] + clocks, known[1] + owed)
    return Carried(rows)


#: Versions that gave way to one with another target, with where (empty: everywhere) and from which day on.
_GAVE_WAY = """
    SELECT id, obligation_id, array_agg(country), array_agg(first) FROM (
        SELECT v.id, v.obligation_id, later.country, min(later.effective_from) AS first
        FROM duties_obligationversion v JOIN duties_obligationversion later
          ON later.obligation_id = v.obligation_id AND (later.country = v.country OR v.country = '')
         AND later.effective_from > v.effective_from AND later.target_share <> v.target_share
        WHERE later.effective_from <= %s
        GROUP BY 1, 2, 3
    ) later GROUP BY 1, 2
"""
_CARRIED = """
    SELECT k.manufacturer_id, k.country, (k.due_at AT TIME ZONE 'UTC')::date - date '0001-01-01' + 1, {number}::int,
           ({number} * max(v.target_share) * 1000000)::bigint
    FROM duties_clock k JOIN duties_obligationversion v ON v.id = k.version_id
    WHERE k.manufacturer_id = ANY (%(makers)s) AND k.obligation_id = %(obligation)s AND k.version_id = %(version)s
      AND ('' = ANY (%(countries)s) OR k.country = ANY (%(countries)s)) AND k.due_at < %(as_of)s
      AND EXISTS (SELECT FROM unnest(%(countries)s::text[], %(firsts)s::date[]) c (country, first)
                  WHERE c.country IN ('', k.country) AND k.due_at >= c.first)
      AND {counted}
    GROUP BY 1, 2, 3
"""
_CARRIED_BY_DUTIES = _CARRIED.format(number="count(*)", counted=COUNTED_SQL)
_CARRIED_BY_UNITS = _CARRIED.format(
    number="count(DISTINCT coalesce(k.unit, k.id::text))", counted=f"{COUNTED_SQL} AND {PROVEN_SQL}"
)
