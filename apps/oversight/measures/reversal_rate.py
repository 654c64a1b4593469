"""Denials that were taken back: a denial costs the owner weeks, whoever takes it back."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop, ngettext

from apps.claims.models import Denial

from .conduct import conduct_measure, one_where


def cases(start: datetime, end: datetime) -> QuerySet[Denial]:
    """Denials within warranty, with whether they were taken back."""
    rows = Denial.objects.filter(claim__in_warranty=True, denied_at__gte=start, denied_at__lt=end)
    return rows.annotate(hit=one_where(Q(reversed_at__lt=end)))


MEASURE = conduct_measure(
    code="reversal_rate",
    name=gettext_noop("Denials taken back"),
    formula=gettext_noop("Denials taken back ÷ denials."),
    cases=cases,
    words=lambda n: ngettext("%(n)d denial", "%(n)d denials", n),
    claim="claim",
    powertrain="claim__powertrain",
)
