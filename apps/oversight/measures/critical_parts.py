"""Whether the parts that cars stand without can be had in the country where the cars are."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from apps.judgement.statistics.proportion import ShareInterval, wilson
from apps.parts.models import Part
from apps.parts.selectors.in_country import Need, needs

from .definition import Direction, Found, Measure, Reading, Unit, share_reading
from .span import Span


@dataclass(frozen=True, slots=True)
class InCountry:
    """Parts that cars of a country stand without (each once a country), those that are to be had, and the share."""

    needed: int
    there: int
    share: ShareInterval | None


@dataclass(frozen=True)
class Missing:
    """A part that nobody in a country has or awaits, with the cars that it fits there."""

    part: Part
    country: str
    cars: int


def needed(span: Span) -> list[Need]:
    """What the manufacturer's cars on the road stand without, on the last day of the span (7 queries)."""
    return needs(
        maker_id=span.manufacturer_id,
        start=span.start,
        end=span.end,
        country=span.country,
        powertrain=span.powertrain,
    )


def missing(span: Span) -> list[Missing]:
    """Parts that cannot be had where cars need them, those of most cars first (8 queries)."""
    rows = [need for need in needed(span) if not need.there]
    parts = Part.objects.in_bulk({need.part_id for need in rows})
    found = [Missing(parts[need.part_id], need.country, need.cars) for need in rows]
    return sorted(found, key=lambda row: (-row.cars, row.country, row.part.number))


def find(span: Span, own_view: bool = False) -> InCountry:
    """Parts to be had ÷ parts needed, by country (7 queries)."""
    rows = needed(span)
    there = sum(need.there for need in rows)
    return InCountry(needed=len(rows), there=there, share=wilson(there, len(rows)))


def say(found: Found) -> Reading:
    parts = found[find]
    if not parts.needed:
        return Reading(MEASURE, None, counted=_("no car on the road is known to stand without a part"))
    counted = ngettext(
        "%(n)d part that cars of a country stand without",
        "%(n)d parts that cars of a country stand without",
        parts.needed,
    )
    return share_reading(MEASURE, parts.share, counted % {"n": parts.needed})


MEASURE = Measure(
    code="critical_parts",
    name=gettext_noop("Critical parts in the country"),
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    formula=gettext_noop(
        "Parts without which cars on the road stand still, of which a dealer in their country has one free or one is "
        "due within 7 days, on the last day ÷ all such parts, each counted once a country."
    ),
    source="Policy of this portal, after the trade's usage: parts availability for the cars of a market",
    within_warranty=False,
    find=find,
    say=say,
)
