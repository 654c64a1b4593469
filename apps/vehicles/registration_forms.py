"""The browser's input for proof and contest of registrations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.casework.step_forms import StepForm
from apps.core.fields import DayField
from apps.core.photo_input import PhotosField

from .forms import OdometerField, VinField, workshop_field
from .models import Registration, RegistrationPaper
from .papers import ACCEPTED, MOST_AT_ONCE, Paper


class SeenForm(StepForm):
    """What somebody looked at before they decided."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        grounds = [Registration.Ground.PAPERS]
        if self.actor.is_dealer:
            grounds.append(Registration.Ground.CAR)
        self.fields["seen"] = forms.ChoiceField(
            label=_("What you looked at"), choices=[(ground.value, ground.label) for ground in grounds]
        )
        self.order_fields(["seen", "note", "sure"])


class PapersInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Give all files of the name, not only the last."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class _Papers(forms.Form):
    """Papers of one kind."""

    kind = forms.ChoiceField(label=_("What the papers are"), choices=RegistrationPaper.Kind.choices)
    papers = PhotosField(
        label=_("Papers, as PDF or photo"),
        limit=MOST_AT_ONCE,
        max_length=200,
        widget=PapersInput({"multiple": True, "accept": ACCEPTED}),
        help_text=_(
            "1 to 5 files of at most 10 MB. Name, VIN and day must be legible; cover what nobody needs to see."
        ),
        error_messages={"too_many": _("Choose at most %(limit)s files; you chose %(count)s.")},
    )

    def sent_papers(self) -> list[Paper]:
        """The files as the services take them."""
        kind = self.cleaned_data["kind"]
        return [Paper(file, file.name or "", file.size or 0, kind) for file in self.cleaned_data["papers"]]


class ProofForm(_Papers, StepForm):
    """Papers for a registration of one's own."""

    field_order = ["kind", "papers"]

    def arguments(self) -> dict[str, Any]:
        """The papers alone."""
        return {"papers": self.sent_papers()}


class TakeOverForm(forms.Form):
    """What the next owner says of a car that they take over."""

    delivered_on = DayField(label=_("Received on"), help_text=_("The day on which you received the car."))
    odometer_km = OdometerField(label=_("Odometer on that day, km"))

    def __init__(self, *args: Any, dealers: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["dealer"] = workshop_field(dealers, nobody=_("Choose later"))


class ContestForm(_Papers):
    """That a car which somebody else registered is one's own."""

    vin = VinField()
    delivered_on = DayField(label=_("Delivered on"), help_text=_("The day you received the car, as on the papers."))
    odometer_km = OdometerField(label=_("Odometer on that day, km"))
    field_order = ["vin", "delivered_on", "odometer_km", "kind", "papers"]
