"""Reads of cores."""

from __future__ import annotations

from django.db.models import QuerySet

from apps.duties.models import Clock
from apps.duties.selectors import clocks_of

from ..models import Core


def cores_seen() -> QuerySet[Core]:
    """All in sight, newest first (1 query a page; indexes core_dealer, _maker, _country, _newest)."""
    return Core.objects.select_related("part", "dealer", "manufacturer", "line__order").order_by("-owed_at", "-id")


def clocks_of_core(found: Core) -> list[Clock]:
    """The manufacturer's duty on cores that were sent (1 query)."""
    return list(clocks_of(Clock.Subject.CORE, found.pk))
