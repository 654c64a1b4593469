"""Aalen–Johansen: repaired, denied or still open, as three shares that sum to one.

Counting a denial as "still open" would let a manufacturer improve its repair curve by denying; as a competing
event it takes its own share instead. ``CIF_c(t) = Σ S(t_i−)·d_c,i/n_i`` with S over all causes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from apps.judgement.statistics.grouped import Counts, Floats, GroupedTimes


@dataclass(frozen=True, slots=True)
class CumulativeIncidence:
    """Share ended by each cause at each distinct time, with the share still open."""

    times: Floats
    at_risk: Counts
    incidence: Mapping[str, Floats]
    still_open: Floats

    def shares_at(self, time: float) -> dict[str, float]:
        """Return the share of each cause and ``open`` at ``time``; they sum to 1."""
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        if place < 0:
            return {**dict.fromkeys(self.incidence, 0.0), "open": 1.0}
        shares = {cause: float(curve[place]) for cause, curve in self.incidence.items()}
        return {**shares, "open": float(self.still_open[place])}


def aalen_johansen(grouped: GroupedTimes) -> CumulativeIncidence:
    """Return the cumulative incidence of every cause in ``grouped``."""
    at_risk = grouped.at_risk
    still_open = np.asarray(np.cumprod(grouped.staying), dtype=np.float64)
    just_before = np.concatenate(([1.0], still_open[:-1])) if len(still_open) else still_open
    incidence = {
        cause: np.cumsum(just_before * counts / np.maximum(at_risk, 1)) for cause, counts in grouped.events.items()
    }
    return CumulativeIncidence(grouped.times, at_risk, incidence, still_open)
