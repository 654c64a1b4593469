"""Requests that ask again for what was withdrawn or denied a short time before."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_noop, ngettext

from apps.claims.models import Claim

from .conduct import conduct_measure, one_where

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


MEASURE = conduct_measure(
    code="refiled_rate",
    name=gettext_noop("Requests filed again"),
    formula=gettext_noop(
        "Requests on a part of a car of which one was withdrawn or denied within 60 days before ÷ requests filed."
    ),
    cases=cases,
    words=lambda n: ngettext("%(n)d request filed", "%(n)d requests filed", n),
    claim="pk",
)
