"""From the order of a part to the dealer's shelf, over lines that came and lines that are still waited for."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from apps.judgement.statistics.grouped import from_table
from apps.judgement.statistics.survival import Quantile, kaplan_meier
from apps.parts.models import OrderLine, PartsOrder
from apps.parts.selectors.cycle import Cycle, Stages, cycles

from .definition import Direction, Found, Measure, Reading, Unit
from .span import Span

SOURCE = "Policy of this portal, after the trade's usage: order to receipt; Kaplan & Meier (1958)"


@dataclass(frozen=True)
class CycleTimes:
    """Ordered lines, those of them still waited for, and how long they take."""

    lines: int
    open: int
    stages: Stages
    cycle: Cycle

    def quantile(self, share: float) -> Quantile:
        """The first day by which a share of all lines is there, with limits; None: not reached."""
        days, came, still = zip(*self.cycle.days, strict=True)
        return kaplan_meier(from_table(days, came, still)).quantile(share)


def find(span: Span, own_view: bool = False) -> dict[bool, CycleTimes]:
    """The times of a span's lines, True: of cars off the road, which are a race of their own (2 queries)."""
    found = cycles(
        start=span.start,
        end=span.end,
        maker_id=span.manufacturer_id,
        country=span.country,
        powertrain=span.powertrain,
    )
    return {off_road: _times(cycle) for off_road, cycle in found.items()}


def _times(cycle: Cycle) -> CycleTimes:
    still = sum(row[2] for row in cycle.days)
    return CycleTimes(sum(row[1] for row in cycle.days) + still, still, cycle.stages, cycle)


def _say(measure: Measure, off_road: bool, share: float, found: Found) -> Reading:
    times: CycleTimes = found[find][off_road]
    if not times.lines:
        return Reading(measure, None, counted=_("no line was ordered in the year"))
    quantile = times.quantile(share)
    return Reading(
        measure, quantile.value, quantile.lower, quantile.upper, _counted(times), reached=quantile.value is not None
    )


def _counted(times: CycleTimes) -> str:
    words = ngettext(
        "%(n)d line ordered, %(open)d not there yet", "%(n)d lines ordered, %(open)d not there yet", times.lines
    ) % {"n": times.lines, "open": times.open}
    stages = times.stages
    if stages.sent is not None and stages.way is not None:
        words += "; " + _("medians of those that came: sent after %(sent)s days, %(way)s on the way") % {
            "sent": number_format(stages.sent, 1),
            "way": number_format(stages.way, 1),
        }
    if stages.booking is not None:
        words += ", " + _("booked in by the dealer %(days)s days after delivery") % {
            "days": number_format(stages.booking, 1)
        }
    return words


def _lines(span: Span, off_road: bool) -> QuerySet[OrderLine]:
    """The lines that were ordered in the span."""
    rows = OrderLine.objects.filter(
        split_from=None, order__submitted_at__gte=span.start, order__submitted_at__lt=span.end
    )
    still = Q(order__priority=PartsOrder.Priority.VEHICLE_OFF_ROAD)
    return span.lines(rows.filter(still if off_road else ~still))


def _measure(code: str, name: str, formula: str, *, off_road: bool, share: float) -> Measure:
    measure = Measure(
        code=code,
        name=name,
        unit=Unit.DAYS,
        direction=Direction.LOWER,
        formula=formula,
        source=SOURCE,
        within_warranty=False,
        find=find,
        say=lambda found: _say(measure, off_road, share, found),
        lines=lambda span: _lines(span, off_road),
    )
    return measure


MEDIAN = _measure(
    "median_order_cycle",
    gettext_noop("Order cycle time, median"),
    gettext_noop(
        "First day by which half of all order lines, those not there yet included and those for cars off the road "
        "apart, are whole in the dealer's stock."
    ),
    off_road=False,
    share=0.5,
)
NINETIETH = _measure(
    "ninetieth_order_cycle",
    gettext_noop("Order cycle time, 90th percentile"),
    gettext_noop(
        "First day by which nine in ten of all order lines, those not there yet included and those for cars off the "
        "road apart, are whole in the dealer's stock."
    ),
    off_road=False,
    share=0.9,
)
OFF_ROAD = _measure(
    "off_road_order_cycle",
    gettext_noop("Order cycle time, cars off the road"),
    gettext_noop(
        "First day by which half of all order lines for cars off the road, those not there yet included, are whole in "
        "the dealer's stock."
    ),
    off_road=True,
    share=0.5,
)
