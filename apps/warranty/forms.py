"""The browser's input for registrations and warranty terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.fields import DayField
from apps.organizations.forms import country_choices
from apps.vehicles.forms import OdometerField, VinField, workshop_field
from apps.vehicles.vin_input import PhotoHelp


class StartForm(forms.Form):
    """First step: which car, and where it is used."""

    vin = VinField(photo=PhotoHelp.AT_ONCE)
    country = forms.ChoiceField(
        label=_("Country"), choices=country_choices, help_text=_("Where the car is registered and driven.")
    )


class DetailsForm(forms.Form):
    """Second step: delivery, odometer, workshop; and a look at the plate when the VIN seems mistyped."""

    vin = VinField()
    country = forms.ChoiceField(choices=country_choices, widget=forms.HiddenInput)
    delivered_on = DayField(label=_("Delivered on"), help_text=_("The day you received the car, as on the papers."))
    odometer_km = OdometerField(label=_("Odometer on that day, km"))
    plate_checked = forms.BooleanField(label=_("I compared the VIN with the plate on the car"), required=False)

    def __init__(self, *args: Any, dealers: Sequence[tuple[int, str]], ask_for_plate: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vin"].widget = forms.HiddenInput()
        if dealers:
            self.fields["dealer"] = workshop_field(dealers, nobody=_("Choose later"))
            self.order_fields(("vin", "country", "delivered_on", "odometer_km", "dealer"))
        if ask_for_plate:
            self.fields["plate_checked"].required = True
            self.fields["plate_checked"].error_messages["required"] = _(
                "Compare the VIN with the plate on the car, character by character, then tick here."
            )
        else:
            del self.fields["plate_checked"]


class DealerForm(forms.Form):
    """Another workshop for a car."""

    def __init__(self, *args: Any, dealers: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dealer"] = workshop_field(dealers, nobody=_("None"))
