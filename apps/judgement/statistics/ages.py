"""How old waiting things are: median, ninetieth, oldest and buckets, in days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

BUCKETS = ((0, 7), (8, 14), (15, 30), (31, 60), (61, None))


@dataclass(frozen=True, slots=True)
class Ages:
    """Ages in days; ``None`` when nothing waits. Buckets: (from, to or None) → how many."""

    lines: int
    median: int | None
    ninetieth: int | None
    oldest: int | None
    buckets: dict[tuple[int, int | None], int]


def ages_of(since: Iterable[date], *, at: date) -> Ages:
    """The ages at a day of what has waited since the given days; days after ``at`` are left out."""
    ages = sorted((at - day).days for day in since if day <= at)
    return Ages(
        lines=len(ages),
        median=_nearest_rank(ages, 0.5),
        ninetieth=_nearest_rank(ages, 0.9),
        oldest=ages[-1] if ages else None,
        buckets={(low, high): sum(low <= a and (high is None or a <= high) for a in ages) for low, high in BUCKETS},
    )


def _nearest_rank(ordered: Sequence[int], share: float) -> int | None:
    """Return the smallest value that at least ``share`` of the values do not exceed."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None
