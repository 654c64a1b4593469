"""Tallies: how many clocks of a cell fall due on a day, and how many were stopped in time; and the same in units.

A unit is what one piece of evidence is: all duties of a case, or all lines of an order, that are due on one day
(docs/decisions/0033-who-counts.md). Measures count clocks, rules from 2026.2 on judge by units.

A cell-day is counted from its clocks, never added to, so that the same event twice, or two events in any order,
leave the same figures. A clock stands on the day it is due even while that day lies ahead (see models.Tally).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from apps.duties.outcomes import COUNTED_SQL, MET_SQL, PROVEN_SQL, UNIT_SQL

_DUE_ON = "(due_at AT TIME ZONE 'UTC')::date"
_KEY = "manufacturer_id, country, obligation_id, powertrain, due_on"
_COUNTS = ("due", "met", "units", "units_met")
#: Memory of one process that sorts clocks; with the usual 4 MB they go to the disk, and it takes twice as long.
_SORTED_IN = "64MB"
#: Clocks of one unit due on one day, and whether each of them was met: one late line makes the order late.
_BY_UNIT = f"""
    SELECT manufacturer_id, country, obligation_id, powertrain, {_DUE_ON} AS due_on,
           count(*) AS due, count(*) FILTER (WHERE {MET_SQL}) AS met, bool_or({PROVEN_SQL}) AS proven
    FROM duties_clock WHERE {COUNTED_SQL} AND {{where}}
    GROUP BY 1, 2, 3, 4, 5, {UNIT_SQL}
"""
_SUMS = """
    sum(due)::int AS due, sum(met)::int AS met,
    (count(*) FILTER (WHERE proven))::int AS units, (count(*) FILTER (WHERE proven AND met = due))::int AS units_met
"""
_AGGREGATE = f"SELECT {_KEY}, {_SUMS} FROM ({_BY_UNIT}) u GROUP BY 1, 2, 3, 4, 5"
AGGREGATE = _AGGREGATE.format(where="true")
_COLUMNS = f"({_KEY}, {', '.join(_COUNTS)})"


def _or_none(side: str) -> list[str]:
    """A row of zeros counts as absent: a day that its clocks have left is no error, and goes without a word."""
    return [f"coalesce({side}.{name}, 0)" for name in _COUNTS]


_MEND = f"""
    WITH differing AS MATERIALIZED (
        SELECT t.id, {_KEY}, {", ".join(f"c.{name}" for name in _COUNTS)},
               ({", ".join(_or_none("t"))}) IS DISTINCT FROM ({", ".join(_or_none("c"))}) AS wrong
        FROM (SELECT * FROM compliance_tally WHERE {{where}}) t FULL JOIN {{counted}} c USING ({_KEY})
        WHERE ({", ".join(f"t.{name}" for name in _COUNTS)}) IS DISTINCT FROM
              ({", ".join(f"c.{name}" for name in _COUNTS)})
    ), gone AS (
        DELETE FROM compliance_tally t USING differing d WHERE t.id = d.id AND d.due IS NULL
    ), changed AS (
        UPDATE compliance_tally t SET {", ".join(f"{name} = d.{name}" for name in _COUNTS)}
        FROM differing d WHERE t.id = d.id AND d.due IS NOT NULL
    ), added AS (
        INSERT INTO compliance_tally {_COLUMNS}
        SELECT {_KEY}, {", ".join(_COUNTS)} FROM differing WHERE id IS NULL
    )
    SELECT count(*) FILTER (WHERE wrong) FROM differing
"""
_ONE_MAKER = "manufacturer_id = %(manufacturer)s AND obligation_id = ANY (%(obligations)s)"
_MEND_ALL = _MEND.format(where="true", counted="counted_tally")
_MEND_ONE = _MEND.format(where=_ONE_MAKER, counted=f"({_AGGREGATE.format(where=_ONE_MAKER)})")


@dataclass(frozen=True, order=True)
class CellDay:
    """One row of the tallies."""

    manufacturer_id: int
    country: str
    obligation: str
    powertrain: str
    due_on: date

    def key(self) -> list[Any]:
        return [self.manufacturer_id, self.country, self.obligation, self.powertrain, self.due_on]

    def bounds(self) -> list[datetime]:
        start = datetime.combine(self.due_on, time(), UTC)
        return [start, start + timedelta(days=1)]


@transaction.atomic
def count_days(days: Iterable[CellDay], *, at: datetime) -> None:
    """Count cell-days anew from their clocks and mark their cells as touched at ``at``.

    Rows are locked in one order before they are counted: two at once neither deadlock nor write old figures.
    """
    with connection.cursor() as cursor:
        for day in sorted(set(days)):
            _count_day(cursor, day)
            cursor.execute(
                "INSERT INTO compliance_touchedcell (manufacturer_id, country, obligation_id, touched_at) "
                "VALUES (%s, %s, %s, %s) ON CONFLICT (manufacturer_id, country, obligation_id) "
                "DO UPDATE SET touched_at = excluded.touched_at",
                [day.manufacturer_id, day.country, day.obligation, at],
            )


def catch_up(manufacturer_id: int, *, since: datetime | None) -> int:
    """Count anew the cell-days of clocks that changed after ``since``; returns how many days were counted.

    Tallies follow by the outbox, which takes its time: who judges does not wait for it. The clocks and their days,
    those left and those come to, are found by the versions kept of them (index on manufacturer and moment).
    """
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED_DAYS, {"maker": manufacturer_id, "since": since or "-infinity"})
        days = sorted(CellDay(manufacturer_id, *row) for row in cursor.fetchall())
        for day in days:
            _count_day(cursor, day)
    return len(days)


_CHANGED_DAYS = f"""
    WITH changed AS (
        SELECT DISTINCT id FROM facts.duties_clock WHERE manufacturer_id = %(maker)s AND known_from > %(since)s
    )
    SELECT DISTINCT country, obligation_id, powertrain, {_DUE_ON}
    FROM facts.duties_clock JOIN changed USING (id)
    WHERE due_at IS NOT NULL AND (known_to IS NULL OR known_to > %(since)s)
