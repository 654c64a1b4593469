"""Parts supply: order lines shipped complete by their promised date, and how long open ones have waited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from apps.judgement.statistics.proportion import ShareInterval, wilson

BUCKETS = ((0, 7), (8, 14), (15, 30), (31, 60), (61, None))


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of a spare-parts order. ``completed_on``: when its whole quantity had left; ``None``: not yet."""

    ordered_on: date
    promised_on: date
    completed_on: date | None = None


@dataclass(frozen=True, slots=True)
class LineFill:
    """Lines promised up to a day, those shipped complete in time, and the share with limits."""

    promised: int
    filled: int
    share: ShareInterval | None


@dataclass(frozen=True, slots=True)
class BackorderAge:
    """Ages in days of lines still open; ``None`` when there are none. Buckets: (from, to or None) → lines."""

    lines: int
    median: int | None
    ninetieth: int | None
    oldest: int | None
    buckets: dict[tuple[int, int | None], int]


def line_fill_rate(lines: Iterable[OrderLine], *, since: date, until: date) -> LineFill:
    """Return the line fill rate over lines *promised* from ``since`` to ``until``, both inclusive.

    Counting by promised date puts the same lines above and below the bar: a line that never ships counts as missed.
    """
    due = [line for line in lines if since <= line.promised_on <= until]
    filled = sum(line.completed_on is not None and line.completed_on <= line.promised_on for line in due)
    return LineFill(promised=len(due), filled=filled, share=wilson(filled, len(due)))


def backorder_age(lines: Iterable[OrderLine], *, at: date) -> BackorderAge:
    """Return how old the lines are that were ordered by ``at`` and not complete then."""
    waiting = [n for n in lines if n.ordered_on <= at and (n.completed_on is None or n.completed_on > at)]
    ages = sorted((at - line.ordered_on).days for line in waiting)
    buckets = {(low, high): sum(low <= a and (high is None or a <= high) for a in ages) for low, high in BUCKETS}
    return BackorderAge(
        lines=len(ages),
        median=_nearest_rank(ages, 0.5),
        ninetieth=_nearest_rank(ages, 0.9),
        oldest=ages[-1] if ages else None,
        buckets=buckets,
    )


def _nearest_rank(ordered: Sequence[int], share: float) -> int | None:
    """Return the smallest value that at least ``share`` of the values do not exceed."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None
