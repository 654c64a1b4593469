"""Funnel limits: one manufacturer's share against what its peers' share would give by chance.

The limits are score limits, ``p0 ± z·sqrt(p0(1-p0)·φ/n)``: a share lies outside them exactly when its own
Wilson interval does not hold the peers' share. 95 % is an alert, 99.8 % (z = 3.09) an alarm.
``φ`` allows for peers that differ among themselves by more than chance (Spiegelhalter 2005), and a giant is
left out of the reference so that it cannot set the norm it is judged by (as AOANJRR does).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np

from apps.judgement.statistics.proportion import z_value

ALERT_Z = z_value(0.95)
ALARM_Z = z_value(0.998)
GIANT_SHARE = 0.25
WINSOR_TAIL = 0.10

Place = Literal["inside", "above_alert", "above_alarm", "below_alert", "below_alarm"]


@dataclass(frozen=True, slots=True)
class FunnelLimits:
    """Limits around the peers' share for one size ``n``; all shares between 0 and 1."""

    reference: float
    alert_low: float
    alert_high: float
    alarm_low: float
    alarm_high: float


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One peer: its counts, the limits at its size and where it lies. ``None`` limits: no cases."""

    k: int
    n: int
    limits: FunnelLimits | None
    place: Place | None


def reference_share(k: Sequence[int], n: Sequence[int], giant_share: float = GIANT_SHARE) -> float | None:
    """Return the pooled share of the peers, those with more than ``giant_share`` of all cases left out.

    When everybody would be left out (few peers, all large) the pool of all is used. ``None``: no cases at all.
    """
    kept, total = np.asarray(k, dtype=np.float64), np.asarray(n, dtype=np.float64)
    if total.sum() == 0:
        return None
    inside = total <= giant_share * total.sum()
    if total[inside].sum() == 0:
        inside = np.ones_like(inside)
    return float(kept[inside].sum() / total[inside].sum())


def overdispersion(k: Sequence[int], n: Sequence[int], reference: float, tail: float = WINSOR_TAIL) -> float:
    """Return φ >= 1: the mean squared z-score of the peers, the outer ``tail`` at each end pulled in first.

    Pulling in (winsorising) keeps the outliers one looks for from widening the limits that should find them.
    """
    kept, total = np.asarray(k, dtype=np.float64), np.asarray(n, dtype=np.float64)
    kept, total = kept[total > 0], total[total > 0]
    if len(total) < 2 or not 0 < reference < 1:
        return 1.0
    scores = (kept / total - reference) / np.sqrt(reference * (1 - reference) / total)
    low, high = np.quantile(scores, [tail, 1 - tail])
    return max(1.0, float(np.mean(np.clip(scores, low, high) ** 2)))


def funnel_limits(reference: float, n: int, phi: float = 1.0) -> FunnelLimits | None:
    """Return the 95 % and 99.8 % limits around ``reference`` for ``n`` cases; ``None`` when ``n`` is 0."""
    if n <= 0:
        return None
    spread = sqrt(reference * (1 - reference) * phi / n)
    return FunnelLimits(
        reference=reference,
        alert_low=max(0.0, reference - ALERT_Z * spread),
        alert_high=min(1.0, reference + ALERT_Z * spread),
        alarm_low=max(0.0, reference - ALARM_Z * spread),
        alarm_high=min(1.0, reference + ALARM_Z * spread),
    )


def place_in_funnel(k: int, n: int, limits: FunnelLimits) -> Place:
    """Say where the share ``k/n`` lies; a share on the limit is inside."""
    share = k / n
    if share > limits.alarm_high:
        return "above_alarm"
    if share > limits.alert_high:
        return "above_alert"
    if share < limits.alarm_low:
        return "below_alarm"
    if share < limits.alert_low:
        return "below_alert"
    return "inside"


def funnel(k: Sequence[int], n: Sequence[int], *, allow_overdispersion: bool = False) -> list[FunnelPoint]:
    """Return every peer with its limits, in the order given."""
    if len(k) != len(n):
        raise ValueError("k and n must have one entry for each peer")
    reference = reference_share(k, n)
    if reference is None:
        return [FunnelPoint(k=a, n=b, limits=None, place=None) for a, b in zip(k, n, strict=True)]
    phi = overdispersion(k, n, reference) if allow_overdispersion else 1.0
    points = []
    for successes, cases in zip(k, n, strict=True):
        limits = funnel_limits(reference, cases, phi)
        place = place_in_funnel(successes, cases, limits) if limits else None
        points.append(FunnelPoint(k=successes, n=cases, limits=limits, place=place))
    return points
