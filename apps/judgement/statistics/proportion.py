"""Limits for a share of counted cases: Wilson intervals.

A share is ``k`` of ``n``. With ``n = 0`` there is no interval: the functions return ``None``, "no data".
Sources: Wilson (1927); Brown, Cai & DasGupta (2001) recommend it for small n.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Literal

import numpy as np
import numpy.typing as npt

Side = Literal["two-sided", "lower", "upper"]
Floats = npt.NDArray[np.float64]

DEFAULT_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class ShareInterval:
    """A share with its limits, all between 0 and 1."""

    share: float
    lower: float
    upper: float


def z_value(confidence: float, side: Side = "two-sided") -> float:
    """Return the normal quantile of a confidence: 0.95 gives 1.96 two-sided and 1.645 one-sided.

    Raises ValueError when the confidence is not strictly between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie strictly between 0 and 1, not {confidence!r}")
    return NormalDist().inv_cdf((1 + confidence) / 2 if side == "two-sided" else confidence)


def wilson(
    k: float, n: float, *, z: float | None = None, confidence: float = DEFAULT_CONFIDENCE, side: Side = "two-sided"
) -> ShareInterval | None:
    """Return Wilson's score interval of ``k`` successes in ``n`` cases; ``None`` when ``n`` is 0.

    ``z`` wins over ``confidence``. ``side="lower"`` gives a lower limit only (upper is 1),
    ``side="upper"`` an upper limit only (lower is 0). ``k`` and ``n`` may be fractional: a count that was
    discounted for clustering is an effective count.
    Raises ValueError for counts that no sample can have.
    """
    if n < 0 or k < 0 or k > n:
        raise ValueError(f"need 0 <= k <= n, got k={k!r}, n={n!r}")
    if n == 0:
        return None
    z = z_value(confidence, side) if z is None else z
    share = k / n
    scale = 1 + z * z / n
    centre = (share + z * z / (2 * n)) / scale
    half = z / scale * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # At the ends the limit is exact by algebra; rounding must not leave 1e-17 of room.
    lower = 0.0 if k == 0 or side == "upper" else max(0.0, centre - half)
    upper = 1.0 if k == n or side == "lower" else min(1.0, centre + half)
    return ShareInterval(share=share, lower=lower, upper=upper)


def wilson_limits(k: npt.ArrayLike, n: npt.ArrayLike, z: float) -> tuple[Floats, Floats]:
    """Return lower and upper Wilson limits of many shares at once; NaN where ``n`` is 0."""
    kept, total = np.asarray(k, dtype=np.float64), np.asarray(n, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = kept / total
        scale = 1 + z * z / total
        centre = (share + z * z / (2 * total)) / scale
        half = z / scale * np.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    lower = np.where(kept == 0, 0.0, np.maximum(0.0, centre - half))
    upper = np.where(kept == total, 1.0, np.minimum(1.0, centre + half))
    nothing = total == 0
    return np.where(nothing, np.nan, lower), np.where(nothing, np.nan, upper)
