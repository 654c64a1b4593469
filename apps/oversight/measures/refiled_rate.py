"""Requests that ask again for what was withdrawn or denied a short time before."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_noop, ngettext

from apps.claims.models import Claim

from .conduct import Conduct, Counted, one_where, say_counted
from .definition import Direction, Found, Measure, Reading, Unit
from .span import Span

#: A request this soon after the end of another on the same part of the same car asks for the same.
AGAIN_WITHIN = timedelta(days=60)


def cases(start: datetime, end: datetime) -> QuerySet[Claim]:
    """Requests filed within warranty, with whether one on the same part of the same car had just ended unrepaired."""
    before = Claim.objects.filter(
        vehicle=OuterRef("vehicle"),
        component=OuterRef("component"),
        status__in=(Claim.Status.WITHDRAWN, Claim.Status.DENIED),
        filed_at__lt=OuterRef("filed_at"),
        closed_at__lte=OuterRef("filed_at"),
        closed_at__gt=OuterRef("filed_at") - AGAIN_WITHIN,
    )
    rows = Claim.objects.filter(in_warranty=True, filed_at__gte=start, filed_at__lt=end)
    return rows.annotate(hit=one_where(Exists(before)))


CONDUCT = Conduct(cases)


def refiled_claims(span: Span) -> QuerySet[Claim]:
    """The requests that were filed again."""
    return CONDUCT.hits(span)


def find(span: Span, own_view: bool = False) -> Counted:
    """Requests filed again ÷ requests (1 query)."""
    return CONDUCT.counted(span)


def say(found: Found) -> Reading:
    counted = found[find]
    words = ngettext("%(n)d request filed", "%(n)d requests filed", counted.cases)
    return say_counted(MEASURE, counted, words % {"n": counted.cases})


MEASURE = Measure(
    code="refiled_rate",
    name=gettext_noop("Requests filed again"),
    unit=Unit.SHARE,
    direction=Direction.NEAR_PEERS,
    formula=gettext_noop(
        "Requests on a part of a car of which one was withdrawn or denied within 60 days before ÷ requests filed."
    ),
    source="DOMAIN.md 4 (conduct beside the duties), 5.5; Spiegelhalter (2005)",
    find=find,
    say=say,
    claims=refiled_claims,
    conduct=CONDUCT,
)
