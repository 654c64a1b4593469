"""The browser's input for the check of a car and for a report of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.photo_input import PhotosField
from apps.organizations.forms import country_choices
from apps.vehicles.forms import VinField
from apps.vehicles.vin_input import PhotoHelp

from .services.orphans import MOST_PAPERS


class CheckForm(forms.Form):
    """The one thing that is asked of somebody who wants to know."""

    vin = VinField(photo=PhotoHelp.WITH_BUTTON)


class ReportForm(forms.Form):
    """What somebody tells of a car without any record of export, and that they want it told."""

    vin = VinField()
    country = forms.ChoiceField(label=_("Where the car is"), choices=country_choices)
    seller = forms.CharField(
        label=_("Who sold or offers it"),
        max_length=150,
        help_text=_("The name of the firm or person, as on the invoice or the advertisement."),
    )
    photos = PhotosField(
        label=_("Photos of its papers"),
        limit=MOST_PAPERS,
        required=False,
        help_text=_("Up to 4. Place and time stored in them are removed."),
    )
    consent = forms.BooleanField(
        label=_("I want this told to the export authority and to the authority of that country"),
        error_messages={"required": _("Tick here if you want it told; without that nothing is kept.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vin"].widget = forms.HiddenInput()
