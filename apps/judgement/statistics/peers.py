"""One against its peers: limits around what the *others* do, so that nobody sets the norm it is held to.

The funnel of everybody (funnel.py) lets its limits shrink to nothing as cases grow. Here peers that differ among
themselves leave room however many cases there are: their own spread is added to chance (Spiegelhalter 2005, additive
random effects; DerSimonian & Laird 1986), and as it is known from few peers only, by Student's quantile. All of it is
reckoned on the scale on which shares spread alike, whether rare or common: ``asin √((k + 3/8) / (n + 3/4))`` with
variance ``1 / (4n + 2)`` (Anscombe 1948).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sin, sqrt

import numpy as np

from apps.judgement.statistics.funnel import ALARM_Z, ALERT_Z, WINSOR_TAIL, FunnelLimits, Place, place_in_funnel
from apps.judgement.statistics.grouped import Floats

#: What is left of the variance of normal scores when a tenth at each end is pulled in to the tenth before it.
_LEFT_BY_PULLING = 0.679


@dataclass(frozen=True, slots=True)
class AgainstPeers:
    """Where a share lies among the peers' and within which limits."""

    limits: FunnelLimits
    place: Place


def against_peers(k: float, n: int, peers_k: Sequence[float], peers_n: Sequence[int]) -> AgainstPeers | None:
    """Hold ``k`` of ``n`` against the peers' counts; None without cases on either side.

    ``k`` may be a sum of shares: each lies between 0 and 1, so that its variance is at most that of yes and no.
    """
    done, cases = np.asarray(peers_k, dtype=np.float64), np.asarray(peers_n, dtype=np.float64)
    done, cases = done[cases > 0], cases[cases > 0]
    if n <= 0 or not len(cases):
        return None
    places, within = _scaled(done, cases), 1 / (4 * cases + 2)
    between = spread_of(places, within)
    weights = 1 / (within + between)
    middle = float((places * weights).sum() / weights.sum())
    chance = 1 / (4 * n + 2) + 1 / float(weights.sum())
    limits = _limits(middle, chance, between, len(cases) - 1)
    own = float(_scaled(np.array([k], dtype=np.float64), np.array([n], dtype=np.float64))[0])
    return AgainstPeers(limits, place_in_funnel(_share(own) * n, n, limits))  # type: ignore[arg-type]


def spread_of(places: Floats, within: Floats) -> float:
    """Return how much peers differ by more than chance, as a variance; the outermost are pulled in first."""
    if len(places) < 2:
        return 0.0
    weights = 1 / within
    middle = (places * weights).sum() / weights.sum()
    scores = (places - middle) / np.sqrt(within)
    scores = np.clip(scores, *np.quantile(scores, [WINSOR_TAIL, 1 - WINSOR_TAIL]))
    room = weights.sum() - (weights**2).sum() / weights.sum()
    return max(0.0, float(((scores**2).sum() / _LEFT_BY_PULLING - (len(places) - 1)) / room))


def _scaled(done: Floats, cases: Floats) -> Floats:
    return np.asarray(np.arcsin(np.sqrt((done + 3 / 8) / (cases + 3 / 4))), dtype=np.float64)


def _share(place: float) -> float:
    return sin(min(max(place, 0.0), pi / 2)) ** 2


def _limits(middle: float, chance: float, between: float, freedom: int) -> FunnelLimits:
    alert, alarm = (sqrt(z**2 * chance + student(z, freedom) ** 2 * between) for z in (ALERT_Z, ALARM_Z))
    return FunnelLimits(
        reference=_share(middle),
        alert_low=_share(middle - alert),
        alert_high=_share(middle + alert),
        alarm_low=_share(middle - alarm),
        alarm_high=_share(middle + alarm),
    )


def student(z: float, freedom: int) -> float:
    """Student's quantile that leaves as much outside as the normal one ``z`` (expansion of Cornish and Fisher)."""
    if freedom < 1:
        return z
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )
