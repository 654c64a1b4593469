"""How every page tells whether a car is covered: ``{% load warranty %}``, ``{% cover vehicle %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from apps.core.today import today_in
from apps.vehicles.models import Vehicle

from ..selectors import coverage_of

register = template.Library()


@register.inclusion_tag("warranty/_cover.html")
def cover(vehicle: Vehicle, short: bool = False) -> dict[str, Any]:
    """``{% cover vehicle %}``: a badge with its words, as of today where the car is; ``short`` for lists."""
    coverage = coverage_of(vehicle)
    standing = ""
    if coverage is not None:
        today = today_in(str(vehicle.country), timezone.now())
        standing = coverage.standing(today, vehicle.odometer_km or 0)
    return {"coverage": coverage, "standing": standing, "short": short}
