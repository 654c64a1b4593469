"""One against its peers: the funnel's limits around what the *others* do, so that nobody sets the norm it is held to.

Beside the funnel of everybody (funnel.py) this one leaves the judged out of reference and spread, and counts that the
peers' share is known from so many cases only. Half a case is added to the peers' (Jeffreys), so that peers who never
did a thing do not make the first one an alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.judgement.statistics.funnel import FunnelLimits, Place, funnel_limits, overdispersion, place_in_funnel


@dataclass(frozen=True, slots=True)
class AgainstPeers:
    """Where a share lies among the peers' and within which limits."""

    limits: FunnelLimits
    place: Place


def against_peers(k: float, n: int, peers_k: Sequence[float], peers_n: Sequence[int]) -> AgainstPeers | None:
    """Hold ``k`` of ``n`` against the peers' counts; None without cases on either side.

    ``k`` may be a sum of shares: each lies between 0 and 1, so that its variance is at most that of yes and no.
    """
    total = sum(peers_n)
    if n <= 0 or total <= 0:
        return None
    reference = (sum(peers_k) + 0.5) / (total + 1)
    # Whole cases are asked of the spread; rounding moves it by less than it is known.
    phi = overdispersion([round(value) for value in peers_k], list(peers_n), reference)
    limits = funnel_limits(reference, 1, phi * (1 / n + 1 / total))
    if limits is None:  # pragma: no cover
        return None
    return AgainstPeers(limits, place_in_funnel(k, n, limits))  # type: ignore[arg-type]
