"""How long ordered lines have waited that were not sent yet."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from apps.core.today import day_of_figures
from apps.judgement.statistics.ages import Ages, ages_of
from apps.parts.models import OrderLine
from apps.parts.selectors import measures as parts

from .definition import Direction, Found, Measure, Reading, Unit
from .span import Span


def waiting_lines(span: Span) -> QuerySet[OrderLine]:
    """Lines ordered and not sent at the end of the span, oldest first."""
    return span.lines(parts.backorders(span.end))


def find(span: Span, own_view: bool = False) -> Ages:
    """How old the waiting lines are (1 query over the open lines alone)."""
    submitted = waiting_lines(span).values_list("order__submitted_at", flat=True)
    return ages_of((day_of_figures(moment) for moment in submitted if moment), at=span.until)


def say(found: Found) -> Reading:
    waiting = found[find]
    if not waiting.lines:
        return Reading(MEASURE, None, counted=_("no line is waiting"))
    counted = ngettext(
        "median of %(n)d waiting line; 90 %% are younger than %(ninetieth)d days, the oldest is %(oldest)d days old",
        "median of %(n)d waiting lines; 90 %% are younger than %(ninetieth)d days, the oldest is %(oldest)d days old",
        waiting.lines,
    ) % {"n": waiting.lines, "ninetieth": (waiting.ninetieth or 0) + 1, "oldest": waiting.oldest or 0}
    return Reading(MEASURE, waiting.median, counted=counted)


MEASURE = Measure(
    code="backorder_age",
    name=gettext_noop("Backorder age"),
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    formula=gettext_noop("Days since the order of lines not yet complete: median, 90th percentile, oldest, buckets."),
    source="Policy of this portal, after the trade's usage: age of what is ordered and unsent",
    within_warranty=False,
    find=find,
    say=say,
    lines=waiting_lines,
)
