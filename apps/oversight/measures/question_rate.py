"""Requests in which the owner was asked something, beside how often peers ask."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_noop, ngettext

from apps.claims.models import Claim, ClaimEvent

from .conduct import Conduct, Counted, one_where, say_counted
from .definition import Direction, Found, Measure, Reading, Unit
from .span import Span


def cases(start: datetime, end: datetime) -> QuerySet[Claim]:
    """Requests answered within warranty, with whether the owner was asked something."""
    asked = ClaimEvent.objects.filter(claim=OuterRef("pk"), kind="ask_owner", happened_at__lt=end)
    rows = Claim.objects.filter(in_warranty=True, responded_at__gte=start, responded_at__lt=end)
    return rows.annotate(hit=one_where(Exists(asked)))


CONDUCT = Conduct(cases)


def asked_claims(span: Span) -> QuerySet[Claim]:
    """The requests in which the owner was asked."""
    return CONDUCT.hits(span)


def find(span: Span, own_view: bool = False) -> Counted:
    """Requests with a question ÷ requests answered (1 query)."""
    return CONDUCT.counted(span)


def say(found: Found) -> Reading:
    counted = found[find]
    words = ngettext("%(n)d request answered", "%(n)d requests answered", counted.cases)
    return say_counted(MEASURE, counted, words % {"n": counted.cases})


MEASURE = Measure(
    code="question_rate",
    name=gettext_noop("Questions to owners"),
    unit=Unit.SHARE,
    direction=Direction.NEAR_PEERS,
    formula=gettext_noop("Requests answered in which the owner was asked something ÷ requests answered."),
    source="DOMAIN.md 4 (conduct beside the duties), 5.5; Spiegelhalter (2005)",
    find=find,
    say=say,
    claims=asked_claims,
    conduct=CONDUCT,
)
