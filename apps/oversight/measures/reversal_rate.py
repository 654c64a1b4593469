"""Denials that were taken back: a denial costs the owner weeks, whoever takes it back."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop, ngettext

from apps.claims.models import Claim, Denial

from .conduct import Conduct, Counted, one_where, say_counted
from .definition import Direction, Found, Measure, Reading, Unit
from .span import Span


def cases(start: datetime, end: datetime) -> QuerySet[Denial]:
    """Denials within warranty, with whether they were taken back."""
    rows = Denial.objects.filter(claim__in_warranty=True, denied_at__gte=start, denied_at__lt=end)
    return rows.annotate(hit=one_where(Q(reversed_at__lt=end)))


CONDUCT = Conduct(cases, powertrain="claim__powertrain")


def reinstated_claims(span: Span) -> QuerySet[Claim]:
    """The requests of denials that were taken back."""
    return Claim.objects.filter(pk__in=CONDUCT.hits(span).values("claim"))


def find(span: Span, own_view: bool = False) -> Counted:
    """Denials taken back ÷ denials (1 query)."""
    return CONDUCT.counted(span)


def say(found: Found) -> Reading:
    counted = found[find]
    words = ngettext("%(n)d denial", "%(n)d denials", counted.cases)
    return say_counted(MEASURE, counted, words % {"n": counted.cases})


MEASURE = Measure(
    code="reversal_rate",
    name=gettext_noop("Denials taken back"),
    unit=Unit.SHARE,
    direction=Direction.NEAR_PEERS,
    formula=gettext_noop("Denials taken back ÷ denials."),
    source="DOMAIN.md 4 (conduct beside the duties), 5.5; Spiegelhalter (2005)",
    find=find,
    say=say,
    claims=reinstated_claims,
    conduct=CONDUCT,
)
