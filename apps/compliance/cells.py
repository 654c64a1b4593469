"""The cells that are judged, and their day counts out of the tallies.

A cell is manufacturer × scope × obligation; a scope is a country, a region, or all countries. Days that are over
come from the tallies. The day of the as-of moment, if it is not over, is counted from its clocks due by then: so
the counts are exact at any moment, also for clocks that became missed by the mere passing of time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

import numpy as np
import numpy.typing as npt
from django.db import connection

from .models import ScopeKind
from .regions import region_of
from .tallies import COUNTED
from .targets import Targets

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, order=True)
class Cell:
    """What a judgement and a flag are about. ``country`` is set for country cells only (the regulator's wall)."""

    manufacturer_id: int
    scope_kind: str
    scope_code: str
    obligation: str

    @property
    def country(self) -> str:
        return self.scope_code if self.scope_kind == ScopeKind.COUNTRY else ""

    def covers(self, country: str) -> bool:
        """Whether clocks of a country belong to this cell."""
        if self.scope_kind == ScopeKind.REGION:
            return region_of(country) == self.scope_code
        return self.scope_kind == ScopeKind.OVERALL or country == self.scope_code


@dataclass(frozen=True)
class CellCounts:
    """Cells and the rows of their days: cell number, day (ordinal), due, met, target in millionths."""

    cells: Sequence[Cell]
    cell: Ints
    day: Ints
    due: Ints
    met: Ints
    millionths: Ints

    def rows_of(self, number: int) -> tuple[Ints, Ints, Ints, Ints]:
        """Days, due, met and targets of one cell, in order of days."""
        mine = np.flatnonzero(self.cell == number)
        mine = mine[np.argsort(self.day[mine], kind="stable")]
        return self.day[mine], self.due[mine], self.met[mine], self.millionths[mine]


def load(manufacturer_ids: Iterable[int], *, as_of: datetime, targets: Targets) -> CellCounts:
    """Read the day counts of manufacturers up to ``as_of`` and lay them out by cell.

    Each country's row stands in three cells: its own, its region's and the one of all countries; with its own
    target in each, so that a pooled scope is measured against what was owed where.
    """
    rows = _rows(list(manufacturer_ids), as_of)
    return _lay_out(rows, targets)


def _rows(manufacturer_ids: list[int], as_of: datetime) -> list[tuple[int, str, str, int, int, int]]:
    today = as_of.astimezone(UTC).date()
    midnight = datetime.combine(today, time(), UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT manufacturer_id, country, obligation_id, due_on, sum(due)::int, sum(met)::int "
            "FROM compliance_tally "
            "JOIN duties_obligation o ON o.code = obligation_id AND o.judged "
            "WHERE manufacturer_id = ANY (%s) AND due_on < %s AND due > 0 GROUP BY 1, 2, 3, 4 "
            "UNION ALL "
            "SELECT manufacturer_id, country, obligation_id, %s::date, count(*)::int, "
            "(count(*) FILTER (WHERE stopped_at <= due_at))::int FROM duties_clock "
            "JOIN duties_obligation o ON o.code = obligation_id AND o.judged "
            f"WHERE manufacturer_id = ANY (%s) AND due_at >= %s AND due_at < %s AND {COUNTED} GROUP BY 1, 2, 3 "
            "ORDER BY 1, 2, 3, 4",
            [manufacturer_ids, today, today, manufacturer_ids, midnight, as_of],
        )
        return [(m, c, o, day.toordinal(), due, met) for m, c, o, day, due, met in cursor.fetchall()]


def _lay_out(rows: list[tuple[int, str, str, int, int, int]], targets: Targets) -> CellCounts:
    numbers: dict[Cell, int] = {}
    parts: list[tuple[int, Ints, Ints, Ints, Ints]] = []
    for (maker, country, obligation), (days, due, met) in _grouped(rows):
        millionths = targets.of_days(obligation, country, days)
        for kind, code in (
            (ScopeKind.COUNTRY, country),
            (ScopeKind.REGION, region_of(country)),
            (ScopeKind.OVERALL, ""),
        ):
            number = numbers.setdefault(Cell(maker, kind.value, code, obligation), len(numbers))
            parts.append((number, days, due, met, millionths))
    return CellCounts(
        cells=list(numbers),
        cell=_joined([np.full(len(days), number, dtype=np.int64) for number, days, *_rest in parts]),
        day=_joined([part[1] for part in parts]),
        due=_joined([part[2] for part in parts]),
        met=_joined([part[3] for part in parts]),
        millionths=_joined([part[4] for part in parts]),
    )


def _grouped(
    rows: list[tuple[int, str, str, int, int, int]],
) -> Iterable[tuple[tuple[int, str, str], tuple[Ints, Ints, Ints]]]:
    start = 0
    for end in range(1, len(rows) + 1):
        if end == len(rows) or rows[end][:3] != rows[start][:3]:
            table = np.array([row[3:] for row in rows[start:end]], dtype=np.int64)
            yield rows[start][:3], (table[:, 0], table[:, 1], table[:, 2])
            start = end


def _joined(arrays: list[Ints]) -> Ints:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=np.int64)
