"""Forms of a person's own account."""

from __future__ import annotations

import secrets
import zoneinfo
from typing import TYPE_CHECKING, Any

from allauth.account.forms import ChangeEmailForm as AllauthChangeEmailForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from apps.core.errors import Refused
from apps.core.texts import person_name
from apps.core.today import zones_of

from .addresses import one_form
from .models import User

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[User]
else:  # Django's own class takes no type
    ModelForm = forms.ModelForm


class NameField(forms.CharField):
    """The name by which others see a person."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"autocomplete": "name"})
        super().__init__(**{"label": _("Full name"), "max_length": 150, "widget": widget, "strip": False, **options})

    def clean(self, value: Any) -> str:
        try:
            return person_name(super().clean(value))
        except Refused as refused:
            raise ValidationError(str(refused.message), code="invalid") from None


class SignupForm(AllauthSignupForm):
    """Sign-up of a vehicle owner: name and country besides the e-mail address and a password."""

    full_name = NameField()
    country = forms.ChoiceField(label=_("Country"), choices=lambda: [("", _("Choose a country")), *countries])

    field_order = ["full_name", "country", "email", "password1"]

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account; for an address that has one, do as much and say the same, and let the mail tell."""
        if self.account_already_exists:
            self._as_much_work(request)
        made: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return made

    def _as_much_work(self, request: HttpRequest) -> None:
        """Make an account of nobody and take it back: hashing a password takes longer than all the rest."""
        address = self.cleaned_data["email"]
        with transaction.atomic():
            self.account_already_exists = False
            self.cleaned_data["email"] = f"{secrets.token_hex(16)}@nobody.invalid"
            self.save(request)
            transaction.set_rollback(True)
        self.account_already_exists = True
        self.cleaned_data["email"] = address

    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        user.full_name = self.cleaned_data["full_name"]
        user.country = self.cleaned_data["country"]
        user.language = get_language() or "en"
        # The clock on the wall of most people there; the foot of every page names it, and the profile changes it.
        user.time_zone = next(iter(zones_of(user.country)), "UTC")
        user.save(update_fields=["full_name", "country", "language", "time_zone"])
        return user


class LoginForm(AllauthLoginForm):
    """Sign-in with the address in the form in which it is kept."""

    def clean_login(self) -> str:
        return one_form(super().clean_login())


class ChangeEmailForm(AllauthChangeEmailForm):
    """Another address, in the form in which it is kept."""

    def clean_email(self) -> str:
        self.cleaned_data["email"] = one_form(self.cleaned_data["email"])
        email: str = super().clean_email()
        return email


class ProfileForm(ModelForm):
    """Name, phone, language, time zone and how often mails come."""

    full_name = NameField(required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [(zone, zone) for zone in sorted(zoneinfo.available_timezones())],
    )

    class Meta:
        model = User
        fields = ["full_name", "phone", "country", "language", "time_zone", "mail_pace"]
        help_texts = {
            "mail_pace": _(
                "Questions that wait for you, warnings and what concerns your access come at once in any case."
            )
        }
