"""Filters of the directory, for the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.filters import CountryFilter, DayFilter

from .models import Appointment, ServicePoint


class ServicePointFilter(django_filters.FilterSet):
    country = CountryFilter()
    dealer = django_filters.CharFilter(field_name="dealer__slug")
    open_on = DayFilter(label=_("Open on"), method="by_day")

    class Meta:
        model = ServicePoint
        fields = ["country", "dealer"]

    def by_day(self, rows: QuerySet[ServicePoint], _name: str, day: Any) -> QuerySet[ServicePoint]:
        return rows.filter(Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day)


class AppointmentFilter(django_filters.FilterSet):
    country = CountryFilter()
    manufacturer = django_filters.CharFilter(field_name="manufacturer__slug")
    dealer = django_filters.CharFilter(field_name="dealer__slug")
    held_on = DayFilter(label=_("Held on"), method="by_day")

    class Meta:
        model = Appointment
        fields = ["country", "manufacturer", "dealer"]

    def by_day(self, rows: QuerySet[Appointment], _name: str, day: Any) -> QuerySet[Appointment]:
        return rows.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)
