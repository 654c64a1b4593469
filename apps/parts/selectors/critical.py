"""Without which parts a car should not be on the road."""

from __future__ import annotations

from apps.vehicles.components import SAFETY_CRITICAL

from ..models import Part


def is_critical(part: Part) -> bool:
    """Whether its manufacturer says so, or names it for a component that somebody's life may hang on."""
    return part.critical or part.component in SAFETY_CRITICAL
