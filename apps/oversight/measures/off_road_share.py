"""How much of what is ordered is ordered for cars that stand still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from django.db.models import Case, Count, Q, QuerySet, Sum, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_noop, ngettext

from apps.judgement.statistics.proportion import ShareInterval, wilson
from apps.parts.models import OrderLine, PartsOrder

from .definition import Direction, Found, Measure, Reading, Unit, share_reading
from .span import Span

_STILL = Q(order__priority=PartsOrder.Priority.VEHICLE_OFF_ROAD)


@dataclass(frozen=True, slots=True)
class OffRoad:
    """What was ordered in a span (a part by a dealer on a day), what of it for cars off the road, and the share."""

    ordered: int
    off_road: int
    share: ShareInterval | None


def ordered_lines(span: Span) -> QuerySet[OrderLine]:
    """The manufacturer's lines ordered in the span, whatever became of them."""
    rows = OrderLine.objects.filter(
        split_from=None, order__submitted_at__gte=span.start, order__submitted_at__lt=span.end
    )
    return span.lines(rows)


def off_road_lines(span: Span) -> QuerySet[OrderLine]:
    """Those for cars off the road."""
    return ordered_lines(span).filter(_STILL)


def find(span: Span, own_view: bool = False) -> OffRoad:
    """Wants for cars off the road ÷ wants (1 query).

    A want is a part that a dealer orders on a day, in one order or ten.
    """
    day = TruncDate("order__submitted_at", tzinfo=UTC)
    wants = ordered_lines(span).order_by().annotate(day=day).values("dealer_id", "part_id", "day")
    wants = wants.annotate(still=Count("id", filter=_STILL))
    counts = wants.aggregate(wanted=Count("*"), urgent=Sum(Case(When(still__gt=0, then=1), default=0), default=0))
    ordered, off_road = counts["wanted"], counts["urgent"]
    return OffRoad(ordered=ordered, off_road=off_road, share=wilson(off_road, ordered))


def say(found: Found) -> Reading:
    share = found[find]
    counted = ngettext("%(n)d line ordered", "%(n)d lines ordered", share.ordered)
    return share_reading(MEASURE, share.share, counted % {"n": share.ordered})


MEASURE = Measure(
    code="off_road_share",
    name=gettext_noop("Share ordered for cars off the road"),
    unit=Unit.SHARE,
    direction=Direction.LOWER,
    formula=gettext_noop(
        "Parts ordered for cars off the road ÷ parts ordered, each part once a day and dealer, in however many orders."
    ),
    source="Policy of this portal, after the trade's usage: many urgent orders say that stock is planned badly",
    within_warranty=False,
    find=find,
    say=say,
    lines=off_road_lines,
)
