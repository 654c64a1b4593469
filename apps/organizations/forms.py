"""The browser's input for organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from apps.core.collation import sort_key
from apps.core.fields import DayField

from .models import ApiKey

_NO_COUNTRY = ("", _("Choose a country"))


def country_choices() -> list[tuple[str, Any]]:
    return [_NO_COUNTRY, *countries]


class ProfileForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=32, required=False, widget=forms.TextInput({"type": "tel", "dir": "ltr"})
    )


class KeyForm(forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=100, help_text=_("As: parts system, Nairobi."))
    may_write = forms.BooleanField(label=_("May change data"), required=False)
    rooms = forms.MultipleChoiceField(
        label=_("What it may enter"),
        choices=ApiKey.Room.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Tick what the program needs. Nothing ticked: all of it."),
    )
    expires_on = DayField(
        label=_("Ends on"),
        required=False,
        help_text=_("The first day on which it no longer works. Left empty: as late as possible."),
    )


class ServicePointForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    address = forms.CharField(label=_("Address"), max_length=250)
    city = forms.CharField(label=_("City"), max_length=100)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    phone = forms.CharField(
        label=_("Phone"), max_length=32, required=False, widget=forms.TextInput({"type": "tel", "dir": "ltr"})
    )
    opened_on = DayField(label=_("Opened on"))
    closed_on = DayField(
        label=_("Closed on"),
        required=False,
        help_text=_("From this day on, owners no longer find it."),
    )


class FinderForm(forms.Form):
    """Country and manufacturer of the public dealer finder; choices come from the running appointments."""

    country = forms.ChoiceField(label=_("Country"))
    manufacturer = forms.TypedChoiceField(label=_("Manufacturer"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, served: list[str], makers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = ((code, str(countries.name(code))) for code in served)
        names = sorted(named, key=lambda pair: sort_key(pair[1]))
        self.fields["country"].choices = [_NO_COUNTRY, *names]  # type: ignore[attr-defined]
        self.fields["manufacturer"].choices = [("", _("All")), *makers]  # type: ignore[attr-defined]
