"""Filters of cores, the same for pages and API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.filters import CountryCodeFilter
from apps.organizations.models import Organization
from apps.organizations.scope import Side

from .filters import FirmFilter
from .filters_returns import ReturnFilter
from .models import Core, Part
from .models.cores import CoreQuerySet
from .numbers import bare_number


class CoreFilter(django_filters.FilterSet):
    """``due`` asks for cores that are owed and whose day is over."""

    number = django_filters.CharFilter(label=_("Core"), method="by_number", max_length=20)
    due = django_filters.ChoiceFilter(label=_("Due"), method="by_due", choices=[("late", _("Past due"))])
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Core.Status.choices)
    part = django_filters.CharFilter(label=_("Part number"), method="by_part", max_length=60)
    country = CountryCodeFilter(label=_("Country code"))
    manufacturer = FirmFilter(Organization.Kind.MANUFACTURER)
    dealer = FirmFilter(Organization.Kind.DEALER)

    class Meta:
        model = Core
        fields: list[str] = []

    def __init__(self, *args: Any, side: Side | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ReturnFilter.POINTLESS.get(side, ()) if side else ():
            self.filters.pop(name)

    def by_number(self, rows: QuerySet[Core], name: str, value: str) -> QuerySet[Core]:
        return rows.filter(number=value.strip().upper())

    def by_due(self, rows: CoreQuerySet, name: str, value: str) -> CoreQuerySet:
        return rows.late(timezone.now())

    def by_part(self, rows: QuerySet[Core], name: str, value: str) -> QuerySet[Core]:
        return rows.filter(part_id__in=Part.objects.filter(bare=bare_number(value)).values("pk"))
