"""Service-point coverage: is there somebody to go to, and do promised service points really repair cars?

A service point is *active* when it closed at least one claim in the period: a name in a confirmation letter is a
promise, a closed claim is evidence.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.judgement.statistics.proportion import ShareInterval, wilson


@dataclass(frozen=True, slots=True)
class Coverage:
    """Vehicles under warranty, those in areas with an active point, and vehicles for each active point."""

    vehicles: int
    covered: int
    share: float | None
    vehicles_per_point: float | None
    uncovered_areas: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class PromisedPoints:
    """Service points promised in letters, those of them that were active, the share, and the silent ones."""

    promised: int
    active: int
    share: ShareInterval | None
    silent: tuple[Hashable, ...]


def service_point_coverage(vehicles: Mapping[Any, int], active_points: Mapping[Any, int]) -> Coverage:
    """Return the share of vehicles in areas (country, region, town: the caller's choice) with an active point.

    Every vehicle is counted, nothing is sampled: so the share has no confidence limits.
    """
    total, points = sum(vehicles.values()), sum(active_points.values())
    covered = sum(count for area, count in vehicles.items() if active_points.get(area, 0) > 0)
    bare = [area for area, count in vehicles.items() if count and not active_points.get(area, 0)]
    return Coverage(
        vehicles=total,
        covered=covered,
        share=covered / total if total else None,
        vehicles_per_point=total / points if points else None,
        uncovered_areas=tuple(sorted(bare, key=lambda area: (-vehicles[area], str(area)))),
    )


def promised_points(promised: Collection[Hashable], active: Collection[Hashable]) -> PromisedPoints:
    """Return how many of the promised service points closed claims in the period."""
    names, working = set(promised), set(active)
    kept = len(names & working)
    silent = tuple(sorted(names - working, key=str))
    return PromisedPoints(promised=len(names), active=kept, share=wilson(kept, len(names)), silent=silent)
