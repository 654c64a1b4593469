"""Photos and papers beside reports, consignments, returns and cores, as forms take them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.casework.step_forms import StepForm
from apps.core.errors import Refused
from apps.core.photo_input import PhotosField
from apps.organizations.scope import Side

from .models import OrderPaper
from .paper_files import ACCEPTED, MOST_AT_ONCE, NewPaper, read_all
from .services.papers import NO_FILE
from .steps import lines_for


class ReadsFiles(forms.Form):
    """A form that reads what was sent in its file fields: ``read_into`` puts refusals beside the field."""

    def read_into(self, name: str, kind: str = "") -> list[NewPaper]:
        """What a field holds, read; empty where the reading was refused."""
        sent = self.cleaned_data.get(name) or []
        try:
            return read_all(sent if isinstance(sent, list) else [sent], field=name, kind=kind)
        except Refused as refused:
            self.add_error(name, str(refused.message))
            return []


class ShowsIt(ReadsFiles):
    """Photos, and one PDF, that show what a report says."""

    photos = PhotosField(
        label=_("Photos"),
        limit=MOST_AT_ONCE,
        required=False,
        help_text=_("Up to 8. Place and time stored in them are removed."),
    )
    paper = forms.FileField(
        label=_("Paper, as PDF"),
        required=False,
        widget=forms.FileInput({"accept": "application/pdf"}),
        help_text=_("A waybill with the driver's remark, for example; 10 MB at most."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._given = [*self.read_into("photos"), *self.read_into("paper")]
        return data

    def files_given(self) -> list[NewPaper]:
        """The files, read."""
        return self._given


class WithFiles(ShowsIt):
    """Its clean data hold the files, read, in place of the two fields."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        given = {name: value for name, value in data.items() if name not in ("photos", "paper")}
        return {**given, "files": self.files_given()}


class MustShow(ShowsIt):
    """A form of files alone: without one, it says nothing."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not self.files_given():
            self.add_error("photos", NO_FILE)
        return data


def _paper_field(label: Any) -> forms.FileField:
    return forms.FileField(label=label, required=False, widget=forms.FileInput({"accept": ACCEPTED}))


class ConsignmentPapers(ReadsFiles):
    """The papers of a consignment, one of each kind; PDF or photo."""

    KINDS = {
        "waybill": OrderPaper.Kind.WAYBILL,
        "invoice": OrderPaper.Kind.INVOICE,
        "packing_list": OrderPaper.Kind.PACKING_LIST,
        "customs_paper": OrderPaper.Kind.CUSTOMS,
    }
    waybill = _paper_field(_("Waybill, PDF or photo"))
    invoice = _paper_field(_("Invoice, PDF or photo"))
    packing_list = _paper_field(_("Packing list, PDF or photo"))
    customs_paper = _paper_field(_("Customs declaration, PDF or photo"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._papers = [paper for name, kind in self.KINDS.items() for paper in self.read_into(name, kind)]
        return data

    def papers_given(self) -> list[NewPaper]:
        """The papers, read."""
        return self._papers


class AttachForm(MustShow, StepForm):
    """More files: the dealer's beside a report that is not answered yet, the manufacturer's beside a consignment."""

    page_template = "parts/_papers_form.html"
    button = _("Add them")

    about = forms.TypedChoiceField(label=_("What they belong to"), coerce=int)
    kind = forms.ChoiceField(
        label=_("Kind of paper"), choices=[(kind.value, kind.label) for kind in OrderPaper.OF_A_CONSIGNMENT]
    )
    field_order = ("about", "kind", "photos", "paper")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sends = self.actor.side is Side.MANUFACTURER
        if not self.sends:
            del self.fields["kind"]
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = self._consignments() if self.sends else self._reports()

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.sends:
            return {"line": data["about"], "files": self.files_given()}
        return {"consignment": data["about"], "files": [paper.as_a(data["kind"]) for paper in self.files_given()]}

    def _reports(self) -> list[tuple[str, str]]:
        lines = lines_for(self.case, "attach", self.actor)
        return [
            (str(line.pk), f"{line.part.number} × {line.quantity}: {line.problem.get_kind_display()}") for line in lines
        ]

    def _consignments(self) -> list[tuple[str, str]]:
        rows = self.case.consignments.order_by("-sent_at", "-id")
        return [
            (str(row.pk), " ".join(filter(None, (f"{row.sent_at:%Y-%m-%d}", row.carrier, row.number)))) for row in rows
        ]
