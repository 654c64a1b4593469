"""Promised days on which the whole line had left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_noop, ngettext

from apps.judgement.statistics.proportion import ShareInterval, wilson
from apps.parts.models import OrderLine, Promise
from apps.parts.selectors.promises import promises_due

from .definition import Direction, Found, Measure, Reading, Unit, share_reading
from .span import Span


@dataclass(frozen=True, slots=True)
class Kept:
    """Days promised for a span, those that were kept, and the share with limits."""

    promised: int
    kept: int
    share: ShareInterval | None


def due_promises(span: Span) -> QuerySet[Promise]:
    """Every promise of the manufacturer whose day lies in the span, with ``kept`` (index promise_cell)."""
    rows = promises_due(since=span.since, until=span.until + timedelta(days=1))
    rows = rows.filter(manufacturer_id=span.manufacturer_id)
    if span.country:
        rows = rows.filter(country=span.country)
    return rows.filter(line__order__powertrain=span.powertrain) if span.powertrain else rows


def broken_lines(span: Span) -> QuerySet[OrderLine]:
    """Lines of which a promised day of the span was not kept."""
    return OrderLine.objects.filter(pk__in=due_promises(span).filter(Q(kept=False)).order_by().values("line_id"))


def find(span: Span, own_view: bool = False) -> Kept:
    """Promised days on which the whole line had left ÷ days promised for the span (1 query)."""
    counts = due_promises(span).order_by().aggregate(promised=Count("id"), held=Count("id", filter=Q(kept=True)))
    promised, kept = counts["promised"], counts["held"]
    return Kept(promised=promised, kept=kept, share=wilson(kept, promised))


def say(found: Found) -> Reading:
    kept = found[find]
    counted = ngettext("%(n)d promise for the year", "%(n)d promises for the year", kept.promised)
    return share_reading(MEASURE, kept.share, counted % {"n": kept.promised})


MEASURE = Measure(
    code="promises_kept",
    name=gettext_noop("Promises kept"),
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    formula=gettext_noop(
        "Promised days by which the whole order line had left ÷ days promised for the period, each move counted."
    ),
    source="Policy of this portal: a promise that is moved is a promise that was not kept",
    within_warranty=False,
    find=find,
    say=say,
    lines=broken_lines,
)
