"""Repairs that their owner found not to be one."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop, ngettext

from apps.claims.models import Visit

from .conduct import conduct_measure, one_where


def cases(start: datetime, end: datetime) -> QuerySet[Visit]:
    """Repairs within warranty, with whether the owner found them not to be one."""
    rows = Visit.objects.filter(claim__in_warranty=True, repaired_at__gte=start, repaired_at__lt=end)
    return rows.annotate(hit=one_where(Q(reopened_at__lt=end)))


MEASURE = conduct_measure(
    code="reopen_rate",
    name=gettext_noop("Repairs reopened"),
    formula=gettext_noop("Repairs that the owner reopened ÷ repairs."),
    cases=cases,
    words=lambda n: ngettext("%(n)d repair", "%(n)d repairs", n),
    claim="claim",
    powertrain="claim__powertrain",
)
