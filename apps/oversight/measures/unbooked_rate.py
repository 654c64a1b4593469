"""Lines that were sent and that nobody booked in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_noop, ngettext

from apps.parts.models import OrderLine

from .conduct import conduct_measure, one_where

#: How long a delivery is followed.
BOOKED_WITHIN = timedelta(days=30)


def cases(start: datetime, end: datetime) -> QuerySet[OrderLine]:
    """Lines sent and followed for 30 days, with whether they were booked in by then."""
    rows = OrderLine.objects.filter(dispatched_at__gte=start, dispatched_at__lt=end - BOOKED_WITHIN)
    rows = rows.exclude(problem__reported_at__lt=end)
    late = Q(received_at=None) | Q(received_at__gt=F("dispatched_at") + BOOKED_WITHIN)
    return rows.annotate(hit=one_where(late))


MEASURE = conduct_measure(
    code="unbooked_rate",
    name=gettext_noop("Lines sent and never booked in"),
    formula=gettext_noop(
        "Order lines not booked in within 30 days of their dispatch ÷ order lines sent, followed for 30 days."
    ),
    cases=cases,
    words=lambda n: ngettext("%(n)d line sent", "%(n)d lines sent", n),
    powertrain="order__powertrain",
)
