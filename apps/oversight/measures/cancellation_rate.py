"""Ordered lines that the manufacturer, who owed them, cancelled itself."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop, ngettext

from apps.duties.models import Party
from apps.parts.models import OrderLine

from .conduct import conduct_measure, one_where


def cases(start: datetime, end: datetime) -> QuerySet[OrderLine]:
    """Lines ordered, with whether the manufacturer cancelled them."""
    rows = OrderLine.objects.filter(split_from=None, order__submitted_at__gte=start, order__submitted_at__lt=end)
    return rows.annotate(hit=one_where(Q(cancelled_by=Party.MANUFACTURER, cancelled_at__lt=end)))


MEASURE = conduct_measure(
    code="cancellation_rate",
    name=gettext_noop("Lines cancelled by whoever owed them"),
    formula=gettext_noop("Order lines cancelled by the manufacturer ÷ order lines."),
    cases=cases,
    words=lambda n: ngettext("%(n)d line ordered", "%(n)d lines ordered", n),
    powertrain="order__powertrain",
)
