"""Parts supply of one manufacturer: promises of order lines kept, and lines still waiting."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q, QuerySet

from apps.judgement.statistics.proportion import wilson
from apps.judgement.statistics.supply import BackorderAge, LineFill, OrderLine, backorder_age
from apps.parts.models import OrderLine as Line
from apps.parts.selectors import measures as parts

from .span import Span


def _narrowed(rows: QuerySet[Line], span: Span) -> QuerySet[Line]:
    rows = rows.filter(manufacturer_id=span.manufacturer_id)
    if span.country:
        rows = rows.filter(country=span.country)
    return rows.filter(order__powertrain=span.powertrain) if span.powertrain else rows


def promised_lines(span: Span) -> QuerySet[Line]:
    """Lines whose first promise fell due in the span, with ``filled`` (index orderline_promised)."""
    return _narrowed(parts.fill_rate_lines(since=span.since, until=span.until + timedelta(days=1)), span)


def unkept_lines(span: Span) -> QuerySet[Line]:
    """Lines of the fill rate that were not shipped whole by their first promised day."""
    return promised_lines(span).filter(Q(filled=False))


def fill_rate(span: Span) -> LineFill:
    """Lines shipped whole by their first promised day ÷ lines promised for the span (1 query)."""
    counts = promised_lines(span).order_by().aggregate(promised=Count("id"), kept=Count("id", filter=Q(filled=True)))
    promised, kept = counts["promised"], counts["kept"]
    return LineFill(promised=promised, filled=kept, share=wilson(kept, promised))


def waiting_lines(span: Span) -> QuerySet[Line]:
    """Lines ordered and not sent at the end of the span, oldest first."""
    return _narrowed(parts.backorders(span.end), span)


def backorders(span: Span) -> BackorderAge:
    """How old the waiting lines are (1 query over the open lines alone)."""
    submitted = waiting_lines(span).values_list("order__submitted_at", flat=True)
    days = [moment.date() for moment in submitted if moment]
    return backorder_age((OrderLine(day, day) for day in days), at=span.until)
