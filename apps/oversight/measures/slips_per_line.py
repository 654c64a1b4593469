"""How often promised days are moved to later ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_noop, ngettext

from apps.parts.models import OrderLine
from apps.parts.selectors.promises import lines_with_slips

from .definition import Direction, Found, Measure, Reading, Unit
from .span import Span


@dataclass(frozen=True, slots=True)
class Slips:
    """Lines promised for a span, and how often their days were moved to later ones."""

    lines: int
    slips: int


def counted_lines(span: Span) -> QuerySet[OrderLine]:
    """The manufacturer's lines first promised for a day of the span, with ``slips``."""
    return span.lines(lines_with_slips(since=span.since, until=span.until + timedelta(days=1)))


def slipped_lines(span: Span) -> QuerySet[OrderLine]:
    """Those of which a promised day was moved to a later one."""
    return counted_lines(span).filter(Q(slips__gt=0))


def find(span: Span, own_view: bool = False) -> Slips:
    """Moves of promised days to later ones, and the lines (1 query)."""
    counts = counted_lines(span).order_by().aggregate(counted=Count("id"), moves=Sum("slips", default=0))
    return Slips(lines=counts["counted"], slips=counts["moves"])


def say(found: Found) -> Reading:
    slips = found[find]
    counted = ngettext("%(n)d line promised for the year", "%(n)d lines promised for the year", slips.lines)
    value = slips.slips / slips.lines if slips.lines else None
    return Reading(MEASURE, value, counted=counted % {"n": slips.lines})


MEASURE = Measure(
    code="slips_per_line",
    name=gettext_noop("Slips per line"),
    unit=Unit.SLIPS,
    direction=Direction.LOWER,
    formula=gettext_noop("Moves of a promised day to a later one ÷ order lines first promised for the period."),
    source="Policy of this portal: each move to a later day is counted, however short",
    within_warranty=False,
    find=find,
    say=say,
    lines=slipped_lines,
)
