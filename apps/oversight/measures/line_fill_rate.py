"""Order lines shipped whole by the day first promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_noop, ngettext

from apps.judgement.statistics.proportion import ShareInterval, wilson
from apps.parts.models import OrderLine
from apps.parts.selectors import measures as parts

from .definition import Direction, Found, Measure, Reading, Unit, share_reading
from .span import Span


@dataclass(frozen=True, slots=True)
class LineFill:
    """Lines promised for a span, those shipped complete in time, and the share with limits."""

    promised: int
    filled: int
    share: ShareInterval | None


def promised_lines(span: Span) -> QuerySet[OrderLine]:
    """Lines whose first promise fell due in the span, with ``filled`` (index orderline_promised)."""
    return span.lines(parts.fill_rate_lines(since=span.since, until=span.until + timedelta(days=1)))


def unkept_lines(span: Span) -> QuerySet[OrderLine]:
    """Lines of the fill rate that were not shipped whole by their first promised day."""
    return promised_lines(span).filter(Q(filled=False))


def find(span: Span, own_view: bool = False) -> LineFill:
    """Lines shipped whole by their first promised day ÷ lines promised for the span (1 query)."""
    counts = promised_lines(span).order_by().aggregate(promised=Count("id"), kept=Count("id", filter=Q(filled=True)))
    promised, kept = counts["promised"], counts["kept"]
    return LineFill(promised=promised, filled=kept, share=wilson(kept, promised))


def say(found: Found) -> Reading:
    fill = found[find]
    counted = ngettext("%(n)d line promised for the year", "%(n)d lines promised for the year", fill.promised)
    return share_reading(MEASURE, fill.share, counted % {"n": fill.promised})


MEASURE = Measure(
    code="line_fill_rate",
    name=gettext_noop("Line fill rate"),
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    formula=gettext_noop("Order lines shipped complete by their promised date ÷ lines promised for the period."),
    source="Policy of this portal, after the trade's usage: order lines sent whole by the first promised day",
    within_warranty=False,
    find=find,
    say=say,
    lines=unkept_lines,
)
