"""Filters of vehicle lists, for pages and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.filters import CountryFilter, TruthFilter

from .models import Powertrain, Vehicle
from .vin_reading import read_vin


class VehicleFilter(django_filters.FilterSet):
    vin = django_filters.CharFilter(label=_("VIN begins with"), method="by_vin")
    country = CountryFilter()
    model = django_filters.CharFilter(label=_("Model"), field_name="model_name", lookup_expr="icontains")
    powertrain = django_filters.ChoiceFilter(label=_("Powertrain"), choices=Powertrain.choices)
    registered = TruthFilter(label=_("Registered by an owner"), field_name="owner", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Vehicle
        fields = ["vin", "country", "model", "powertrain", "registered"]

    def by_vin(self, rows: QuerySet[Vehicle], _name: str, value: str) -> QuerySet[Vehicle]:
        """VINs that begin so: as a range, which the index serves behind the walls too (LIKE would not)."""
        start = "".join(sign for sign in read_vin(value).vin if sign.isascii() and sign.isalnum())[:17]
        if not start:
            return rows.none()
        return rows.filter(vin__gte=start, vin__lte=start.ljust(17, "Z"))

    @property
    def in_use(self) -> bool:
        """Whether any filter narrows the list (for the words of the empty page)."""
        data: Any = self.data or {}
        return any(data.get(name) for name in self.filters)
