"""Ordered lines that were sent in pieces."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_noop, ngettext

from apps.parts.models import OrderLine

from .conduct import conduct_measure, one_where


def cases(start: datetime, end: datetime) -> QuerySet[OrderLine]:
    """Lines ordered, with whether pieces of them went on their own."""
    pieces = OrderLine.objects.filter(split_from=OuterRef("pk"), dispatched_at__lt=end)
    pieces = pieces.exclude(problem__reported_at__lt=end)
    rows = OrderLine.objects.filter(split_from=None, order__submitted_at__gte=start, order__submitted_at__lt=end)
    return rows.annotate(hit=one_where(Exists(pieces)))


MEASURE = conduct_measure(
    code="split_rate",
    name=gettext_noop("Lines sent in pieces"),
    formula=gettext_noop("Order lines of which pieces were sent on their own ÷ order lines."),
    cases=cases,
    words=lambda n: ngettext("%(n)d line ordered", "%(n)d lines ordered", n),
    powertrain="order__powertrain",
)
