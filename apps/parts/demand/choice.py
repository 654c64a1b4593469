"""Which method forecasts a part: the one that would have been nearest so far. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .methods import METHODS, Months

NAMES: Final = tuple(METHODS)
#: An error of a month ago counts a tenth less than today's: parts come into fashion, and go.
FORGETS: Final = 0.9
#: Before as many known months nothing is compared: the mean stands.
LEARNS: Final = 12


@dataclass(frozen=True)
class Forecasts:
    """``rates``: pieces a month, as forecast for each column (methods.py); ``chosen``: index into NAMES, as there."""

    rates: Months
    chosen: NDArray[np.int64]


def forecast(demand: Months) -> Forecasts:
    """Back-test each method on what was known then; the best so far (by squared errors) forecasts the next month."""
    told = np.stack([method(demand) for method in METHODS.values()])
    parts, months = demand.shape
    errors = np.zeros((len(NAMES), parts))
    known = np.zeros(parts)
    chosen = np.zeros((parts, months + 1), np.int64)
    for month in range(months + 1):
        chosen[:, month] = errors.argmin(axis=0)
        if month == months:
            break
        now = demand[:, month]
        off = (now - told[:, :, month]) ** 2
        counts = (known >= LEARNS) & ~np.isnan(off).any(axis=0)
        errors = np.where(counts, FORGETS * errors + np.nan_to_num(off), errors)
        known += ~np.isnan(now)
    rates = np.take_along_axis(told, chosen[None], axis=0)[0]
    return Forecasts(rates, chosen)
