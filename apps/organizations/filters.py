"""Filters of service points, for the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.filters import CountryFilter, DayFilter

from .models import ServicePoint


class ServicePointFilter(django_filters.FilterSet):
    country = CountryFilter()
    dealer = django_filters.CharFilter(field_name="dealer__slug")
    open_on = DayFilter(label=_("Open on"), method="by_day")

    class Meta:
        model = ServicePoint
        fields = ["country", "dealer"]

    def by_day(self, rows: QuerySet[ServicePoint], _name: str, day: Any) -> QuerySet[ServicePoint]:
        return rows.filter(Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day)
