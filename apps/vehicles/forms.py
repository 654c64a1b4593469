"""The browser's input for vehicles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.core.fields import DayField, WholeNumberField
from apps.core.figures import KILOMETRES
from apps.organizations.forms import country_choices

from .models import Powertrain
from .odometer import MAXIMUM_KM
from .vin_input import PhotoHelp, VinInput
from .vin_reading import read_vin


def workshop_field(dealers: Sequence[tuple[int, str]], *, nobody: Any) -> forms.TypedChoiceField:
    """One of the workshops that an owner may choose (``dealer_choices``); ``nobody``: what choosing none is called."""
    return forms.TypedChoiceField(
        label=_("Your workshop"), required=False, coerce=int, empty_value=None, choices=[("", nobody), *dealers]
    )


class VinField(forms.CharField):
    """A VIN as typed: cleans to 17 characters, or says what is wrong with which character.

    ``photo``: whether and how the page offers to read it from a photo; its view then asks ``answer_to_photo`` first.
    """

    #: The VIN that was probably meant, after cleaning one that is none.
    suggestion = ""

    def __init__(self, *, photo: PhotoHelp = PhotoHelp.NONE, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("VIN"))
        kwargs.setdefault("help_text", _("17 characters, on the registration paper and behind the windscreen."))
        super().__init__(max_length=100, widget=VinInput(photo), **kwargs)

    def clean(self, value: Any) -> str:
        reading = read_vin(super().clean(value))
        self.suggestion = reading.suggestion
        if reading.errors:
            raise ValidationError([ValidationError(str(note.message), code=note.code) for note in reading.errors])
        return reading.vin


class OdometerField(WholeNumberField):
    """Whole kilometres, also as pages write them: 14,500 km."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Odometer, km"))
        super().__init__(units=KILOMETRES, min_value=0, max_value=MAXIMUM_KM, **kwargs)


class ExportForm(forms.Form):
    """One exported vehicle."""

    vin = VinField(photo=PhotoHelp.AT_ONCE)
    country = forms.ChoiceField(label=_("Exported to"), choices=country_choices)
    model_name = forms.CharField(label=_("Model"), max_length=100)
    model_year = WholeNumberField(label=_("Model year"), required=False, min_value=1981, max_value=2100)
    powertrain = forms.ChoiceField(label=_("Powertrain"), choices=[("", _("Choose a powertrain")), *Powertrain.choices])
    built_on = DayField(label=_("Built on"), required=False)
    exported_on = DayField(label=_("Exported on"))
    plate_checked = forms.BooleanField(label=_("I compared the VIN with the plate on the car"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        reading = read_vin(data.get("vin", ""))
        if data.get("vin") and reading.ask_for_plate and not data.get("plate_checked"):
            for note in reading.warnings:
                self.add_error("vin", str(note.message))
            self.add_error("plate_checked", _("Compare the VIN with the plate, then tick here."))
        return data


class _AskedForm(forms.Form):
    """A reading whose figure is asked about when it rises implausibly fast."""

    odometer_km = OdometerField()
    figure_checked = forms.BooleanField(label=_("The figure is right"), required=False, widget=forms.HiddenInput)

    def ask(self, question: Any) -> None:
        """Show the question and the box that answers it."""
        self.fields["figure_checked"].widget = forms.CheckboxInput()
        self.add_error("odometer_km", str(question))


class ReadingForm(_AskedForm):
    """What the odometer shows on a day."""

    on = DayField(label=_("Read on"))
    field_order = ["odometer_km", "on", "figure_checked"]


class CorrectionForm(_AskedForm):
    """The right figure of a reading that was a slip."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        help_text=_("How you know the right figure; workshops always say it."),
    )
    field_order = ["odometer_km", "reason", "figure_checked"]

    def __init__(self, *args: Any, explained: bool = False, **options: Any) -> None:
        """``explained``: whoever fills it in always says why, so that nothing calls the reason optional."""
        super().__init__(*args, **options)
        self.fields["reason"].required = explained
