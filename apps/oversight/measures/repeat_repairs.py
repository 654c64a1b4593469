"""Repairs after which the trouble came back: the owner found it not repaired, or the car came in again soon.

Only repairs that have been followed for the whole time count: one finished yesterday cannot have failed to hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDay
from django.utils.translation import gettext_noop, ngettext

from apps.claims.models import Claim, Visit
from apps.judgement.statistics.proportion import ShareInterval, wilson

from .definition import Direction, Found, Measure, Reading, Unit, share_reading
from .span import Span

FOLLOW_UP_DAYS = 30


@dataclass(frozen=True, slots=True)
class RepeatRate:
    """Repairs followed for the whole time, those with a return, and the share with limits."""

    followed: int
    repeated: int
    share: ShareInterval | None


def repairs_followed(span: Span) -> QuerySet[Visit]:
    """Repairs of the span that have been followed for the whole time, with ``back``: the trouble came back.

    The owner found it not repaired, or the same vehicle with the same component was filed again from the day of
    completion on (indexes visit_maker_repaired, claim_vehicle_component).
    """
    follow_up = timedelta(days=FOLLOW_UP_DAYS)
    until = OuterRef("completed_day") + follow_up + timedelta(days=1)
    again = Claim.objects.filter(
        vehicle=OuterRef("claim__vehicle"),
        component=OuterRef("claim__component"),
        filed_at__gt=OuterRef("claim__filed_at"),
        filed_at__gte=OuterRef("completed_day"),
        filed_at__lt=until,
    )
    narrowed = {("claim__powertrain" if name == "powertrain" else name): v for name, v in span.narrowed().items()}
    rows = Visit.objects.filter(
        manufacturer_id=span.manufacturer_id,
        claim__in_warranty=True,
        repaired_at__gte=span.start,
        repaired_at__lt=span.end - follow_up,
        **narrowed,
    )
    completed = rows.order_by().annotate(completed_day=TruncDay("repaired_at", tzinfo=UTC))
    reopened = Q(reopened_at__lt=F("completed_day") + follow_up + timedelta(days=1))
    return completed.annotate(back=Q(Exists(again)) | reopened)


def came_back(span: Span) -> QuerySet[Claim]:
    """The claims of the repeat rate with a repair after which the trouble came back."""
    return Claim.objects.filter(pk__in=repairs_followed(span).filter(Q(back=True)).values("claim"))


def find(span: Span, own_view: bool = False) -> RepeatRate:
    """Share of followed repairs after which the same trouble came back (1 query)."""
    counts = repairs_followed(span).aggregate(followed=Count("id"), repeated=Count("id", filter=Q(back=True)))
    followed, repeated = counts["followed"], counts["repeated"]
    return RepeatRate(followed=followed, repeated=repeated, share=wilson(repeated, followed))


def say(found: Found) -> Reading:
    rate = found[find]
    counted = ngettext("%(n)d repair followed", "%(n)d repairs followed", rate.followed) % {"n": rate.followed}
    return share_reading(MEASURE, rate.share, counted)


MEASURE = Measure(
    code="repeat_repair_rate",
    name=gettext_noop("Repeat repairs"),
    unit=Unit.SHARE,
    direction=Direction.LOWER,
    formula=gettext_noop(
        "Repairs followed for 30 days after which the same vehicle came back with the same group of components "
        "÷ repairs followed for 30 days."
    ),
    source="Policy of this portal, after the trade's first-time fix rate",
    find=find,
    say=say,
    claims=came_back,
)
