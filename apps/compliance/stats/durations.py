"""Days to repair, and what became of the claims: over open and closed ones together.

A mean over finished repairs flatters whoever leaves the hard cases open (DOMAIN.md 5.1); these do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from apps.compliance.stats.competing import aalen_johansen
from apps.compliance.stats.grouped import GroupedTimes, from_causes
from apps.compliance.stats.proportion import ShareInterval
from apps.compliance.stats.survival import KaplanMeier, Quantile, RestrictedMean, kaplan_meier

REPAIRED = "repaired"
DENIED = "denied"
SHOWN_DAYS = (7, 14, 30, 45)
HORIZON_DAYS = 60


@dataclass(frozen=True, slots=True)
class DaysToRepair:
    """The picture of one cell. Quantiles that are "not reached" hold ``None``."""

    claims: int
    still_open: int
    median: Quantile
    ninetieth: Quantile
    mean_to_horizon: RestrictedMean
    #: Share repaired by each day shown, with limits, and how many claims still ran then.
    repaired_by: Mapping[int, tuple[ShareInterval, int]]
    #: Shares repaired, denied and open at each day shown; each row sums to 1.
    outcomes_at: Mapping[int, Mapping[str, float]]
    curve: KaplanMeier


def days_to_repair(
    days: npt.ArrayLike,
    repaired: npt.ArrayLike,
    denied: npt.ArrayLike,
    still_open: npt.ArrayLike,
    *,
    shown: Sequence[int] = SHOWN_DAYS,
    horizon: float = HORIZON_DAYS,
) -> DaysToRepair:
    """Return the picture from grouped counts: for each number of days since filing, how many claims were repaired,
    denied (or withdrawn), or are open at that age.

    The curve treats a denial as the end of observation; ``outcomes_at`` treats it as the competing event that it is.
    """
    grouped = from_causes(days, {REPAIRED: repaired, DENIED: denied}, still_open)
    only_repairs = GroupedTimes(
        grouped.times, {REPAIRED: grouped.events[REPAIRED]}, grouped.censored + grouped.events[DENIED]
    )
    curve, outcomes = kaplan_meier(only_repairs), aalen_johansen(grouped)
    return DaysToRepair(
        claims=curve.cases,
        still_open=int(np.sum(grouped.censored)),
        median=curve.quantile(0.5),
        ninetieth=curve.quantile(0.9),
        mean_to_horizon=curve.restricted_mean(horizon),
        repaired_by={day: (curve.ended_by(day), curve.number_at_risk(day)) for day in shown},
        outcomes_at={day: outcomes.shares_at(day) for day in shown},
        curve=curve,
    )
