"""Day counts: of one cell (manufacturer × scope × obligation), and of many cells side by side.

A day's counts are of the clocks *due* on that day: how many, and how many of them were met in time. The day
must be over; then every other one was missed. Pending clocks are not here.
Targets are kept in millionths, so that "exactly on target" is decided in whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from apps.judgement.statistics.grouped import Counts

MILLION = 1_000_000
#: A scope counts among those that a manufacturer is judged in once so many duties have fallen due in it.
OPENS_WITH = 6


@dataclass(frozen=True, slots=True)
class CellHistory:
    """Day counts of one cell. ``days`` are ``date.toordinal()``; order and gaps do not matter.

    ``targets``, when given, is the target share of each row: a cell pooled over countries or over versions of an
    obligation may hold rows with different targets (and the same day more than once). Otherwise the one target
    handed to the judgement holds for all.
    """

    days: npt.NDArray[np.int64]
    due: npt.NDArray[np.int64]
    met: npt.NDArray[np.int64]
    targets: npt.NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """Running totals of many cells over consecutive days from ``first_day`` (ordinal) on.

    Column ``j`` holds the total of the first ``j`` days, so column 0 is 0 and a window is one difference.
    ``expected`` is the number to be met at target, in millionths. ``family`` says whose cell a row is, and ``spread``
    holds, for each family and column, in how many scopes it was judged by then; without them every row stands alone.
    """

    first_day: int
    due: Counts
    met: Counts
    expected: Counts
    family: Counts | None = None
    spread: Counts | None = None

    @property
    def cells(self) -> int:
        """Number of cells."""
        return len(self.due)

    @property
    def days(self) -> int:
        """Number of days held."""
        return int(self.due.shape[1]) - 1

    def end_of(self, day: int) -> int:
        """Return the column that holds totals up to and including ``day`` (an ordinal)."""
        return min(max(day - self.first_day + 1, 0), self.days)

    def rows(self, cells: Counts) -> Panel:
        """Return the panel of some cells."""
        family = None if self.family is None else self.family[cells]
        return Panel(self.first_day, self.due[cells], self.met[cells], self.expected[cells], family, self.spread)

    def spread_of(self, cells: Counts, ends: Counts) -> Counts:
        """Return in how many scopes the manufacturer of each cell was judged by each end column; at least 1."""
        if self.family is None or self.spread is None:
            return np.ones(np.broadcast(cells, ends).shape, dtype=np.int64)
        return np.maximum(1, self.spread[self.family[cells], ends])

    def until(self, day: int) -> Panel:
        """Return a panel that reaches ``day`` at least, with no clocks due after the last day held."""
        more = day - (self.first_day + self.days - 1)
        if more <= 0:
            return self

        def level(totals: Counts) -> Counts:
            return np.concatenate((totals, np.repeat(totals[:, -1:], more, axis=1)), axis=1)

        spread = None if self.spread is None else level(self.spread)
        return Panel(self.first_day, level(self.due), level(self.met), level(self.expected), self.family, spread)


def in_millionths(target: float) -> int:
    """Return a target share in millionths. Raises ValueError unless it lies strictly between 0 and 1."""
    if not 0 < target < 1:
        raise ValueError(f"a target share must lie strictly between 0 and 1, not {target!r}")
    return round(target * MILLION)


def panel_from_dense(
    first_day: int, due: npt.ArrayLike, met: npt.ArrayLike, target: float | Sequence[float] | npt.ArrayLike
) -> Panel:
    """Return a panel from (cells × days) counts; ``target`` is one share or one for each cell."""
    total, kept = np.asarray(due, dtype=np.int64), np.asarray(met, dtype=np.int64)
    _check_counts(total, kept)
    targets = np.broadcast_to(np.asarray(target, dtype=np.float64), (len(total),))
    millionths = np.array([in_millionths(float(t)) for t in targets], dtype=np.int64)
    return Panel(first_day, _running(total), _running(kept), _running(total * millionths[:, None]))


def panel_from_histories(histories: Sequence[CellHistory], targets: Sequence[float]) -> Panel:
    """Return a panel of ragged cells; it spans from the first to the last day any of them has."""
    lengths = [len(h.days) for h in histories]
    if sum(lengths) == 0:
        nothing = np.zeros((len(histories), 1), dtype=np.int64)
        return Panel(1, nothing, nothing, nothing)
    cell = np.repeat(np.arange(len(histories)), lengths)
    day = np.concatenate([np.asarray(h.days, dtype=np.int64) for h in histories])
    due = np.concatenate([np.asarray(h.due, dtype=np.int64) for h in histories])
    met = np.concatenate([np.asarray(h.met, dtype=np.int64) for h in histories])
    millionths = np.concatenate([_row_targets(h, t) for h, t in zip(histories, targets, strict=True)])
    return panel_from_rows(len(histories), cell, day, due, met, millionths)


def panel_from_rows(cells: int, cell: Counts, day: Counts, due: Counts, met: Counts, millionths: Counts) -> Panel:
    """Return a panel from rows as SQL gives them: cell number, day, due, met and target in millionths.

    Rows of the same cell and day add up: so a scope is pooled by giving its countries the same cell number.
    """
    _check_counts(due, met)
    if not len(day):
        nothing = np.zeros((cells, 1), dtype=np.int64)
        return Panel(1, nothing, nothing, nothing)
    first = int(day.min())
    shape = (cells, int(day.max()) - first + 1)
    place = cell * shape[1] + (day - first)

    def spread(values: Counts) -> Counts:
        dense = np.zeros(shape[0] * shape[1], dtype=np.int64)
        np.add.at(dense, place, values)
        return _running(dense.reshape(shape))

    return Panel(first, spread(due), spread(met), spread(due * millionths))


def opening_days(panel: Panel) -> Counts:
    """Return for each row the day (ordinal) on which it counts as a scope that is judged; 0 when it does not yet."""
    opened = panel.due >= OPENS_WITH
    return np.where(opened[:, -1], panel.first_day - 1 + np.argmax(opened, axis=1), 0)


def with_families(panel: Panel, family: Counts, opened: Sequence[npt.ArrayLike]) -> Panel:
    """Return the panel with the number of scopes of each family by day.

    ``family`` numbers the manufacturer of each row from 0; ``opened`` holds, for each family, the opening days of its
    scopes of one country and duty. Pooled scopes hold the same duties again and do not count.
    """
    days = panel.first_day - 1 + np.arange(panel.days + 1)
    spread = np.array([np.searchsorted(np.sort(each), days, side="right") for each in opened], dtype=np.int64)
    return replace(panel, family=family, spread=spread)


def _row_targets(history: CellHistory, target: float) -> Counts:
    if history.targets is None:
        return np.full(len(history.days), in_millionths(target), dtype=np.int64)
    return np.array([in_millionths(float(t)) for t in history.targets], dtype=np.int64)


def _check_counts(due: Counts, met: Counts) -> None:
    if due.shape != met.shape or np.any(met < 0) or np.any(met > due):
        raise ValueError("each day needs 0 <= met <= due")


def _running(daily: Counts) -> Counts:
    totals = np.zeros((daily.shape[0], daily.shape[1] + 1), dtype=np.int64)
    np.cumsum(daily, axis=1, out=totals[:, 1:])
    return totals
