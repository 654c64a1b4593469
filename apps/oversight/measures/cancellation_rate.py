"""Ordered lines that the manufacturer, who owed them, cancelled itself."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop, ngettext

from apps.duties.models import Party
from apps.parts.models import OrderLine

from .conduct import Conduct, Counted, one_where, say_counted
from .definition import Direction, Found, Measure, Reading, Unit
from .span import Span


def cases(start: datetime, end: datetime) -> QuerySet[OrderLine]:
    """Lines ordered, with whether the manufacturer cancelled them."""
    rows = OrderLine.objects.filter(split_from=None, order__submitted_at__gte=start, order__submitted_at__lt=end)
    return rows.annotate(hit=one_where(Q(cancelled_by=Party.MANUFACTURER, cancelled_at__lt=end)))


CONDUCT = Conduct(cases, powertrain="order__powertrain")


def cancelled_lines(span: Span) -> QuerySet[OrderLine]:
    """The lines that the manufacturer cancelled."""
    return CONDUCT.hits(span)


def find(span: Span, own_view: bool = False) -> Counted:
    """Lines cancelled by the manufacturer ÷ lines ordered (1 query)."""
    return CONDUCT.counted(span)


def say(found: Found) -> Reading:
    counted = found[find]
    words = ngettext("%(n)d line ordered", "%(n)d lines ordered", counted.cases)
    return say_counted(MEASURE, counted, words % {"n": counted.cases})


MEASURE = Measure(
    code="cancellation_rate",
    name=gettext_noop("Lines cancelled by whoever owed them"),
    unit=Unit.SHARE,
    direction=Direction.NEAR_PEERS,
    formula=gettext_noop("Order lines cancelled by the manufacturer ÷ order lines."),
    source="DOMAIN.md 4 (conduct beside the duties), 5.5; Spiegelhalter (2005)",
    within_warranty=False,
    find=find,
    say=say,
    lines=cancelled_lines,
    conduct=CONDUCT,
)
