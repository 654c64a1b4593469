"""The share of duties kept in time: the figure of the desk itself, out of the tallies (league.py)."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from .definition import Direction, Measure, Unit

MEASURE = Measure(
    code="kept_share",
    name=gettext_noop("Share kept in time"),
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    formula=gettext_noop("Clocks met ÷ clocks that fell due in the window; pending clocks count for nobody."),
    source="Policy of this portal: kept of due; Wilson (1927); Brown, Cai & DasGupta (2001)",
)
