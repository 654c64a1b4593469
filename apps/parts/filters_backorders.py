"""Filters of the backorder board, the same for page, file and API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.db.pieces import containing
from apps.core.filters import CountryCodeFilter
from apps.organizations.models import Organization
from apps.organizations.scope import Side

from .filters import FirmFilter
from .models import OrderLine, Part, PartsOrder
from .numbers import bare_number


class BackorderFilter(django_filters.FilterSet):
    """Open lines, by what their part is called and who waits."""

    number = django_filters.CharFilter(label=_("Part number begins with"), method="by_number", max_length=60)
    name = django_filters.CharFilter(label=_("Name"), method="by_name", max_length=80)
    priority = django_filters.ChoiceFilter(
        label=_("Order class"), field_name="order__priority", choices=PartsOrder.Priority.choices
    )
    country = CountryCodeFilter(label=_("Country code"))
    manufacturer = FirmFilter(Organization.Kind.MANUFACTURER)

    class Meta:
        model = OrderLine
        fields: list[str] = []

    #: What has one value for everybody on a side is no filter there.
    POINTLESS = {Side.DEALER: "country", Side.MANUFACTURER: "manufacturer"}

    def __init__(self, *args: Any, side: Side | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if side in self.POINTLESS:
            self.filters.pop(self.POINTLESS[side])

    def by_number(self, rows: QuerySet[OrderLine], name: str, value: str) -> QuerySet[OrderLine]:
        start = bare_number(value)
        return rows.filter(part__bare__startswith=start) if start else rows.none()

    def by_name(self, rows: QuerySet[OrderLine], name: str, value: str) -> QuerySet[OrderLine]:
        return rows.filter(part_id__in=containing(Part.objects.all(), "name", value).values("pk"))
