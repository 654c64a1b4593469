"""The measures as rows: what is counted, in which unit, which way is good, by which formula, and from which source.

The computation of each stands in a file of its own beside this one. Texts are marked for translation and translated
where they are shown. The limits and targets that a measure is held against are not here: they are rows of policy or
of the destination's law (DOMAIN.md 1.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


def gettext_noop(text: str) -> str:
    """Mark a text for translation and leave it as it is (Django's own would pull Django in here)."""
    return text


class Unit(StrEnum):
    """What a figure is a number of."""

    SHARE = "share"
    DAYS = "days"
    VEHICLES = "vehicles"
    LINES = "lines"


class Direction(StrEnum):
    """Which way is better for the owner of a car."""

    HIGHER = "higher_is_better"
    LOWER = "lower_is_better"
    #: Neither is good by itself: a rate far from the peers' asks for a look.
    NEAR_PEERS = "near_peers"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. ``computed_by`` names the function; ``within_warranty`` that only covered vehicles count."""

    code: str
    name: str
    unit: Unit
    direction: Direction
    formula: str
    source: str
    computed_by: str
    within_warranty: bool = True


KEPT_SHARE = Measure(
    code="kept_share",
    name=gettext_noop("Share kept in time"),
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    formula=gettext_noop("Clocks met ÷ clocks that fell due in the window; pending clocks count for nobody."),
    source="DOMAIN.md 4 (SLA breach share), 5.4; Wilson (1927); Brown, Cai & DasGupta (2001)",
    computed_by="proportion.wilson",
)
MEDIAN_DAYS_TO_REPAIR = Measure(
    code="median_days_to_repair",
    name=gettext_noop("Days to repair, median"),
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    formula=gettext_noop("First day by which half of all claims, open ones included, are repaired (Kaplan–Meier)."),
    source="DOMAIN.md 5.2; Kaplan & Meier (1958); Brookmeyer & Crowley (1982)",
    computed_by="survival.kaplan_meier",
)
NINETIETH_DAYS_TO_REPAIR = Measure(
    code="ninetieth_days_to_repair",
    name=gettext_noop("Days to repair, 90th percentile"),
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    formula=gettext_noop("First day by which nine in ten of all claims, open ones included, are repaired."),
    source="DOMAIN.md 5.2; Kaplan & Meier (1958); Brookmeyer & Crowley (1982)",
    computed_by="survival.kaplan_meier",
)
OUT_OF_SERVICE = Measure(
    code="out_of_service",
    name=gettext_noop("Vehicles out of service beyond the limit"),
    unit=Unit.VEHICLES,
    direction=Direction.LOWER,
    formula=gettext_noop(
        "Vehicles whose days in the workshop or unusable within the period, each date counted once, "
        "are more than the destination's limit."
    ),
    source="DOMAIN.md 4 (days out of service), 3 (limits of the destination)",
    computed_by="downtime.vehicles_beyond_limit",
)
LINE_FILL_RATE = Measure(
    code="line_fill_rate",
    name=gettext_noop("Line fill rate"),
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    formula=gettext_noop("Order lines shipped complete by their promised date ÷ lines promised for the period."),
    source="DOMAIN.md 4 (order line fill rate)",
    computed_by="supply.line_fill_rate",
    within_warranty=False,
)
BACKORDER_AGE = Measure(
    code="backorder_age",
    name=gettext_noop("Backorder age"),
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    formula=gettext_noop("Days since the order of lines not yet complete: median, 90th percentile, oldest, buckets."),
    source="DOMAIN.md 4 (backorder age)",
    computed_by="supply.backorder_age",
    within_warranty=False,
)
DENIAL_RATE = Measure(
    code="denial_rate",
    name=gettext_noop("Denial rate against peers"),
    unit=Unit.SHARE,
    direction=Direction.NEAR_PEERS,
    formula=gettext_noop(
        "Claims denied ÷ claims decided, beside the peers' share with its 95 % and 99.8 % funnel limits."
    ),
    source="DOMAIN.md 4 (claim denial rate), 5.3, 5.5, 5.6; Spiegelhalter (2005)",
    computed_by="funnel.funnel",
)
REPEAT_REPAIR_RATE = Measure(
    code="repeat_repair_rate",
    name=gettext_noop("Repeat repairs"),
    unit=Unit.SHARE,
    direction=Direction.LOWER,
    formula=gettext_noop(
        "Repairs followed for 30 days after which the same vehicle came back with the same group of components "
        "÷ repairs followed for 30 days."
    ),
    source="DOMAIN.md 4 (first-time fix rate)",
    computed_by="repeats.repeat_repair_rate",
)
SERVICE_POINT_COVERAGE = Measure(
    code="service_point_coverage",
    name=gettext_noop("Service-point coverage"),
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    formula=gettext_noop(
        "Vehicles under warranty in areas with a service point that closed a claim in the period "
        "÷ vehicles under warranty."
    ),
    source="DOMAIN.md 1.3 (promised outlets against outlets that closed claims)",
    computed_by="coverage.service_point_coverage",
)

MEASURES: dict[str, Measure] = {
    measure.code: measure
    for measure in (
        KEPT_SHARE,
        MEDIAN_DAYS_TO_REPAIR,
        NINETIETH_DAYS_TO_REPAIR,
        OUT_OF_SERVICE,
        LINE_FILL_RATE,
        BACKORDER_AGE,
        DENIAL_RATE,
        REPEAT_REPAIR_RATE,
        SERVICE_POINT_COVERAGE,
    )
}
