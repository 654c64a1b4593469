"""Lines that were sent and that nobody booked in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_noop, ngettext

from apps.parts.models import OrderLine

from .conduct import Conduct, Counted, one_where, say_counted
from .definition import Direction, Found, Measure, Reading, Unit
from .span import Span

#: How long a delivery is followed.
BOOKED_WITHIN = timedelta(days=30)


def cases(start: datetime, end: datetime) -> QuerySet[OrderLine]:
    """Lines sent and followed for 30 days, with whether they were booked in by then."""
    rows = OrderLine.objects.filter(dispatched_at__gte=start, dispatched_at__lt=end - BOOKED_WITHIN, problem=None)
    late = Q(received_at=None) | Q(received_at__gt=F("dispatched_at") + BOOKED_WITHIN)
    return rows.annotate(hit=one_where(late))


CONDUCT = Conduct(cases, powertrain="order__powertrain")


def unbooked_lines(span: Span) -> QuerySet[OrderLine]:
    """The lines that nobody booked in."""
    return CONDUCT.hits(span)


def find(span: Span, own_view: bool = False) -> Counted:
    """Lines not booked in ÷ lines sent (1 query)."""
    return CONDUCT.counted(span)


def say(found: Found) -> Reading:
    counted = found[find]
    words = ngettext("%(n)d line sent", "%(n)d lines sent", counted.cases)
    return say_counted(MEASURE, counted, words % {"n": counted.cases})


MEASURE = Measure(
    code="unbooked_rate",
    name=gettext_noop("Lines sent and never booked in"),
    unit=Unit.SHARE,
    direction=Direction.NEAR_PEERS,
    formula=gettext_noop(
        "Order lines not booked in within 30 days of their dispatch ÷ order lines sent, followed for 30 days."
    ),
    source="DOMAIN.md 4 (conduct beside the duties), 5.5; Spiegelhalter (2005)",
    within_warranty=False,
    find=find,
    say=say,
    lines=unbooked_lines,
    conduct=CONDUCT,
)
