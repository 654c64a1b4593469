"""Forecasts of demand that comes seldom: for each month, from the months before it alone. Pure.

``demand`` is an array of floats, a row a part and a column a month, oldest first; NaN where the part was not kept yet.
What comes out has one column more: column t is the forecast of month t in pieces, made of the columns before it, and
the last one is that of the month to come. It is NaN until a month is known, and nought until there was any demand.

[C] J. D. Croston, Forecasting and stock control for intermittent demands, Operational Research Quarterly 23 (1972).
[SB] A. A. Syntetos, J. E. Boylan, The accuracy of intermittent demand estimates, Int. J. of Forecasting 21 (2005).
[TSB] R. H. Teunter, A. A. Syntetos, M. Z. Babai, Intermittent demand: linking forecasting to inventory obsolescence,
European J. of Operational Research 214 (2011).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Months = NDArray[np.float64]

#: How fast sizes and intervals are unlearnt, and how fast the chance of demand is (TSB): of the usual values some that
#: do well on the first three of the four years of real demand that ``manage.py bench reorder`` is measured with.
ALPHA: Final = 0.2
BETA: Final = 0.1
WINDOW: Final = 12


def mean_of_year(demand: Months) -> Months:
    """The mean of the last twelve months, or of as many as are known."""
    known = ~np.isnan(demand)
    sums, counts = _summed(np.where(known, demand, 0.0)), _summed(known.astype(float))
    first = np.maximum(np.arange(demand.shape[1] + 1) - WINDOW, 0)
    pieces, months = sums - sums[:, first], counts - counts[:, first]
    return np.divide(pieces, months, out=np.full_like(pieces, np.nan), where=months > 0)


def croston(demand: Months) -> Months:
    """Size and interval of demands, each smoothed when there is one; their ratio [C]."""
    return _sized(demand, 1.0)


def sba(demand: Months) -> Months:
    """Croston's, less what it expects too much: times 1 − α/2 [SB]."""
    return _sized(demand, 1 - ALPHA / 2)


def tsb(demand: Months) -> Months:
    """Size, smoothed when there is demand, times the chance of it, smoothed each month: it falls while none comes."""
    parts, months = demand.shape
    told = np.full((parts, months + 1), np.nan)
    size, chance, seen = np.zeros(parts), np.zeros(parts), np.zeros(parts, bool)
    known = np.zeros(parts)
    for month in range(months + 1):
        told[:, month] = np.where(known > 0, size * chance, np.nan)
        if month == months:
            return told
        now = demand[:, month]
        there, hit = ~np.isnan(now), now > 0
        known += there
        size = np.where(hit & ~seen, now, np.where(hit, size + ALPHA * (now - size), size))
        first, after = hit & ~seen, there & seen
        chance = np.where(first, 1 / np.maximum(known, 1), np.where(after, chance + BETA * (hit - chance), chance))
        seen |= hit
    return told


def _sized(demand: Months, factor: float) -> Months:
    parts, months = demand.shape
    told = np.full((parts, months + 1), np.nan)
    size, interval, waited = np.zeros(parts), np.ones(parts), np.ones(parts)
    seen, known = np.zeros(parts, bool), np.zeros(parts, bool)
    for month in range(months + 1):
        told[:, month] = np.where(known, np.where(seen, factor * size / interval, 0.0), np.nan)
        if month == months:
            return told
        now = demand[:, month]
        there, hit = ~np.isnan(now), now > 0
        first, again = hit & ~seen, hit & seen
        size = np.where(first, now, np.where(again, size + ALPHA * (now - size), size))
        interval = np.where(first, waited, np.where(again, interval + ALPHA * (waited - interval), interval))
        waited = np.where(hit, 1.0, waited + there)
        seen |= hit
        known |= there
    return told


def _summed(values: Months) -> Months:
    """Running sums with a column of nought before them."""
    return np.concatenate([np.zeros((values.shape[0], 1)), values.cumsum(axis=1)], axis=1)


#: In the order in which the first of equals is taken.
METHODS: Final[dict[str, Callable[[Months], Months]]] = {
    "mean": mean_of_year,
    "sba": sba,
    "tsb": tsb,
    "croston": croston,
}
