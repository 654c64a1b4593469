"""What a manufacturer types of its parts, and what people look for; the services judge it again."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from apps.core.errors import Refused
from apps.core.fields import DayField, WholeNumberField
from apps.core.fields import NumberField as AmountField
from apps.core.photo_input import PhotosField
from apps.core.photos import clean_all
from apps.vehicles.components import Component

from .checked import UNKNOWN_PART
from .details import DEFAULTS, HEAVIEST_G, LONGEST_LIFE, MOST_AT_LEAST, MOST_IN_A_PACK, Transport, Unit
from .forms import NumberField, QuantityField
from .models import Part, Supersession
from .numbers import clean_number

#: How many of a part, behind its number: “A-1 × 2”, “A-1 x2”.
_TIMES = re.compile(r"(?P<number>.+?)\s*[×xX*]\s*(?P<count>\d{1,3})")
_BETWEEN = re.compile(r"[\n,;，；、]+")


class PartForm(forms.Form):
    """A part of the own catalogue; its number stays once it is there."""

    number = NumberField(label=_("Part number"))
    name = forms.CharField(label=_("Name"), max_length=150)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=150, required=False)
    name_ar = forms.CharField(label=_("Name in Arabic"), max_length=150, required=False)
    component = forms.ChoiceField(
        label=_("Component"),
        required=False,
        choices=[("", _("Not said")), *Component.choices],
        help_text=_("A workshop that orders it for a request on another component says why."),
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices, initial=Unit.PIECE, required=False)
    pack = QuantityField(
        label=_("Sold in packs of"),
        most=MOST_IN_A_PACK,
        initial=1,
        required=False,
        help_text=_("Orders are for whole packs; empty is 1."),
    )
    least = QuantityField(
        label=_("Smallest order"), most=MOST_AT_LEAST, initial=1, required=False, help_text=_("Empty is 1.")
    )
    weight_g = QuantityField(label=_("Weight, g"), most=HEAVIEST_G, required=False)
    customs_code = forms.CharField(
        label=_("Customs code"),
        max_length=16,
        required=False,
        help_text=_("Its 6 to 10 figures in the Harmonized System."),
    )
    origin = forms.ChoiceField(label=_("Country of origin"), required=False)
    critical = forms.BooleanField(label=_("A car stands without it"), required=False)
    transport = forms.ChoiceField(
        label=_("Dangerous goods"), required=False, choices=[("", _("None")), *Transport.choices]
    )
    shelf_life_months = QuantityField(label=_("Shelf life, months"), most=LONGEST_LIFE, required=False)
    barcode = forms.CharField(label=_("Barcode"), max_length=20, required=False)
    active = forms.BooleanField(label=_("Can be ordered"), required=False, initial=True)

    def __init__(self, *args: Any, keep_number: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        origin = self.fields["origin"]
        assert isinstance(origin, forms.ChoiceField)
        origin.choices = [("", _("Not said")), *countries]
        if keep_number:
            self.fields["number"].disabled = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        return data | {name: data.get(name) or DEFAULTS[name] for name in ("unit", "pack", "least")}


class NameForm(forms.Form):
    """What is changed most, in its place."""

    name = forms.CharField(label=_("Name"), max_length=150)
    active = forms.BooleanField(label=_("Can be ordered"), required=False)


class OfPart(forms.Form):
    """Something that is said of one part."""

    def __init__(self, *args: Any, part: Part, **options: Any) -> None:
        super().__init__(*args, **options)
        self.part = part


class FittingForm(OfPart):
    """Which cars it fits."""

    model_name = forms.CharField(
        label=_("Model"),
        max_length=100,
        help_text=_("As your delivery lists name it. What stays empty narrows nothing."),
    )
    year_from = WholeNumberField(label=_("From model year"), required=False)
    year_to = WholeNumberField(label=_("To model year"), required=False)
    plant = forms.CharField(
        label=_("Plant"), max_length=1, required=False, help_text=_("The eleventh character of the VIN.")
    )
    vin_from = forms.CharField(label=_("From VIN"), max_length=30, required=False)
    vin_to = forms.CharField(label=_("To VIN"), max_length=30, required=False)


class PriceForm(OfPart):
    """What one unit costs, where and from when."""

    amount = AmountField(label=_("Price of one unit"))
    currency = forms.CharField(label=_("Currency"), max_length=3, min_length=3, help_text=_("Three letters, as USD."))
    market = forms.ChoiceField(label=_("Market"), required=False)
    valid_from = DayField(label=_("Valid from"))
    valid_until = DayField(label=_("Valid until"), required=False, help_text=_("Its last day."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        market = self.fields["market"]
        assert isinstance(market, forms.ChoiceField)
        market.choices = [("", _("All markets that have no price of their own")), *countries]


class SupersessionForm(OfPart):
    """What replaces it."""

    new = forms.CharField(
        label=_("Replaced by"),
        max_length=1500,
        widget=forms.Textarea({"rows": 2, "dir": "ltr"}),
        help_text=_("A part number; for a split one in each line, with × 2 behind it where two stand for one."),
    )
    also_old = forms.CharField(
        label=_("Other parts that it replaces as well"),
        max_length=1500,
        required=False,
        widget=forms.Textarea({"rows": 2, "dir": "ltr"}),
        help_text=_("For a kit: the numbers of the other parts that are in it."),
    )
    two_way = forms.BooleanField(label=_("Each can replace the other"), required=False)
    stock = forms.ChoiceField(
        label=_("What becomes of the old part"), choices=[("", _("Choose")), *Supersession.Stock.choices]
    )
    starts_on = DayField(label=_("From"))

    def clean_new(self) -> list[tuple[Part, int]]:
        pieces = [_piece(text) for text in _lines(self.cleaned_data["new"])]
        parts = self._parts([number for number, _count in pieces])
        return [(parts[number], count) for number, count in pieces]

    def clean_also_old(self) -> list[Part]:
        numbers = [clean_number(text) for text in _lines(self.cleaned_data["also_old"])]
        return list(self._parts(numbers).values())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["old"] = [self.part, *data.pop("also_old", [])]
        return data

    def _parts(self, numbers: list[str]) -> dict[str, Part]:
        known = {p.number: p for p in Part.objects.filter(manufacturer=self.part.manufacturer_id, number__in=numbers)}
        for number in numbers:
            if number not in known:
                raise ValidationError(UNKNOWN_PART, params={"part": number})
        return {number: known[number] for number in numbers}


class InterchangeForm(OfPart):
    """What another maker calls it."""

    maker = forms.CharField(label=_("Other maker"), max_length=80)
    number = NumberField(label=_("Number there"))


class PhotoForm(OfPart):
    """What it looks like."""

    photos = PhotosField(label=_("Photo"), limit=1)

    def clean(self) -> dict[str, Any]:
        """The photo, made clean; raises Refused as apps/core/photos.py does, through ``add_error``."""
        data = super().clean() or self.cleaned_data
        try:
            photos = clean_all(data.pop("photos", []))
        except Refused as refused:
            self.add_error("photos", str(refused.message))
            return data
        return {"photo": photos[0]} if photos else data


class CarForm(forms.Form):
    """For which car parts are wanted."""

    vin = forms.CharField(
        label=_("VIN"),
        max_length=40,
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    q = forms.CharField(label=_("Number, name or barcode"), max_length=80, required=False)
    component = forms.ChoiceField(
        label=_("Component"), required=False, choices=[("", _("All components")), *Component.choices]
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in _BETWEEN.split(text) if line.strip()]


def _piece(text: str) -> tuple[str, int]:
    found = _TIMES.fullmatch(text)
    return (clean_number(found["number"]), int(found["count"])) if found else (clean_number(text), 1)
