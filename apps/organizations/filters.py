"""Filters of service points, for the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from apps.core.filters import CountryFilter, DayFilter

from .models import ServicePoint, ServicePointQuerySet


class ServicePointFilter(django_filters.FilterSet):
    country = CountryFilter()
    dealer = django_filters.CharFilter(field_name="dealer__slug")
    open_on = DayFilter(label=_("Open on"), method="by_day")

    class Meta:
        model = ServicePoint
        fields = ["country", "dealer"]

    def by_day(self, rows: ServicePointQuerySet, _name: str, day: Any) -> ServicePointQuerySet:
        return rows.serving(day)
