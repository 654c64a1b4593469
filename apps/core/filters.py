"""Pieces of filters that several apps share."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
import django_filters.widgets
from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from .fields import DayField


class TruthField(forms.NullBooleanField):
    """true or false, or nothing; anything else is told instead of meaning nothing."""

    def to_python(self, value: Any) -> bool | None:  # type: ignore[override]  # as Django itself does
        found: bool | None = super().to_python(value)
        if found is None and value not in (None, ""):
            raise forms.ValidationError(_("“%(value)s” is neither true nor false."), params={"value": value})
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """What is neither true nor false is something that was asked for."""
        try:
            return super().has_changed(initial, data)
        except forms.ValidationError:
            return True


class TruthWidget(django_filters.widgets.BooleanWidget):
    """Gives the field what it does not know, instead of dropping it; nothing chosen narrows nothing."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.choices = [("", _("Any")), ("true", _("Yes")), ("false", _("No"))]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        given = data.get(name)
        found = super().value_from_datadict(data, files, name)
        return given if found is None else found


class TruthFilter(django_filters.BooleanFilter):
    """true or false in the address."""

    field_class = TruthField

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"widget": TruthWidget, **options})


class AskedDay(DayField):
    """A day in the address; blanks are none."""

    def to_python(self, value: Any) -> date | None:
        if value and not str(value).strip():
            raise forms.ValidationError(_("Give a day, as 2026-03-31."))
        return super().to_python(value)


class DayFilter(django_filters.DateFilter):
    """A calendar day, read as forms read it."""

    field_class = AskedDay


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
