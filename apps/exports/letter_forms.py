"""The browser's input for confirmation letters, and for verifying one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from apps.core.errors import Refused
from apps.core.sent_twice import key_field, version_field
from apps.organizations.models import ServicePoint
from apps.vehicles.vin_reading import read_vin

from . import selectors
from .letters.verifying import LARGEST_FILE
from .models import Exporter, Letter
from .services.outlets import Promise, open_points

#: More cars are sent as a file.
MOST_CARS = 50


class PromisesForm(forms.Form):
    """Cars that go to one service centre; ``promises`` is what a letter says then."""

    service_point = forms.ChoiceField(
        label=_("Service centre"),
        help_text=_("In the destination: open today, and its dealer is appointed by you there."),
    )
    vins = forms.CharField(
        label=_("VINs"),
        max_length=4_000,
        widget=forms.Textarea({"rows": 4, "dir": "ltr", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_(
            "One a line, up to 50; all cars under this licence. Send more, or several service centres, as a file."
        ),
    )
    reason = forms.CharField(
        label=_("Reason of the replacement"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Only where another letter stands for this licence."),
    )

    def __init__(self, *args: Any, manufacturer_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.points = {str(point.pk): point for point in open_points(manufacturer_id, at=timezone.now())}
        field: Any = self.fields["service_point"]
        shown = sorted((_place(point), key) for key, point in self.points.items())
        field.choices = [("", _("Choose a service centre")), *((key, words) for words, key in shown)]

    def clean_vins(self) -> list[str]:
        found = [read_vin(line) for line in self.cleaned_data["vins"].replace(",", "\n").splitlines() if line.strip()]
        wrong = [f"{reading.vin[:40]}: {note.message}" for reading in found for note in reading.errors]
        if wrong:
            raise ValidationError(wrong[:10])
        if len(found) > MOST_CARS:
            raise ValidationError(
                _("%(count)s VINs are more than %(most)s: send them as a file.")
                % {"count": len(found), "most": MOST_CARS}
            )
        return [reading.vin for reading in found]

    def promises(self) -> list[Promise]:
        """One for each car."""
        point = self.points[self.cleaned_data["service_point"]]
        return [Promise(vin, str(point.country), point) for vin in self.cleaned_data["vins"]]

    def beside(self, refused: Refused) -> Refused:
        """A refusal of a service beside the field that it is about."""
        refused.field = {"vin": "vins", "service_centre": "service_point", "note": "reason"}.get(
            refused.field, refused.field
        )
        return refused


class LetterForm(PromisesForm):
    """A letter for a licence."""

    maker = forms.ModelChoiceField(label=_("Manufacturer"), queryset=Exporter.objects.none())
    licence_number = forms.CharField(
        label=_("Licence number"),
        max_length=40,
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off"}),
        help_text=_("As on the licence or on its application, which whoever exports the cars tells you."),
    )
    field_order = ("maker", "licence_number", "service_point", "vins", "reason")

    def __init__(self, *args: Any, manufacturer_id: int, **options: Any) -> None:
        super().__init__(*args, manufacturer_id=manufacturer_id, **options)
        field: Any = self.fields["maker"]
        field.queryset = own = selectors.own_makers(manufacturer_id)
        if len(own) == 1:
            field.initial = own[0].pk


class ReplacementForm(PromisesForm):
    """The cars of the letter that takes the place of one, and why; ``version`` is that one as the person saw it."""

    version = version_field()
    key = key_field(required=False)

    def __init__(self, *args: Any, letter: Letter, **options: Any) -> None:
        lines = list(selectors.lines_of(letter)[:MOST_CARS])
        points = {line.service_point_id for line in lines}
        initial = {
            "vins": "\n".join(line.vin for line in lines),
            "service_point": points.pop() if len(points) == 1 else "",
            "version": letter.version,
        }
        super().__init__(*args, manufacturer_id=letter.manufacturer_id, initial=initial, **options)
        self.fields["reason"].required = True
        self.fields["reason"].help_text = _("The authority reads it, and it stays on record.")


class NumberForm(forms.Form):
    """The number of a letter, to look it up."""

    number = forms.CharField(
        label=_("Number of the letter"),
        max_length=20,
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("As CL-7K3M9Q2D, on its first page."),
    )


class FileForm(forms.Form):
    """A PDF in hand."""

    file = forms.FileField(
        label=_("PDF of the letter"),
        max_length=200,
        widget=forms.FileInput({"accept": "application/pdf,.pdf"}),
        help_text=_("It is compared and not kept."),
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        refuse_large(file.size or 0)
        return file


def refuse_large(size: int) -> None:
    """Raise ValidationError for a file that is larger than any letter."""
    if size > LARGEST_FILE:
        raise ValidationError(
            _("The file has %(size)s MB, and no letter has more than %(most)s MB.")
            % {"size": size // 1_000_000, "most": LARGEST_FILE // 1_000_000}
        )


def _place(point: ServicePoint) -> str:
    return f"{countries.name(str(point.country))} · {point.city} · {point.name}"
