"""The cells that are judged, and their day counts out of the tallies.

A cell is manufacturer × scope × obligation; a scope is a country, a region, or all countries. Days that are over
come from the tallies. The day of the as-of moment, if it is not over, is counted from its clocks due by then: so
the counts are exact at any moment, also for clocks that became missed by the mere passing of time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from apps.core.regions import region_of
from apps.core.today import day_of_figures
from apps.duties.outcomes import COUNTED_SQL, MET_SQL, PROVEN_SQL, UNIT_SQL
from apps.judgement.panels import OPENS_WITH, Panel, opening_days, panel_from_rows, with_families

from .carried import Carried, carried_targets
from .models import ScopeKind
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

    def panel(self) -> Panel:
        """Return the cells side by side for the judgement, each with the spread of its manufacturer."""
        panel = panel_from_rows(len(self.cells), self.cell, self.day, self.due, self.met, self.millionths)
        makers, family = np.unique([cell.manufacturer_id for cell in self.cells], return_inverse=True)
        opened = np.where([cell.country != "" for cell in self.cells], opening_days(panel), 0)
        return with_families(panel, family, [opened[(family == i) & (opened > 0)] for i in range(len(makers))])

    def opened(self, manufacturer_id: int) -> list[int]:
        """Return the days on which the duties of a manufacturer began to be judged in each country, in order."""
        mine = [n for n, cell in enumerate(self.cells) if cell.manufacturer_id == manufacturer_id and cell.country]
        totals = [(days, np.cumsum(due)) for days, due, _, _ in map(self.rows_of, mine)]
        return sorted(int(days[np.argmax(due >= OPENS_WITH)]) for days, due in totals if due[-1] >= OPENS_WITH)


def load(manufacturer_ids: Iterable[int], *, as_of: datetime, targets: Targets, by_unit: bool) -> CellCounts:
    """Read the day counts of manufacturers up to ``as_of``, of duties or of units, and lay them out by cell.

    Each country's row stands in three cells: its own, its region's and the one of all countries; with its own
    target in each, so that a pooled scope is measured against what was owed where.
    """
    makers = list(manufacturer_ids)
    carried = carried_targets(makers, as_of=as_of, by_unit=by_unit)
    return _lay_out(_series(makers, as_of, by_unit), targets, carried)


#: Manufacturer, country, obligation, and the rows of its days: day (ordinal), due, met.
Series = tuple[int, str, str, Ints]

#: The days of a series come as one string of four-byte numbers: read at once, and not row by row.
_SERIES = """
    SELECT manufacturer_id, country, obligation_id,
           string_agg(int4send(due_on - date '0001-01-01' + 1) || int4send(due) || int4send(met), '')
    FROM (
        SELECT manufacturer_id, country, obligation_id, due_on, {due} AS due, {met} AS met FROM compliance_tally
        WHERE manufacturer_id = ANY (%(makers)s) AND due_on < %(today)s AND {due} > 0
        UNION ALL
        SELECT manufacturer_id, country, obligation_id, %(today)s::date, count(*)::int,
               (count(*) FILTER (WHERE met = due))::int
        FROM (
            SELECT manufacturer_id, country, obligation_id, count(*) AS due, count(*) FILTER (WHERE {was_met}) AS met
            FROM duties_clock
            WHERE manufacturer_id = ANY (%(makers)s) AND due_at >= %(midnight)s AND due_at < %(as_of)s AND {counted}
            GROUP BY 1, 2, 3, powertrain, {unit}
        ) u GROUP BY 1, 2, 3
    ) days JOIN duties_obligation o ON o.code = obligation_id AND o.judged
    GROUP BY 1, 2, 3
"""
_OF_DUTIES = _SERIES.format(due="due", met="met", was_met=MET_SQL, counted=COUNTED_SQL, unit="id")
_OF_UNITS = _SERIES.format(
    due="units", met="units_met", was_met=MET_SQL, counted=f"{COUNTED_SQL} AND {PROVEN_SQL}", unit=UNIT_SQL
)


def _series(manufacturer_ids: list[int], as_of: datetime, by_unit: bool) -> list[Series]:
    today = day_of_figures(as_of)
    midnight = datetime.combine(today, time(), UTC)
    values: dict[str, Any] = {"makers": manufacturer_ids, "today": today, "midnight": midnight, "as_of": as_of}
    with connection.cursor() as cursor:
        cursor.execute(_OF_UNITS if by_unit else _OF_DUTIES, values)
        found = [(maker, country, obligation, _days(packed)) for maker, country, obligation, packed in cursor]
    return sorted(found, key=lambda series: series[:3])


def _days(packed: bytes) -> Ints:
    """Day, due, met in order of days; the powertrains of a day are one row."""
    rows = np.frombuffer(packed, dtype=">i4").astype(np.int64).reshape(-1, 3)
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    first = np.flatnonzero(np.diff(rows[:, 0], prepend=-1))
    return np.column_stack((rows[first, 0], np.add.reduceat(rows[:, 1:], first, axis=0)))


def _lay_out(series: list[Series], targets: Targets, carried: Carried) -> CellCounts:
    numbers: dict[Cell, int] = {}
    parts: list[tuple[int, Ints, Ints]] = []
    for maker, country, obligation, table in series:
        millionths = targets.of_days(obligation, country, table[:, 0])
        carried.into(millionths, (maker, country, obligation), table)
        for kind, code in (
            (ScopeKind.COUNTRY, country),
            (ScopeKind.REGION, region_of(country)),
            (ScopeKind.OVERALL, ""),
        ):
            number = numbers.setdefault(Cell(maker, kind.value, code, obligation), len(numbers))
            parts.append((number, table, millionths))
    table = np.concatenate([part[1] for part in parts]) if parts else np.zeros((0, 3), dtype=np.int64)
    return CellCounts(
        cells=list(numbers),
        cell=np.repeat([part[0] for part in parts], [len(part[1]) for part in parts]).astype(np.int64),
        day=table[:, 0],
        due=table[:, 1],
        met=table[:, 2],
        millionths=np.concatenate([part[2] for part in parts]) if parts else np.zeros(0, dtype=np.int64),
    )
