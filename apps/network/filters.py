"""Filters of appointments, for the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from apps.core.filters import CountryFilter, DayFilter
from apps.organizations.models import Appointment, AppointmentQuerySet


class AppointmentFilter(django_filters.FilterSet):
    country = CountryFilter()
    manufacturer = django_filters.CharFilter(field_name="manufacturer__slug")
    dealer = django_filters.CharFilter(field_name="dealer__slug")
    held_on = DayFilter(label=_("Held on"), method="by_day")

    class Meta:
        model = Appointment
        fields = ["country", "manufacturer", "dealer"]

    def by_day(self, rows: AppointmentQuerySet, _name: str, day: Any) -> AppointmentQuerySet:
        return rows.on(day)
