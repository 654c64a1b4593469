"""Kaplan–Meier: how long repairs take when some are still open.

Sources: Kaplan & Meier (1958), Greenwood's variance, log-log limits, Brookmeyer & Crowley (1982) limits of a
quantile. Events come before censorings at the same time. "Not reached" is ``None``, never a number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from apps.judgement.statistics.grouped import Counts, Floats, GroupedTimes, from_cases, from_table
from apps.judgement.statistics.proportion import DEFAULT_CONFIDENCE, ShareInterval, z_value

# 0.9·0.8·… reaches 0.5 only up to rounding; a quantile must not slip to the next time because of it.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Quantile:
    """A time by which a share has ended, with limits. ``None``: not reached within the time observed."""

    value: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class RestrictedMean:
    """Mean time up to a horizon, in the unit of the times; it always exists."""

    value: float
    standard_error: float
    horizon: float


@dataclass(frozen=True, slots=True)
class KaplanMeier:
    """The curve: one entry for each distinct time, in ascending order."""

    times: Floats
    at_risk: Counts
    events: Counts
    censored: Counts
    survival: Floats
    standard_error: Floats
    lower: Floats
    upper: Floats

    @property
    def cases(self) -> int:
        """All cases, ended or open."""
        return int(self.at_risk[0]) if len(self.at_risk) else 0

    def quantile(self, ended: float = 0.5) -> Quantile:
        """Return the first time by which the share ``ended`` (0.5: the median) has ended.

        The limits are the times at which the limits of the curve cross the same level (Brookmeyer–Crowley
        with log-log limits). Raises ValueError when the share is not strictly between 0 and 1.
        """
        if not 0 < ended < 1:
            raise ValueError(f"share must lie strictly between 0 and 1, not {ended!r}")
        level = 1 - ended
        return Quantile(
            value=self._first_at_or_below(self.survival, level),
            lower=self._first_at_or_below(self.lower, level),
            upper=self._first_at_or_below(self.upper, level),
        )

    def ended_by(self, time: float) -> ShareInterval:
        """Return the share ended by ``time`` (1 − S) with its limits."""
        place = self._place(time)
        if place < 0:
            return ShareInterval(0.0, 0.0, 0.0)
        return ShareInterval(
            share=float(1 - self.survival[place]),
            lower=float(1 - self.upper[place]),
            upper=float(1 - self.lower[place]),
        )

    def number_at_risk(self, time: float) -> int:
        """Return how many cases had not ended or left before ``time``."""
        place = int(np.searchsorted(self.times, time, side="left"))
        return int(self.at_risk[place]) if place < len(self.times) else 0

    def restricted_mean(self, horizon: float) -> RestrictedMean:
        """Return the area under the curve up to ``horizon``.

        Beyond the last time observed the curve is carried on level. That is exact when the last case ended, and
        overstates the mean when it was still open: choose a horizon with enough cases at risk.
        """
        inside = self.times < horizon
        edges = np.concatenate(([0.0], self.times[inside], [horizon]))
        heights = np.concatenate(([1.0], self.survival[inside]))
        areas = np.diff(edges) * heights
        beyond = areas[::-1].cumsum()[::-1][1:]  # area from each time to the horizon
        events, at_risk = self.events[inside], self.at_risk[inside]
        left = at_risk - events
        terms = np.divide(events, at_risk * left, out=np.zeros(len(events)), where=left > 0)
        return RestrictedMean(float(areas.sum()), float(np.sqrt(np.sum(beyond**2 * terms))), horizon)

    def _place(self, time: float) -> int:
        return int(np.searchsorted(self.times, time, side="right")) - 1

    def _first_at_or_below(self, curve: Floats, level: float) -> float | None:
        hits = np.flatnonzero(curve <= level + ROUNDING)
        return float(self.times[hits[0]]) if len(hits) else None


def kaplan_meier(grouped: GroupedTimes, *, confidence: float = DEFAULT_CONFIDENCE) -> KaplanMeier:
    """Return the Kaplan–Meier curve; events of every cause count as the event."""
    at_risk, events = grouped.at_risk, grouped.all_events
    survival = np.asarray(np.cumprod(grouped.staying), dtype=np.float64)
    left = at_risk - events
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(np.where(events > 0, events / (at_risk * left.astype(np.float64)), 0.0))
    lower, upper = _log_log_limits(survival, greenwood, z_value(confidence))
    with np.errstate(invalid="ignore"):
        error = np.where(survival > 0, survival * np.sqrt(greenwood), 0.0)
    return KaplanMeier(grouped.times, at_risk, events, grouped.censored, survival, error, lower, upper)


def kaplan_meier_from_cases(
    times: npt.ArrayLike, observed: npt.ArrayLike, *, confidence: float = DEFAULT_CONFIDENCE
) -> KaplanMeier:
    """Return the curve from one row a case: its time and whether it ended (else it is still open)."""
    return kaplan_meier(from_cases(times, observed), confidence=confidence)


def kaplan_meier_from_table(
    times: npt.ArrayLike, events: npt.ArrayLike, censored: npt.ArrayLike, *, confidence: float = DEFAULT_CONFIDENCE
) -> KaplanMeier:
    """Return the curve from grouped counts, one row a time."""
    return kaplan_meier(from_table(times, events, censored), confidence=confidence)


def _log_log_limits(survival: Floats, greenwood: Floats, z: float) -> tuple[Floats, Floats]:
    """Return ``S^exp(±z·sqrt(greenwood)/|ln S|)``.

    Before the first event both limits are 1. Once S is 0 the formula has no value: the lower limit is 0 and the
    upper one stays where it was, so that a quantile's upper limit is not "reached" by the mere end of the data.
    """
    lower, upper = np.ones_like(survival), np.ones_like(survival)
    inner = (survival > 0) & (survival < 1)
    logs = np.log(survival[inner])
    step = z * np.sqrt(greenwood[inner]) / np.abs(logs)
    lower[inner] = np.exp(logs * np.exp(step))
    upper[inner] = np.exp(logs * np.exp(-step))
    ended = survival <= 0
    if ended.any():
        lower[ended] = 0.0
        first = int(np.argmax(ended))
        upper[ended] = upper[first - 1] if first else 1.0
    return lower, upper
