"""How many pieces to keep: from how demand really came, over the time until more can be there. Pure.

A distribution is an array: at n the chance of n pieces. Demand of spare parts is no bell: most months have none, and
one repair may take a set. So the months that had demand are taken as they were, and only how often there is one comes
from the forecast.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Chances = NDArray[np.float64]
DAYS_A_MONTH: Final = 365 / 12
_YEAR: Final = 365
#: Larger demands are counted in packets: no shelf is planned to the piece there.
_FINEST: Final = 400


def month_of(sizes: Iterable[float], rate: float) -> tuple[Chances, int]:
    """A month's demand: how often the forecast says, as much as it was when there was any (``sizes``, above nought).

    Returns the chances and how many pieces a step of them is (1 but for very large demands).
    """
    taken = np.asarray([size for size in sizes if size > 0], float)
    if not len(taken) or not rate > 0:
        return np.ones(1), 1
    often = rate / taken.mean()
    if often > 1:  # more is expected than ever came in a month
        taken, often = taken * often, 1.0
    step = max(1, math.ceil(taken.max() / _FINEST))
    whole = np.ceil(taken / step - 1e-9).astype(int)
    chances = np.bincount(whole) * (often / len(whole))
    chances[0] += 1 - often
    return chances, step


def over(month: Chances, months: float) -> Chances:
    """Demand of so many months, each independent; of a part of a month that part of its chance of demand."""
    total, whole = np.ones(1), int(months)
    for _ in range(whole):
        total = np.convolve(total, month)
    rest = (months - whole) * month
    rest[0] += 1 - (months - whole)
    return np.convolve(total, rest)


def days_without(chances: Chances) -> NDArray[np.float64]:
    """For each number of pieces to begin with: days a year without one, while demand comes evenly over its time."""
    pieces = np.arange(len(chances))
    share = np.divide(chances, pieces, out=np.zeros_like(chances), where=pieces > 0)
    more, more_share = _beyond(chances), _beyond(share)
    return (more - pieces * more_share) * _YEAR


@dataclass(frozen=True)
class Aim:
    """How much a shelf is to hold: enough in ``service`` of all cases, and more while each piece still spares ``least``
    days a year without one. The first is for what goes fast, the second for what goes seldom.
    """

    least: float
    service: float


#: By whether a car stands without the part. On real demand (``manage.py bench reorder``) the first has 15 % fewer days
#: without than the mean of a year times months with as many pieces on the shelf.
USUAL: Final = Aim(5, 0.85)
CRITICAL: Final = Aim(2, 0.95)


def level(chances: Chances, aim: Aim) -> int:
    """How many pieces to have, on the shelf and on the way, for the time that ``chances`` are of."""
    enough = int(np.searchsorted(chances.cumsum(), aim.service - 1e-9))
    return max(min(enough, len(chances) - 1), worth_keeping(chances, aim.least))


def worth_keeping(chances: Chances, least: float) -> int:
    """As many pieces as each spare at least ``least`` days a year without one."""
    without = days_without(chances)
    spared = without[:-1] - without[1:]
    worth = np.nonzero(spared >= least)[0]
    return int(worth[-1]) + 1 if len(worth) else 0


def kept(chances: Chances, pieces: int) -> float:
    """In which share of cases so many pieces are enough."""
    return float(chances[: pieces + 1].sum())


def _beyond(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums of what stands behind each place."""
    return np.concatenate([values[::-1].cumsum()[::-1][1:], [0.0]])
