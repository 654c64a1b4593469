"""The browser's input for members, invitations and appointments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.casework.step_forms import StepForm
from apps.core.fields import DayField
from apps.organizations.forms import country_choices
from apps.organizations.models import Membership, Organization


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("A mail goes to this address. Whoever reads it there decides whether to accept."),
        widget=forms.EmailInput({"dir": "ltr", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices, initial=Membership.Role.STAFF)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES, initial=get_language)


class RoleForm(StepForm):
    """The role that a member is to have."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"), choices=Membership.Role.choices, initial=self.case.role
        )


class AppointmentForm(forms.Form):
    dealer = forms.ModelChoiceField(label=_("Dealer"), queryset=Organization.objects.none())
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    starts_on = DayField(label=_("From"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dealers = Organization.objects.filter(kind=Organization.Kind.DEALER).order_by("name", "id")
        self.fields["dealer"].queryset = dealers  # type: ignore[attr-defined]


class EndForm(StepForm):
    """The day that an appointment ends on."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ends_on"] = DayField(label=_("First day it no longer holds"))
