"""What came over: how it is told and answered, on pages and over the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.core.api_fields import Number, Text, Truth, WholeNumber

from .forms import QuantityField
from .forms_lines import ChosenLinesForm, LinesForm
from .forms_papers import ShowsIt
from .lines_input import LinesField
from .models import MOST_IN_A_LINE, OrderLine
from .order_input import ChosenLines
from .papers_data import WithFilesData
from .services.orders import MOST_LINES
from .steps import lines_for


class ReportOverForm(ShowsIt, LinesForm):
    """How many more of each line came than were sent, and whether the dealer would buy them."""

    page_template = "parts/_report.html"
    prefix_of_fields = "more"
    column = _("More than was sent")
    button = _("Report to the manufacturer")
    help = _(
        "Fill in only how many more there are: they are put into quarantine, and you owe nothing for them. The "
        "manufacturer says whether you may keep them."
    )

    would_keep = forms.BooleanField(label=_("We would buy them at the price of the order"), required=False)

    def field_for(self, line: OrderLine) -> forms.Field:
        return QuantityField(label=_("How many more of %(part)s came") % {"part": line.part.number}, required=False)

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        said = {"would_keep": data["would_keep"], "note": data["note"], "files": self.files_given()}
        return {"quantities": self.chosen(), **said}


class KeepOverForm(ChosenLinesForm):
    """Which pieces the dealer may keep: of those that it would buy."""

    page_template = "parts/_over_form.html"
    button = _("Let the dealer keep them")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        wanted = [line for line in lines_for(self.case, self.step.verb, self.actor) if line.problem.would_keep]
        field = self.fields["lines"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(line.pk), f"{line.part.number} {line.part.name} × {line.quantity}") for line in wanted]


class CallBackForm(ChosenLinesForm):
    """Which pieces the manufacturer wants back."""

    button = _("Ask for them back")


class SendBackForm(ChosenLinesForm):
    """Which pieces leave, and under which number."""

    button = _("Say that they are on their way back")

    tracking = forms.CharField(label=_("Consignment number, or who carries the parts"), max_length=60)


class MoreOfALine(serializers.Serializer[Any]):
    line = Number()
    more = WholeNumber(min_value=1, max_value=MOST_IN_A_LINE, help_text="How many more came than were sent.")


class ReportOverData(WithFilesData):
    """What came over lies in quarantine from then on. ``would_keep``: you would buy it at the price of the order.

    Sent as JSON, or as a form with ``files`` (PDFs or photos that show it) and each of ``lines`` as JSON.
    """

    lines = LinesField(child=MoreOfALine(), min_length=1, max_length=MOST_LINES)
    would_keep = Truth(default=False)

    def arguments(self, case: Any) -> dict[str, Any]:
        given = super().arguments(case)
        return {"quantities": {row["line"]: row["more"] for row in given.pop("lines")}, **given}


class OverData(ChosenLines):
    """``lines`` left out: all that came over."""


class SendBackData(ChosenLines):
    """``lines`` left out: all that came over and are still here."""

    tracking = Text(max_length=60)
