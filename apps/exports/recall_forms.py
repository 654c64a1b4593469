"""What people write about recalls."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries

from apps.core.fields import DayField
from apps.organizations.forms import country_choices
from apps.organizations.models import Organization
from apps.vehicles.vin_reading import read_vin

from .models import Recall, RecallMark
from .recall_selectors import models_of
from .services.recall_lists import CarRule
from .services.recall_marks import MOST_AT_ONCE
from .services.recalls import RecallFacts

TAKE_BACK = "take_back"
#: Sheets, mails and people part VINs and numbers by any of these.
_BETWEEN = re.compile(r"[\s,;，；、]+")
_PARTS_BETWEEN = re.compile(r"[\n,;，；、]+")


class RecallForm(forms.Form):
    """What a recall says; it is never changed afterwards."""

    reference = forms.CharField(
        label=_("Your number of the campaign"),
        max_length=40,
        help_text=_("The same number twice is the same recall."),
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose a kind")), *Recall.Kind.choices])
    title = forms.CharField(
        label=_("Title"), max_length=150, help_text=_("One line that an owner understands: which part, what is wrong.")
    )
    defect = forms.CharField(label=_("What is wrong"), max_length=2000, widget=forms.Textarea({"rows": 4}))
    hazard = forms.ChoiceField(
        label=_("Danger"),
        choices=[("", _("Choose")), *Recall.Hazard.choices],
        help_text=_("Every owner reads it in their own language."),
    )
    risk = forms.CharField(label=_("What may happen"), max_length=2000, widget=forms.Textarea({"rows": 3}))
    remedy = forms.CharField(label=_("Remedy"), max_length=2000, widget=forms.Textarea({"rows": 3}))
    advice = forms.ChoiceField(
        label=_("Until it is repaired"),
        choices=[("", _("Choose")), *Recall.Advice.choices],
        help_text=_("Every owner reads it in their own language."),
    )
    part_numbers = forms.CharField(
        label=_("Part numbers of the remedy"),
        max_length=1500,
        required=False,
        widget=forms.Textarea({"rows": 2, "dir": "ltr"}),
        help_text=_("One a line, or with commas between them; none for work without parts."),
    )

    def arguments(self) -> dict[str, Any]:
        """What the service is called with."""
        given = {field.name: self.cleaned_data[field.name] for field in fields(RecallFacts)}
        numbers = tuple(filter(None, (part.strip() for part in _PARTS_BETWEEN.split(given["part_numbers"]))))
        return {"facts": RecallFacts(**{**given, "part_numbers": numbers})}


class OrderForm(RecallForm):
    """An order to a manufacturer: whose cars, where it holds, by which law."""

    field_order = ("manufacturer", "country", "instrument")
    manufacturer = forms.ModelChoiceField(
        label=_("Manufacturer"),
        queryset=Organization.objects.filter(kind=Organization.Kind.MANUFACTURER).order_by("name", "id"),
    )
    country = forms.ChoiceField(label=_("Holds in"), required=False)
    instrument = forms.CharField(label=_("Legal basis"), max_length=200, help_text=_("Instrument and article."))

    def __init__(self, *args: Any, watched: tuple[str, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reference"].label = _("Number of the order")
        known = dict(countries)
        places: Any = [(code, known[code]) for code in watched if code in known] if watched else country_choices()
        everywhere = [] if watched else [("", _("All countries"))]
        self.fields["country"] = forms.ChoiceField(
            label=_("Holds in"), required=bool(watched), choices=[*everywhere, *(row for row in places if row[0])]
        )
        self.order_fields(self.field_order)

    def arguments(self) -> dict[str, Any]:
        told = {name: self.cleaned_data[name] for name in self.field_order}
        return {**super().arguments(), **told}


class RuleForm(forms.Form):
    """Which cars on record a recall concerns; what is left empty chooses nothing out."""

    models = forms.MultipleChoiceField(label=_("Models"), required=False, widget=forms.SelectMultiple({"size": 6}))
    plant = forms.RegexField(
        r"^[A-HJ-NPR-Za-hj-npr-z0-9]\Z",
        label=_("Sign of the plant"),
        required=False,
        help_text=_("The eleventh sign of the VIN."),
        error_messages={"invalid": _("Write the one sign that stands at the eleventh place of the VIN.")},
        widget=forms.TextInput({"maxlength": 1, "dir": "ltr", "autocomplete": "off"}),
    )
    built_from = DayField(label=_("Built from"), required=False)
    built_to = DayField(label=_("Built until"), required=False)
    exported_from = DayField(label=_("Exported from"), required=False)
    exported_to = DayField(label=_("Exported until"), required=False)

    def __init__(self, *args: Any, recall: Recall, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["models"]
        chosen.choices = [(name, name) for name in models_of(recall.manufacturer_id)]

    def rule(self) -> CarRule:
        """The rule that was written."""
        given = self.cleaned_data
        return CarRule(**{**given, "models": tuple(given["models"]), "plant": given["plant"].upper()})


class VinsField(forms.CharField):
    """VINs with anything between them: cleans to whole VINs, or names those that are none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=MOST_AT_ONCE * 20,
            widget=forms.Textarea({"rows": 4, "dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
            **options,
        )

    def clean(self, value: Any) -> list[str]:
        readings = [read_vin(text) for text in _BETWEEN.split(super().clean(value)) if text]
        wrong = [reading for reading in readings if reading.errors]
        if wrong:
            raise ValidationError([f"{reading.vin}: {reading.errors[0].message}" for reading in wrong[:10]])
        return [reading.vin for reading in readings]


class MarkForm(forms.Form):
    """What became of cars: told by their manufacturer, or taken back."""

    vins = VinsField(label=_("VINs"), help_text=_("Up to 1,000, with blanks, commas or line breaks between them."))
    kind = forms.ChoiceField(
        label=_("What became of them"),
        choices=[
            ("", _("Choose")),
            (RecallMark.Kind.REMEDIED, _("Remedied, and not by a request on this portal")),
            (RecallMark.Kind.NOT_APPLICABLE, _("Nothing is to be done")),
            (TAKE_BACK, _("Take back what was told of them")),
        ],
    )
    ground = forms.ChoiceField(
        label=_("Why nothing is to be done"),
        required=False,
        choices=[("", _("Choose")), *RecallMark.Ground.choices],
    )
    happened_on = DayField(label=_("On which day"))
    note = forms.CharField(
        label=_("How it is known"), max_length=500, help_text=_("Where it was done, by which paper or report.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Needed where nothing is to be done, and only there.
        self.fields["ground"].conditional = True  # type: ignore[attr-defined]


class CarsForm(forms.Form):
    """Which cars of a recall to list, as of which day."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("unremedied", pgettext_lazy("cars of a recall", "Still to be remedied")),
            ("open", pgettext_lazy("car of a recall", "Open")),
            *RecallMark.Kind.choices,
        ],
    )
    country = forms.CharField(label=_("Country"), required=False, max_length=2)
    on = DayField(label=_("As of the end of"), required=False, help_text=_("In UTC; empty: as of now."))
