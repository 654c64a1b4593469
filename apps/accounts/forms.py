"""Forms of a person's own account."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from .models import User

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[User]
else:  # Django's own class takes no type
    ModelForm = forms.ModelForm


class SignupForm(AllauthSignupForm):
    """Sign-up of a vehicle owner: name and country besides the e-mail address and a password."""

    full_name = forms.CharField(label=_("Full name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"}))
    country = forms.ChoiceField(label=_("Country"), choices=lambda: [("", _("Choose a country")), *countries])

    field_order = ["full_name", "country", "email", "password1"]

    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        user.full_name = self.cleaned_data["full_name"]
        user.country = self.cleaned_data["country"]
        user.language = get_language() or "en"
        user.save(update_fields=["full_name", "country", "language"])
        return user


class ProfileForm(ModelForm):
    """Name, phone, language and time zone."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [(zone, zone) for zone in sorted(zoneinfo.available_timezones())],
    )

    class Meta:
        model = User
        fields = ["full_name", "phone", "country", "language", "time_zone"]
