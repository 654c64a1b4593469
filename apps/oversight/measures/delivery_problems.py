"""Order lines that came lost, damaged, too few or wrong; what the manufacturer contests is told beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop, ngettext

from apps.judgement.statistics.proportion import ShareInterval, wilson
from apps.parts.models import DeliveryProblem, OrderLine

from .definition import Direction, Found, Measure, Reading, Unit, share_reading
from .span import Span


@dataclass(frozen=True, slots=True)
class Problems:
    """Ordered lines of which pieces came or were reported in a span; ``contested`` are those of the reported ones."""

    came: int
    reported: int
    contested: int
    share: ShareInterval | None


def lines_that_came(span: Span) -> QuerySet[OrderLine]:
    """Ordered lines of which pieces were received or reported in the span, in one consignment or ten."""
    came = _within("received_at", span) | _bad(span)
    pieces = span.lines(OrderLine.objects.filter(came)).order_by()
    return OrderLine.objects.filter(pk__in=pieces.annotate(root=Coalesce("split_from_id", "id")).values("root"))


def reported_lines(span: Span) -> QuerySet[OrderLine]:
    """Those of which pieces were reported in the span, contested or not."""
    return lines_that_came(span).filter(Exists(_reported(span)))


def find(span: Span, own_view: bool = False) -> Problems:
    """Lines reported ÷ lines of which something came (1 query).

    What is contested stays above the bar: nobody makes a report undone by its own word.
    """
    contested = _reported(span).filter(problem__objected_at__lt=span.end)
    rows = lines_that_came(span).order_by().annotate(bad=Exists(_reported(span)), denied=Exists(contested))
    counts = rows.aggregate(
        there=Count("id"), reported=Count("id", filter=Q(bad=True)), contested=Count("id", filter=Q(denied=True))
    )
    share = wilson(counts["reported"], counts["there"])
    return Problems(counts["there"], counts["reported"], counts["contested"], share)


def say(found: Found) -> Reading:
    problems = found[find]
    counted = ngettext(
        "%(n)d line came in the year; the manufacturer contests %(contested)d of the reports",
        "%(n)d lines came in the year; the manufacturer contests %(contested)d of the reports",
        problems.came,
    )
    return share_reading(MEASURE, problems.share, counted % {"n": problems.came, "contested": problems.contested})


def _reported(span: Span) -> QuerySet[OrderLine]:
    pieces = OrderLine.objects.filter(_bad(span), order_id=OuterRef("order_id"))
    return pieces.order_by().annotate(root=Coalesce("split_from_id", "id")).filter(root=OuterRef("pk"))


def _bad(span: Span) -> Q:
    """Pieces that were reported in the span; what came over is no loss to anybody."""
    return _within("problem__reported_at", span) & ~Q(problem__kind=DeliveryProblem.Kind.OVER)


def _within(name: str, span: Span) -> Q:
    bounds: dict[str, datetime] = {f"{name}__gte": span.start, f"{name}__lt": span.end}
    return Q(**bounds)


MEASURE = Measure(
    code="delivery_problems",
    name=gettext_noop("Lines that came bad"),
    unit=Unit.SHARE,
    direction=Direction.LOWER,
    formula=gettext_noop(
        "Order lines of which pieces were reported lost, damaged, too few or wrong, contested ones too ÷ order "
        "lines of which pieces were received or reported in the period."
    ),
    source="Policy of this portal: what is owed again because it did not come as it was ordered",
    within_warranty=False,
    find=find,
    say=say,
    lines=reported_lines,
)
