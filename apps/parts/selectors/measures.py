"""What compliance counts of spare-parts orders, as aggregate querysets in whatever scope asks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    Max,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate

from apps.duties.models import Party

from ..models import OrderLine

#: Age of a backorder in days: (name, from, below).
BUCKETS = (
    ("d0_7", 0, 8),
    ("d8_14", 8, 15),
    ("d15_30", 15, 31),
    ("d31_60", 31, 61),
    ("d61", 61, None),
)


def fill_rate_lines(*, since: date, until: date) -> QuerySet[OrderLine]:
    """Ordered lines whose promise fell due from ``since`` to before ``until``, with ``promise_due`` and ``filled``.

    ``filled``: dispatched whole by the day first promised, a later promise mends nothing. A line that the
    manufacturer cancelled counts as not filled (due on its promised day, or on the day it was cancelled when
    none was promised); one that the dealer took back does not count. A line of which pieces were reported lost,
    damaged or wrong is unsent until they are sent again. Index orderline_promised.
    """
    in_window = Q(first_promised_on__gte=since, first_promised_on__lt=until)
    given_up = Q(
        first_promised_on=None,
        cancelled_by=Party.MANUFACTURER,
        cancelled_at__gte=_midnight(since),
        cancelled_at__lt=_midnight(until),
    )
    filled = Q(dispatched_on__isnull=False, dispatched_on__lte=F("first_promised_on"))
    # Of a line that is open again, the manufacturer may have cancelled another piece.
    filled &= ~Q(cancelled_by=Party.MANUFACTURER)
    return (
        OrderLine.objects.filter(in_window | given_up, split_from=None)
        .exclude(cancelled_by=Party.DEALER)
        .annotate(
            promise_due=Coalesce("first_promised_on", TruncDate("cancelled_at", tzinfo=UTC), output_field=DateField()),
            filled=Case(When(filled, then=Value(True)), default=Value(False), output_field=BooleanField()),
        )
    )


def fill_rate(*, since: date, until: date, in_warranty_only: bool = False) -> QuerySet[OrderLine, Any]:
    """Line fill rate by manufacturer and country: rows with ``lines`` and ``filled_lines`` (1 query)."""
    lines = fill_rate_lines(since=since, until=until)
    if in_warranty_only:
        lines = lines.filter(order__in_warranty=True)
    return (
        lines.order_by()
        .values("manufacturer_id", "country")
        .annotate(lines=Count("id"), filled_lines=Count("id", filter=Q(filled=True)))
        .order_by("manufacturer_id", "country")
    )


def backorders(at: datetime) -> QuerySet[OrderLine]:
    """Lines submitted and unsent at the moment ``at``, oldest first, each with its ``waiting`` time.

    Told from the times of the steps, so any past moment can be asked; pieces split off count with their line.
    """
    gone = Q(dispatched_at__lte=at) | Q(cancelled_at__lte=at)
    waiting = ExpressionWrapper(Value(at) - F("order__submitted_at"), output_field=DurationField())
    return (
        OrderLine.objects.filter(order__submitted_at__lte=at, split_from=None)
        .exclude(gone)
        .annotate(waiting=waiting)
        .order_by("order__submitted_at", "id")
    )


def backorder_ages(at: datetime) -> QuerySet[OrderLine, Any]:
    """Backorders by manufacturer and country: ``lines``, ``units``, ``oldest``, a count per age (1 query)."""
    buckets: dict[str, Any] = {name: Count("id", filter=_aged(low, high)) for name, low, high in BUCKETS}
    return (
        backorders(at)
        .order_by()
        .values("manufacturer_id", "country")
        .annotate(lines=Count("id"), units=Sum("quantity"), oldest=Max("waiting"), **buckets)
        .order_by("manufacturer_id", "country")
    )


def _aged(low: int, high: int | None) -> Q:
    aged = Q(waiting__gte=timedelta(days=low))
    return aged if high is None else aged & Q(waiting__lt=timedelta(days=high))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
