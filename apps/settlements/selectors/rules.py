"""The manufacturer's own rules for small settlements."""

from __future__ import annotations

from django.db.models import QuerySet

from ..models import PassRule

NEWEST = ("-effective_from", "-id")


def rules() -> QuerySet[PassRule]:
    """All rules, the newest first (1 query a page; index passrule_maker_newest)."""
    return PassRule.objects.select_related("workshop").order_by(*NEWEST)
