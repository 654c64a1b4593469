"""What owners and dealers write on claims."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.casework.step_forms import StepForm
from apps.core.errors import Refused
from apps.core.fields import DayField
from apps.core.pdf_input import MEDIA_TYPE
from apps.core.photo_input import PhotosField
from apps.core.photos import MOST_PHOTOS, Photo, clean_all
from apps.core.sent_twice import key_field, new_key
from apps.core.today import today_in
from apps.organizations.forms import country_choices
from apps.organizations.selectors import appointed_dealers
from apps.parts.forms_superseded import AsksOfSuperseded
from apps.parts.quantities import checked_quantity, read_quantity
from apps.parts.selectors import open_lines_of_claim
from apps.vehicles.components import components_for
from apps.vehicles.forms import OdometerField
from apps.vehicles.models import Vehicle

from .models import DenialReason, HowOften
from .part_numbers import part_of
from .services import leftovers
from .workshop_words import workshop_label
from .workshops import workshops_near

_LINES = 4


class _AtTheWorkshop(forms.Form):
    """What a workshop must know of a car that comes. ``request_key`` makes the same form, sent twice, one claim."""

    odometer_km = OdometerField()
    place_country = forms.ChoiceField(
        label=_("Country where the car stands now"), required=False, choices=country_choices
    )
    place_city = forms.CharField(
        label=_("City where the car stands now"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"autocomplete": "address-level2"}),
        help_text=_("As its name is written there. Only the workshop reads it, and you."),
    )
    wished = forms.CharField(
        label=_("When could you bring it?"),
        max_length=200,
        required=False,
        help_text=_("Days and times that suit you. The workshop offers an appointment; nothing is booked yet."),
    )
    contact_phone = forms.CharField(
        label=_("Phone for questions"), max_length=32, required=False, widget=forms.TextInput({"type": "tel"})
    )
    plate = forms.CharField(
        label=_("Number plate"),
        max_length=20,
        required=False,
        help_text=_("The workshop knows the car by it."),
        widget=forms.TextInput({"autocapitalize": "characters", "autocomplete": "off"}),
    )
    # The photos that wait for the form lie under this key.
    request_key = forms.RegexField(r"^[0-9a-f-]{8,64}\Z", widget=forms.HiddenInput, initial=new_key)

    def __init__(self, *args: Any, vehicle: Vehicle, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The workshops that the car's manufacturer appoints where the car is.
        self.workshops = appointed_dealers(
            manufacturer_id=vehicle.manufacturer_id,
            country=str(vehicle.country),
            on=today_in(str(vehicle.country), at),
        )
        self.fields["dealer"] = forms.ModelChoiceField(
            label=_("Workshop"), queryset=self.workshops, initial=vehicle.dealer_id, widget=forms.RadioSelect
        )
        self.fields["place_country"].initial = str(vehicle.country)
        self.order_fields(self.field_order)
        self._offer(vehicle, at)

    def _offer(self, vehicle: Vehicle, at: datetime) -> None:
        """The workshops near to where the car stands first; with scripts anew when that is changed."""
        city, country = (str(self[name].value() or "") for name in ("place_city", "place_country"))
        dealer: Any = self.fields["dealer"]
        dealer.choices = [
            (row.dealer.pk, workshop_label(row)) for row in workshops_near(vehicle, city=city, country=country, at=at)
        ]
        for name in ("place_city", "place_country"):
            self.fields[name].widget.attrs |= {
                "hx-get": reverse("claims:workshops"),
                "hx-trigger": "change",
                "hx-target": "#workshops",
                "hx-include": "closest form",
                "hx-params": "vin,place_city,place_country,dealer",
            }


class FileForm(_AtTheWorkshop):
    """The owner's request."""

    component = forms.ChoiceField(label=_("What is it about?"))
    complaint = forms.CharField(
        label=_("What happens?"),
        help_text=_("When does it happen, what do you see or hear, since when?"),
        widget=forms.Textarea({"rows": 5}),
        max_length=4000,
    )
    occurred_on = DayField(label=_("When did it first happen?"))
    how_often = forms.ChoiceField(
        label=_("How often does it happen?"), required=False, choices=[("", _("I do not know")), *HowOften.choices]
    )
    immobilised = forms.BooleanField(label=_("The car cannot be driven"), required=False)
    safety_critical = forms.BooleanField(label=_("Somebody could get hurt"), required=False)
    photos = PhotosField(
        label=_("Photos"),
        limit=MOST_PHOTOS,
        required=False,
        help_text=_("Up to 8. Place and time stored in them are removed."),
    )
    paper = forms.FileField(
        label=_("Purchase or inspection paper, as PDF"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": MEDIA_TYPE}),
        help_text=_("One file of at most 10 MB. Only the workshop reads it, and you."),
    )
    field_order = (
        *("component", "complaint", "occurred_on", "how_often", "odometer_km", "immobilised", "safety_critical"),
        *("photos", "paper", "place_country", "place_city", "dealer", "wished", "contact_phone", "plate"),
    )

    def __init__(self, *args: Any, vehicle: Vehicle, at: datetime, **options: Any) -> None:
        super().__init__(*args, vehicle=vehicle, at=at, **options)
        component: Any = self.fields["component"]
        component.choices = [("", _("Choose")), *components_for(vehicle.powertrain)]
        # With scripts what to do at once stands there as soon as the part is chosen; without, on the next page.
        component.widget.attrs |= {
            "hx-get": reverse("claims:advice"),
            "hx-trigger": "change",
            "hx-target": "#advice",
            "hx-include": "[name=vin]",
            "hx-sync": "this:replace",
        }


class RecallBookingForm(_AtTheWorkshop):
    """What is asked to remedy a recall: nothing about faults or warranty."""

    field_order = ("place_country", "place_city", "dealer", "odometer_km", "wished", "contact_phone", "plate")


class MessageForm(StepForm):
    """A message, with photos."""

    photos = PhotosField(
        label=_("Photos"),
        limit=MOST_PHOTOS,
        required=False,
        help_text=_("Up to 8. Place and time stored in them are removed."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(["message", "photos"])

    def clean_photos(self) -> list[Photo]:
        try:
            return clean_all(self.cleaned_data["photos"])
        except Refused as error:
            raise forms.ValidationError(str(error.message)) from error


class RatingForm(StepForm):
    """One to five stars, and words."""

    stars = forms.TypedChoiceField(
        label=_("How was it?"),
        coerce=int,
        choices=[
            ("", _("Choose")),
            (5, _("5: very good")),
            (4, _("4: good")),
            (3, _("3: neither good nor bad")),
            (2, _("2: bad")),
            (1, _("1: very bad")),
        ],
    )


class CompleteForm(StepForm):
    """Cause and work done belong to the complaint (the trade's three C)."""

    cause = forms.CharField(label=_("Cause found"), widget=forms.Textarea({"rows": 3}), max_length=4000)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        lines = open_lines_of_claim(dealer_id=self.case.dealer_id, claim_number=self.case.number)
        numbers = sorted({line.part.number for line in lines})
        if numbers:
            self.fields["open_lines"] = forms.ChoiceField(
                label=_("Parts still on order: %(parts)s") % {"parts": ", ".join(numbers)},
                choices=[("", _("Choose")), *leftovers.CHOICES],
            )
            self.fields["kept_why"] = forms.CharField(
                label=_("Why they are kept"),
                max_length=500,
                required=False,
                help_text=_("Also for what was sent already. Owner and manufacturer read it."),
            )


class DenyForm(StepForm):
    """A coded reason; the explanation follows it."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", _("Choose")), *DenialReason.choices])


class PartsForm(AsksOfSuperseded, StepForm):
    """Part numbers and quantities for a claim; empty rows are left out."""

    request_key = key_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for row in range(1, _LINES + 1):
            self.fields[f"number_{row}"] = forms.CharField(
                label=_("Part number %(row)d") % {"row": row}, max_length=40, required=row == 1
            )
            self.fields[f"quantity_{row}"] = forms.CharField(
                label=_("Quantity %(row)d") % {"row": row},
                max_length=20,
                required=False,
                widget=forms.TextInput({"inputmode": "numeric"}),
                help_text=_("Empty: one.") if row == 1 else "",
            )
        self.fields["number_1"].error_messages["required"] = _("Nothing is ordered: give at least one part number.")

        self.fields["despite"] = forms.CharField(
            label=_("Why it is ordered all the same"),
            max_length=500,
            required=False,
            help_text=_("Only for parts that you have yourselves or of another component. All sides read it."),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        lines: dict[int, int] = {}
        for row in range(1, _LINES + 1):
            number, quantity = data.get(f"number_{row}", "").strip(), data.get(f"quantity_{row}", "").strip()
            if number or quantity:
                self._line(row, number, quantity or "1", lines)
        data["lines"] = list(lines.items())
        return data

    def arguments(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("lines", "request_key", "despite", "superseded")}

    def _line(self, row: int, number: str, quantity: str, lines: dict[int, int]) -> None:
        try:
            part = part_of(self.case, number, field=f"number_{row}")
            wanted = read_quantity(quantity, field=f"quantity_{row}")
            lines[part.pk] = lines.get(part.pk, 0) + checked_quantity(wanted, part.number, field=f"quantity_{row}")
        except Refused as error:
            self.add_error(error.field, str(error.message))
