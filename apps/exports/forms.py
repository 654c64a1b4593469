"""The browser's input for exporters, what they are entitled to, and licences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries

from apps.casework.step_forms import StepForm
from apps.core.fields import DayField, WholeNumberField
from apps.organizations.forms import country_choices
from apps.organizations.models import Organization
from apps.vehicles.forms import OdometerField, VinField

from .declared import Declared
from .models import ConductEntry, Exporter, ExportRecord, VehicleClass

_EXACTLY = _("Exactly as in the announcement, sign by sign.")
_CLASSES = [("", _("Choose a class")), *VehicleClass.choices]


def _source() -> forms.CharField:
    return forms.CharField(
        label=_("Where it is announced"), max_length=200, help_text=_("The announcement with its number and day.")
    )


class ExporterForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose a kind")), *Exporter.Kind.choices])
    name = forms.CharField(label=_("Legal name in Chinese"), max_length=150, help_text=_EXACTLY)
    latin_name = forms.CharField(
        label=_("Legal name in Latin letters"), max_length=150, required=False, help_text=_EXACTLY
    )
    manufacturer = forms.ModelChoiceField(
        label=_("Firm of this portal"),
        queryset=Organization.objects.filter(kind=Organization.Kind.MANUFACTURER).order_by("name", "id"),
        required=False,
        help_text=_("For manufacturers that are on this portal."),
    )
    source = _source()
    name_checked = forms.BooleanField(label=_("I compared the name with the announcement"), required=False)


class QualificationForm(forms.Form):
    year = WholeNumberField(label=_("Year"), min_value=2012, max_value=2100)
    vehicle_class = forms.ChoiceField(label=pgettext_lazy("of vehicles", "Class"), choices=_CLASSES)
    exported_before = WholeNumberField(label=_("Exported in the year before"), min_value=0, max_value=100_000_000)
    markets = WholeNumberField(label=_("Foreign markets with service outlets"), min_value=0, max_value=300)
    own_brand = forms.BooleanField(label=_("Exports its own brand"), required=False)
    source = _source()


class AuthorisationForm(forms.Form):
    trader = forms.ModelChoiceField(
        label=_("Trader"), queryset=Exporter.objects.filter(kind=Exporter.Kind.TRADER).order_by("name", "id")
    )
    vehicle_class = forms.ChoiceField(label=pgettext_lazy("of vehicles", "Class"), choices=_CLASSES)
    starts_on = DayField(label=_("From"))
    paper = forms.CharField(label=_("Number of the letter of authorisation"), max_length=60)


class EndAuthorisationForm(forms.Form):
    ends_on = DayField(label=_("First day it no longer holds"))
    end_reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 2}), min_length=10)


class LicenceForm(forms.Form):
    licence_number = forms.CharField(
        label=_("Licence number"), max_length=40, widget=forms.TextInput({"dir": "ltr", "autocomplete": "off"})
    )
    exporter = forms.ModelChoiceField(label=_("Exporter"), queryset=Exporter.objects.order_by("name", "id"))
    maker = forms.ModelChoiceField(
        label=_("Whose cars"),
        queryset=Exporter.objects.filter(kind=Exporter.Kind.MAKER).order_by("name", "id"),
        required=False,
        help_text=_("For traders: the manufacturer that authorised them."),
    )
    vehicle_class = forms.ChoiceField(label=pgettext_lazy("of vehicles", "Class"), choices=_CLASSES)
    destinations = forms.MultipleChoiceField(
        label=_("Destinations"),
        choices=lambda: list(countries),
        required=False,
        widget=forms.SelectMultiple({"size": 8}),
        help_text=_("None chosen: the licence names none."),
    )
    quantity = WholeNumberField(
        label=_("Vehicles covered"),
        min_value=1,
        max_value=10_000_000,
        required=False,
        help_text=_("Left empty: the licence names no number."),
    )
    applied_on = DayField(label=_("Applied on"))


class VerifyForm(StepForm):
    """The days of a licence, as printed on it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["valid_from"] = DayField(label=_("Valid from"))
        self.fields["valid_to"] = DayField(label=_("Valid until"), help_text=_("The last day on which it holds."))


class ConductForm(forms.Form):
    exporter = forms.ModelChoiceField(
        label=_("Exporter"), queryset=Exporter.objects.order_by("name", "id"), empty_label=_("Choose an exporter")
    )
    matter = forms.ChoiceField(label=_("Matter"), choices=[("", _("Choose a matter")), *ConductEntry.Matter.choices])
    findings = forms.CharField(
        label=_("Findings that were upheld"),
        max_length=2_000,
        required=False,
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off"}),
        help_text=_("Their numbers, with blanks or commas between them."),
    )
    decision = forms.CharField(
        label=_("Decision made elsewhere"), max_length=200, required=False, help_text=_("By whom, its number and day.")
    )
    grounds = forms.CharField(
        label=_("Grounds"),
        max_length=4_000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("What was done, and how it is known. The exporter reads it and may appeal."),
    )

    def clean_findings(self) -> list[str]:
        """The numbers, one by one."""
        return str(self.cleaned_data["findings"]).replace(",", " ").split()


class RecordForm(forms.Form):
    """One line of a manifest."""

    vin = VinField()
    brand = forms.CharField(
        label=_("Brand"), max_length=60, required=False, help_text=_("As on the registration certificate.")
    )
    model_name = forms.CharField(label=_("Model"), max_length=100)
    exporter = forms.CharField(label=_("Exporter"), max_length=150, help_text=_EXACTLY)
    licence_number = forms.CharField(
        label=_("Licence number"), max_length=40, required=False, widget=forms.TextInput({"dir": "ltr"})
    )
    condition = forms.ChoiceField(
        label=pgettext_lazy("of a car", "Condition"),
        choices=[("", _("Choose a condition")), *ExportRecord.Condition.choices],
    )
    first_registered_on = DayField(
        label=_("First registered in China"), required=False, help_text=_("For cars that were registered.")
    )
    transferred_on = DayField(label=_("Transferred for export"), required=False)
    applied_on = DayField(label=_("Licence applied for"), required=False)
    odometer_km = OdometerField()
    exported_on = DayField(label=_("Exported on"))
    country = forms.ChoiceField(label=_("Destination"), choices=country_choices)
    importer = forms.CharField(label=_("Importer"), max_length=150)
    legal_ground = forms.CharField(
        label=_("Legal ground"),
        max_length=300,
        required=False,
        help_text=_("For cars of another maker's code: instrument and article."),
    )

    def declared(self) -> Declared:
        """The line, with names and numbers as they are kept."""
        return Declared.as_told({**self.initial, **self.cleaned_data})


class CorrectionForm(RecordForm):
    """The facts as they should have been, and why; ``initial`` is the record. Another car is another record."""

    reason = forms.CharField(
        label=_("Reason of the correction"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("What was wrong, and how you know. Both records stay."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["vin"], self.fields["exporter"]
