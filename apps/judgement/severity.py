"""How grave a shortfall is: what the share misses of its target, times the vehicles it touches."""

from __future__ import annotations

from dataclasses import dataclass

from apps.judgement.rule import Judgement


@dataclass(frozen=True, slots=True)
class Severity:
    """``score`` is in vehicles: how many were let down beyond what the target allows. It orders a worklist.

    ``at_least`` is the same with the upper limit in place of the share: what can be said even in doubt.
    """

    shortfall: float
    vehicles: int
    score: float
    at_least: float


def severity(judgement: Judgement, *, vehicles: int) -> Severity | None:
    """Return shortfall × vehicles affected (vehicles with a clock due in the window); ``None`` without clocks.

    Raises ValueError when ``vehicles`` is negative.
    """
    if vehicles < 0:
        raise ValueError(f"vehicles cannot be negative, got {vehicles}")
    if judgement.share is None or judgement.target is None or judgement.upper is None:
        return None
    shortfall = max(0.0, judgement.target - judgement.share)
    sure = max(0.0, judgement.target - judgement.upper)
    return Severity(shortfall=shortfall, vehicles=vehicles, score=shortfall * vehicles, at_least=sure * vehicles)
