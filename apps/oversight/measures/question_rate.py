"""Requests in which the owner was asked something, beside how often peers ask."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_noop, ngettext

from apps.claims.models import Claim, ClaimEvent

from .conduct import conduct_measure, one_where


def cases(start: datetime, end: datetime) -> QuerySet[Claim]:
    """Requests answered within warranty, with whether the owner was asked something."""
    asked = ClaimEvent.objects.filter(claim=OuterRef("pk"), kind="ask_owner", happened_at__lt=end)
    rows = Claim.objects.filter(in_warranty=True, responded_at__gte=start, responded_at__lt=end)
    return rows.annotate(hit=one_where(Exists(asked)))


MEASURE = conduct_measure(
    code="question_rate",
    name=gettext_noop("Questions to owners"),
    formula=gettext_noop("Requests answered in which the owner was asked something ÷ requests answered."),
    cases=cases,
    words=lambda n: ngettext("%(n)d request answered", "%(n)d requests answered", n),
    claim="pk",
)
