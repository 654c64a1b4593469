"""Pieces of filters that several apps share."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from .fields import DayField


class DayFilter(django_filters.DateFilter):
    """A calendar day, read as forms read it."""

    field_class = DayField


class CountryFilter(django_filters.ChoiceFilter):
    """One country by its code; names in the reader's language, so the choices are made when they are needed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Country"))
        super().__init__(choices=[], **kwargs)

    @property
    def field(self) -> Any:
        field = super().field
        field.choices = list(countries)
        return field


class CountryCodeFilter(django_filters.CharFilter):
    """One country by two letters, large or small; compared as it is stored, so that an index serves."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Country (two letters)"))
        super().__init__(max_length=2, **kwargs)

    def filter(self, qs: Any, value: str) -> Any:
        return super().filter(qs, value.upper())
