"""What compliance counts of promised days."""

from __future__ import annotations

from datetime import date

from django.db.models import BooleanField, Case, Count, F, Q, QuerySet, Value, When

from apps.duties.models import Party

from ..models import OrderLine, Promise


def promises_due(*, since: date, until: date) -> QuerySet[Promise]:
    """Every day promised from ``since`` to before ``until``, with ``kept``: the whole line had left by that day.

    Each promise is held to its own day: one that was moved before its day came is broken unless the line left all the
    same. What the dealer took back does not count; what the manufacturer cancelled is not kept. Index promise_cell.
    """
    kept = Q(line__dispatched_on__isnull=False, line__dispatched_on__lte=F("promised_on"))
    kept &= ~Q(line__cancelled_by=Party.MANUFACTURER)
    return (
        Promise.objects.filter(promised_on__gte=since, promised_on__lt=until)
        .exclude(line__cancelled_by=Party.DEALER)
        .annotate(kept=Case(When(kept, then=Value(True)), default=Value(False), output_field=BooleanField()))
    )


def lines_with_slips(*, since: date, until: date) -> QuerySet[OrderLine]:
    """Lines first promised for a day from ``since`` to before ``until``, each with ``slips``: moves to a later day.

    What the dealer took back stays: the slips may have been why. Indexes orderline_promised, promise_line.
    """
    lines = OrderLine.objects.filter(first_promised_on__gte=since, first_promised_on__lt=until, split_from=None)
    return lines.annotate(slips=Count("promises", filter=Q(promises__moved_days__gt=0)))