"""


def _count_day(cursor: CursorWrapper, day: CellDay) -> None:
    cursor.execute(
        f"INSERT INTO compliance_tally AS t {_COLUMNS} VALUES (%s, %s, %s, %s, %s, 0, 0, 0, 0) "
        f"ON CONFLICT ({_KEY}) DO UPDATE SET due = t.due",
        day.key(),
    )
    # A statement of its own sees what was committed before the row above was ours.
    cursor.execute(_COUNT_DAY, [*day.key()[:4], *day.bounds(), *day.key()])


_COUNT_DAY = f"""
    UPDATE compliance_tally t SET {", ".join(f"{name} = coalesce(c.{name}, 0)" for name in _COUNTS)}
    FROM (SELECT {_SUMS} FROM ({_BY_UNIT}) u) c
    WHERE t.manufacturer_id = %s AND t.country = %s AND t.obligation_id = %s AND t.powertrain = %s AND t.due_on = %s
""".format(
    where="manufacturer_id = %s AND country = %s AND obligation_id = %s AND powertrain = %s "
    "AND due_at >= %s AND due_at < %s"
)


def recount(manufacturer_id: int, obligations: Iterable[str]) -> int:
    """Count all days of a manufacturer's duties anew from the clocks; returns how many cell-days differed.

    For whoever is about to accuse or to clear: a flag never rests on a count that nobody looked at again.
    """
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"manufacturer": manufacturer_id, "obligations": sorted(obligations)}
        cursor.execute(_MEND_ONE, values)
        return int(cursor.fetchone()[0])


@transaction.atomic
def rebuild() -> int:
    """Count everything anew from the clocks in one pass and write what differs; returns how many cell-days did.

    Rows that are right are left alone: a rebuild of good tallies writes nothing, and readers are never kept waiting.
    What is counted goes to a table first: it is counted by several processes then, a statement that also writes by one
    alone. In order of the key, the rows of a manufacturer lie together and its index grows at one end.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE compliance_tally IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SELECT set_config('work_mem', %s, true)", [_SORTED_IN])
        cursor.execute(f"CREATE TEMP TABLE counted_tally ON COMMIT DROP AS {AGGREGATE} ORDER BY 1, 2, 3, 4, 5")
        cursor.execute("SELECT EXISTS (SELECT FROM compliance_tally)")
        if cursor.fetchone()[0]:
            cursor.execute(_MEND_ALL)
            written = cursor.fetchone()[0]
        else:
            cursor.execute(f"INSERT INTO compliance_tally {_COLUMNS} SELECT * FROM counted_tally")
            written = cursor.rowcount
        cursor.execute("DROP TABLE counted_tally")
        return int(written)


@dataclass(frozen=True)
class Difference:
    """A cell-day whose tally is not what its clocks say; (due, met, units, units met) on both sides."""

    day: CellDay
    tallied: tuple[int, ...]
    counted: tuple[int, ...]


def differences(limit: int = 100) -> list[Difference]:
    """Compare tallies with clocks in one pass; rows of zeros count as absent."""
    tallied, counted = (", ".join(_or_none(side)) for side in "tc")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_KEY}, {tallied}, {counted} FROM compliance_tally t FULL JOIN ({AGGREGATE}) c USING ({_KEY}) "
            f"WHERE ({tallied}) IS DISTINCT FROM ({counted}) ORDER BY 1, 2, 3, 4, 5 LIMIT %s",
            [limit],
        )
        return [Difference(CellDay(*row[:5]), tallied=row[5:9], counted=row[9:]) for row in cursor.fetchall()]
