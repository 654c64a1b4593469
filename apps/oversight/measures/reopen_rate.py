"""Repairs that their owner found not to be one."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop, ngettext

from apps.claims.models import Claim, Visit

from .conduct import Conduct, Counted, one_where, say_counted
from .definition import Direction, Found, Measure, Reading, Unit
from .span import Span


def cases(start: datetime, end: datetime) -> QuerySet[Visit]:
    """Repairs within warranty, with whether the owner found them not to be one."""
    rows = Visit.objects.filter(claim__in_warranty=True, repaired_at__gte=start, repaired_at__lt=end)
    return rows.annotate(hit=one_where(Q(reopened_at__lt=end)))


CONDUCT = Conduct(cases, powertrain="claim__powertrain")


def reopened_claims(span: Span) -> QuerySet[Claim]:
    """The requests that were reopened."""
    return Claim.objects.filter(pk__in=CONDUCT.hits(span).values("claim"))


def find(span: Span, own_view: bool = False) -> Counted:
    """Repairs reopened ÷ repairs (1 query)."""
    return CONDUCT.counted(span)


def say(found: Found) -> Reading:
    counted = found[find]
    words = ngettext("%(n)d repair", "%(n)d repairs", counted.cases)
    return say_counted(MEASURE, counted, words % {"n": counted.cases})


MEASURE = Measure(
    code="reopen_rate",
    name=gettext_noop("Repairs reopened"),
    unit=Unit.SHARE,
    direction=Direction.NEAR_PEERS,
    formula=gettext_noop("Repairs that the owner reopened ÷ repairs."),
    source="DOMAIN.md 4 (conduct beside the duties), 5.5; Spiegelhalter (2005)",
    find=find,
    say=say,
    claims=reopened_claims,
    conduct=CONDUCT,
)
