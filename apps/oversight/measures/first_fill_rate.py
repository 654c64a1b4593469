"""Ordered lines that left whole with the first consignment of their order."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_noop, ngettext

from apps.judgement.statistics.proportion import ShareInterval, wilson
from apps.parts.models import OrderLine
from apps.parts.selectors.first_fill import first_fill_lines

from .definition import Direction, Found, Measure, Reading, Unit, share_reading
from .span import Span


@dataclass(frozen=True, slots=True)
class FirstFill:
    """Lines of orders that were counted in a span, those that left whole at once, and the share with limits."""

    lines: int
    filled: int
    share: ShareInterval | None


def counted_lines(span: Span) -> QuerySet[OrderLine]:
    """The manufacturer's lines that are counted in the span, with ``filled``."""
    return span.lines(first_fill_lines(start=span.start, end=span.end))


def unfilled_lines(span: Span) -> QuerySet[OrderLine]:
    """Those of which some or all did not leave with the first consignment."""
    return counted_lines(span).filter(Q(filled=False))


def find(span: Span, own_view: bool = False) -> FirstFill:
    """Lines that left whole with their order's first consignment ÷ lines of such orders (1 query)."""
    counts = counted_lines(span).order_by().aggregate(counted=Count("id"), whole=Count("id", filter=Q(filled=True)))
    lines, filled = counts["counted"], counts["whole"]
    return FirstFill(lines=lines, filled=filled, share=wilson(filled, lines))


def say(found: Found) -> Reading:
    fill = found[find]
    counted = ngettext(
        "%(n)d line of orders first sent in the year", "%(n)d lines of orders first sent in the year", fill.lines
    )
    return share_reading(MEASURE, fill.share, counted % {"n": fill.lines})


MEASURE = Measure(
    code="first_fill_rate",
    name=gettext_noop("Line fill rate at first dispatch"),
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    formula=gettext_noop(
        "Order lines whose whole quantity left with the first consignment of their order ÷ lines of orders of which "
        "a first consignment left, or none for 30 days, in the period."
    ),
    source="Policy of this portal, after the trade's usage: lines filled complete from stock at first demand",
    within_warranty=False,
    find=find,
    say=say,
    lines=unfilled_lines,
)
