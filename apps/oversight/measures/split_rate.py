"""Ordered lines that were sent in pieces."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_noop, ngettext

from apps.parts.models import OrderLine

from .conduct import Conduct, Counted, one_where, say_counted
from .definition import Direction, Found, Measure, Reading, Unit
from .span import Span


def cases(start: datetime, end: datetime) -> QuerySet[OrderLine]:
    """Lines ordered, with whether pieces of them went on their own."""
    pieces = OrderLine.objects.filter(split_from=OuterRef("pk"), dispatched_at__lt=end, problem=None)
    rows = OrderLine.objects.filter(split_from=None, order__submitted_at__gte=start, order__submitted_at__lt=end)
    return rows.annotate(hit=one_where(Exists(pieces)))


CONDUCT = Conduct(cases, powertrain="order__powertrain")


def split_lines(span: Span) -> QuerySet[OrderLine]:
    """The lines that were sent in pieces."""
    return CONDUCT.hits(span)


def find(span: Span, own_view: bool = False) -> Counted:
    """Lines sent in pieces ÷ lines ordered (1 query)."""
    return CONDUCT.counted(span)


def say(found: Found) -> Reading:
    counted = found[find]
    words = ngettext("%(n)d line ordered", "%(n)d lines ordered", counted.cases)
    return say_counted(MEASURE, counted, words % {"n": counted.cases})


MEASURE = Measure(
    code="split_rate",
    name=gettext_noop("Lines sent in pieces"),
    unit=Unit.SHARE,
    direction=Direction.NEAR_PEERS,
    formula=gettext_noop("Order lines of which pieces were sent on their own ÷ order lines."),
    source="DOMAIN.md 4 (conduct beside the duties), 5.5; Spiegelhalter (2005)",
    within_warranty=False,
    find=find,
    say=say,
    lines=split_lines,
    conduct=CONDUCT,
)
