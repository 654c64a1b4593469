"""Filters of returns, the same for pages and API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.filters import CountryCodeFilter
from apps.organizations.models import Organization
from apps.organizations.scope import Side

from .filters import FirmFilter
from .models import Part, PartReturn
from .numbers import bare_number
from .steps_returns import KIND


class ReturnFilter(django_filters.FilterSet):
    """``state`` asks whether somebody has still to act."""

    number = django_filters.CharFilter(label=_("Return"), method="by_number", max_length=20)
    state = django_filters.ChoiceFilter(
        label=_("Returns"), method="by_state", choices=[("open", _("Not over")), ("over", _("Over"))]
    )
    status = django_filters.ChoiceFilter(label=_("Status"), choices=PartReturn.Status.choices)
    reason = django_filters.ChoiceFilter(label=_("Reason"), choices=PartReturn.Reason.choices)
    part = django_filters.CharFilter(label=_("Part number"), method="by_part", max_length=60)
    country = CountryCodeFilter(label=_("Country code"))
    manufacturer = FirmFilter(Organization.Kind.MANUFACTURER)
    dealer = FirmFilter(Organization.Kind.DEALER)

    class Meta:
        model = PartReturn
        fields: list[str] = []

    #: What has one value for everybody on a side is no filter there.
    POINTLESS = {Side.DEALER: ("dealer", "country"), Side.MANUFACTURER: ("manufacturer",)}

    def __init__(self, *args: Any, side: Side | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.POINTLESS.get(side, ()) if side else ():
            self.filters.pop(name)

    def by_number(self, rows: QuerySet[PartReturn], name: str, value: str) -> QuerySet[PartReturn]:
        return rows.filter(number=value.strip().upper())

    def by_state(self, rows: QuerySet[PartReturn], name: str, value: str) -> QuerySet[PartReturn]:
        return rows.exclude(status__in=KIND.over) if value == "open" else rows.filter(status__in=KIND.over)

    def by_part(self, rows: QuerySet[PartReturn], name: str, value: str) -> QuerySet[PartReturn]:
        return rows.filter(part_id__in=Part.objects.filter(bare=bare_number(value)).values("pk"))
