"""What is typed in for the steps of an order's lines; the services judge it again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.casework.moments import told_in
from apps.casework.step_forms import StepForm
from apps.organizations.scope import Side

from .forms import QuantityField
from .forms_papers import ConsignmentPapers, ShowsIt
from .models import MOST_IN_A_LINE, DeliveryProblem, OrderLine, PartsOrder
from .steps import lines_for


class LinesForm(StepForm):
    """One field for each line of an order that a step can move; empty means: not now."""

    page_template = "parts/_lines_form.html"
    prefix_of_fields = ""
    column: Any = ""
    button: Any = ""
    help: Any = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        able = lines_for(self.case, self.step.verb, self.actor)
        self.lines = {f"{self.prefix_of_fields}_{line.pk}": line for line in able}
        for name, line in self.lines.items():
            self.fields[name] = self.field_for(line)

    def field_for(self, line: OrderLine) -> forms.Field:
        raise NotImplementedError

    @property
    def rows(self) -> list[tuple[OrderLine, forms.BoundField]]:
        """Each line with its field, for the table of the page."""
        return [(line, self[name]) for name, line in self.lines.items()]

    @property
    def rest(self) -> list[forms.BoundField]:
        """What is asked once for all lines, below the table."""
        return [field for field in self.visible_fields() if field.name not in self.lines]

    def chosen(self) -> dict[int, Any]:
        """What was filled in, by line id."""
        data = self.cleaned_data
        return {line.pk: data[name] for name, line in self.lines.items() if data.get(name) is not None}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.get(name) is not None for name in self.lines):
            raise forms.ValidationError(_("Nothing was filled in. Fill in at least one line."))
        return data


class _QuantitiesForm(LinesForm):
    prefix_of_fields = "quantity"
    #: Whether a line is filled in with all of it, to be emptied where it does not move.
    all_of_it = True

    def arguments(self) -> dict[str, Any]:
        return {"line_ids": self.chosen(), "quantities": self.chosen(), **told_in(self.cleaned_data)}

    def field_for(self, line: OrderLine) -> forms.Field:
        return QuantityField(
            label=_("Quantity of %(part)s") % {"part": line.part.number},
            most=self.most_of(line),
            required=False,
            initial=line.quantity if self.all_of_it else None,
        )

    def most_of(self, line: OrderLine) -> int:
        return line.quantity


class DispatchForm(ConsignmentPapers, _QuantitiesForm):
    """How many of each line leave now, and under which consignment number."""

    column = _("Sent now")
    button = _("Mark as sent")
    help = _("Empty a line that does not leave now. Fewer than ordered: the rest stays open with its dates.")

    tracking = forms.CharField(
        label=_("Consignment number"),
        max_length=60,
        required=False,
        help_text=_("Or who carries the parts. Without it, the duty of dispatch runs on until the parts are there."),
    )
    carrier = forms.CharField(label=_("Carrier"), max_length=80, required=False)
    customs_number = forms.CharField(label=_("Customs declaration"), max_length=60, required=False)
    field_order = ("tracking", "carrier", "customs_number")

    def arguments(self) -> dict[str, Any]:
        named = ("tracking", "carrier", "customs_number")
        return {
            **super().arguments(),
            **{name: self.cleaned_data[name] for name in named},
            "files": self.papers_given(),
        }


class ReceiveForm(_QuantitiesForm):
    """How many of each line have arrived."""

    column = _("Arrived")
    button = _("Put into stock")
    help = _("Empty a line that has not arrived. Fewer than sent: the rest stays on its way.")

    def most_of(self, line: OrderLine) -> int:
        # More than was sent has a step of its own: the service says which.
        return MOST_IN_A_LINE


class ReportForm(ShowsIt, _QuantitiesForm):
    """How many of each line were lost, damaged or wrong, and what happened."""

    page_template = "parts/_report.html"
    all_of_it = False
    column = _("Lost, damaged or wrong")
    button = _("Report to the manufacturer")
    help = _("Fill in only what did not come as ordered, before you put the rest into stock. It is owed again.")

    problem = forms.ChoiceField(
        label=_("What is wrong"),
        choices=[("", _("Choose")), *((kind.value, kind.label) for kind in DeliveryProblem.OWED_AGAIN)],
    )
    claimed_from = forms.ChoiceField(
        label=_("Whom the damage is claimed from"),
        required=False,
        choices=[("", _("Nobody yet")), *DeliveryProblem.Claimed.choices],
    )

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        named = {name: data[name] for name in ("problem", "claimed_from", "note")}
        return {**super().arguments(), **named, "files": self.files_given()}


class ChosenLinesForm(StepForm):
    """Which of an order's lines a step is taken on."""

    page_template = "parts/_chosen_lines.html"
    button: Any = ""
    button_class = "button"

    lines = forms.MultipleChoiceField(label=_("Lines"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        able = lines_for(self.case, self.step.verb, self.actor)
        _offer(
            self, "lines", [(str(line.pk), f"{line.part.number} {line.part.name} × {line.quantity}") for line in able]
        )

    @property
    def heading(self) -> Any:
        """What the folded form is called."""
        return self.step.label

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {"line_ids": [int(value) for value in data.pop("lines")], **data}


class CancelForm(ChosenLinesForm):
    """Which lines are taken back, and why."""

    DEALER_REASONS = (OrderLine.Reason.NOT_NEEDED, OrderLine.Reason.MISTAKE, OrderLine.Reason.OTHER)
    MAKER_REASONS = (OrderLine.Reason.NOT_AVAILABLE, OrderLine.Reason.WRONG_PART, OrderLine.Reason.OTHER)
    button = _("Cancel the chosen lines")
    button_class = "button button--danger"

    reason = forms.ChoiceField(label=_("Reason"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reasons = self.DEALER_REASONS if self.actor.side is Side.DEALER else self.MAKER_REASONS
        _offer(self, "reason", [("", _("Choose a reason")), *((reason.value, reason.label) for reason in reasons)])

    @property
    def heading(self) -> Any:
        return _("Discard the draft") if self.case.status == PartsOrder.Status.DRAFT else self.step.label


class TrackForm(ChosenLinesForm):
    """The number of lines that left without one, or a number put right."""

    button = _("Give the number")

    tracking = forms.CharField(label=_("Consignment number, or who carries the parts"), max_length=60)


class ProveForm(ChosenLinesForm):
    """Which lines the carrier delivered, and what proves it."""

    button = _("Say that they were delivered")


class ContestForm(ChosenLinesForm):
    """Which reports the manufacturer does not accept, and why."""

    button = _("Set the objection beside the report")


def _offer(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
