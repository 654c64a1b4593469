"""Filters of vehicle lists, for pages and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.filters import CountryFilter, TruthFilter
from apps.organizations.scope import Side

from .masked_vins import BEFORE_CHECK_DIGIT, seen_whole
from .models import ModelName, Powertrain, Vehicle
from .vin_reading import read_vin

#: Fewer last signs say nothing.
FEWEST_AT_THE_END = 4


class VehicleFilter(django_filters.FilterSet):
    vin = django_filters.CharFilter(label=_("How a VIN begins or ends"), method="by_vin")
    country = CountryFilter()
    model = django_filters.CharFilter(label=_("Model"), method="by_model", max_length=100)
    powertrain = django_filters.ChoiceFilter(label=_("Powertrain"), choices=Powertrain.choices)
    registered = TruthFilter(label=_("Registered by an owner"), field_name="owner", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Vehicle
        fields = ["vin", "country", "model", "powertrain", "registered"]

    def __init__(self, *args: Any, side: Side | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if side is Side.DEALER:
            self.filters.pop("country")  # a workshop stands in one

    def by_vin(self, rows: QuerySet[Vehicle], _name: str, value: str) -> QuerySet[Vehicle]:
        """VINs that begin so: as a range, which the index serves behind the walls too (LIKE would not).

        Only when none begins so are those that end so sought, by reading the rows in sight. Whoever sees VINs masked
        finds by a whole one or by its first signs: by others the serial could be guessed sign by sign.
        """
        signs = "".join(sign for sign in read_vin(value).vin if sign.isascii() and sign.isalnum())[:17]
        if not signs:
            return rows.none()
        if not seen_whole(getattr(self.request, "actor", None)) and len(signs) < 17:
            first = signs[:BEFORE_CHECK_DIGIT]
            return rows.filter(vin__gte=first, vin__lte=first.ljust(17, "Z"))
        begin = rows.filter(vin__gte=signs, vin__lte=signs.ljust(17, "Z"))
        return begin if len(signs) < FEWEST_AT_THE_END or begin.exists() else rows.filter(vin__endswith=signs)

    def by_model(self, rows: QuerySet[Vehicle], _name: str, value: str) -> QuerySet[Vehicle]:
        """Models whose name has it: the few names that do, then the cars of these names (equality reaches an index)."""
        names = list(ModelName.objects.filter(name__icontains=value).values_list("name", flat=True))
        return rows.filter(model_name__in=names)

    @property
    def in_use(self) -> bool:
        """Whether any filter narrows the list (for the words of the empty page)."""
        data: Any = self.data or {}
        return any(data.get(name) for name in self.filters)
