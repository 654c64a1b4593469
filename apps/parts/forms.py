"""What dealers and manufacturers type in; the services judge it again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.casework.moments import told_in
from apps.casework.step_forms import StepForm
from apps.core.fields import DayField, WholeNumberField
from apps.core.sent_twice import KeyedForm, version_field
from apps.core.wording import country_label
from apps.organizations.models import Appointment
from apps.organizations.scope import Side
from apps.vehicles.components import Component

from .models import MOST_IN_A_LINE, MOST_ON_HAND, DeliveryProblem, OrderLine, PartsOrder
from .numbers import clean_number
from .services.orders import MOST_LINES
from .steps import lines_for

#: Lines that an empty order form shows, and that "add another line" adds.
EMPTY_LINES = 3


class QuantityField(WholeNumberField):
    """A whole number within bounds, whose errors name the bounds."""

    def __init__(self, *, most: int = MOST_IN_A_LINE, least: int = 1, **options: Any) -> None:
        message = _("Write a whole number from %(least)s to %(most)s.") % {"least": least, "most": most}
        errors = dict.fromkeys(("min_value", "max_value"), message)
        super().__init__(min_value=least, max_value=most, error_messages=errors, **options)


class NumberField(forms.CharField):
    """A part number, brought to the form it is kept in."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=60, **options)
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean(self, value: Any) -> str:
        return clean_number(super().clean(value))


class OrderForm(KeyedForm):
    """The head of a new order."""

    appointment = forms.ChoiceField(label=_("Manufacturer"))
    priority = forms.ChoiceField(
        label=_("Order class"),
        choices=PartsOrder.Priority.choices,
        initial=PartsOrder.Priority.DAILY,
        help_text=_("“Vehicle off road” only when a car stands still for the part."),
    )
    note = forms.CharField(
        label=_("Note to the manufacturer"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )
    field_order = ("appointment", "priority", "note", "request_key")

    def __init__(self, *args: Any, appointments: Iterable[Appointment], **options: Any) -> None:
        super().__init__(*args, **options)
        self.appointments = {str(row.pk): row for row in appointments}
        field = self.fields["appointment"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (key, f"{row.manufacturer.name} ({country_label(str(row.country))})")
            for key, row in self.appointments.items()
        ]

    def chosen(self) -> Appointment:
        """The appointment that the order rests on."""
        return self.appointments[self.cleaned_data["appointment"]]


class DraftForm(forms.Form):
    """The head of a draft that is changed; its manufacturer stays."""

    version = version_field(required=True)
    priority = forms.ChoiceField(label=_("Order class"), choices=PartsOrder.Priority.choices)
    note = forms.CharField(
        label=_("Note to the manufacturer"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )


class LineForm(forms.Form):
    """One part and how many; left empty, it is no line."""

    number = NumberField(label=_("Part number"), required=False)
    quantity = QuantityField(label=_("Quantity"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("number") and data.get("quantity") is None and "quantity" not in self.errors:
            self.add_error("quantity", _("Write how many, from 1 to %(most)s.") % {"most": MOST_IN_A_LINE})
        if data.get("quantity") and not data.get("number") and "number" not in self.errors:
            self.add_error("number", _("Write the part number, or empty the quantity."))
        return data


LineFormSet = forms.formset_factory(
    LineForm, extra=EMPTY_LINES, max_num=MOST_LINES, absolute_max=MOST_LINES, validate_max=True
)


class SubmitForm(StepForm):
    """Nothing but the button; the draft can also be changed."""

    page_template = "parts/_submit.html"


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


class ConfirmForm(LinesForm):
    """The day by which each line will leave."""

    prefix_of_fields = "promised"
    column = _("Leaves on")
    button = _("Confirm")
    help = _("Leave a day empty to answer for that line later. A promise may be changed; measures keep the first.")

    def arguments(self) -> dict[str, Any]:
        return {"promised": self.chosen()}

    def field_for(self, line: OrderLine) -> forms.Field:
        return DayField(label=_("Promised day for %(part)s") % {"part": line.part.number}, required=False)


class _QuantitiesForm(LinesForm):
    prefix_of_fields = "quantity"
    #: Whether a line is filled in with all of it, to be emptied where it does not move.
    all_of_it = True

    def arguments(self) -> dict[str, Any]:
        return {"line_ids": self.chosen(), "quantities": self.chosen(), **told_in(self.cleaned_data)}

    def field_for(self, line: OrderLine) -> forms.Field:
        return QuantityField(
            label=_("Quantity of %(part)s") % {"part": line.part.number},
            most=line.quantity,
            required=False,
            initial=line.quantity if self.all_of_it else None,
        )


class DispatchForm(_QuantitiesForm):
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

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "tracking": self.cleaned_data["tracking"]}


class ReceiveForm(_QuantitiesForm):
    """How many of each line have arrived."""

    column = _("Arrived")
    button = _("Put into stock")
    help = _("Empty a line that has not arrived. Fewer than sent: the rest stays on its way.")


class ReportForm(_QuantitiesForm):
    """How many of each line were lost, damaged or wrong, and what happened."""

    page_template = "parts/_report.html"
    all_of_it = False
    column = _("Lost, damaged or wrong")
    button = _("Report to the manufacturer")
    help = _("Fill in only what did not come as ordered, before you put the rest into stock. It is owed again.")

    problem = forms.ChoiceField(label=_("What is wrong"), choices=[("", _("Choose")), *DeliveryProblem.Kind.choices])

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**super().arguments(), "problem": data["problem"], "note": data["note"]}


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


class CountForm(KeyedForm):
    """What stands on the shelf by a count, and why it differs."""

    counted = QuantityField(label=_("Counted"), least=0, most=MOST_ON_HAND)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("As in: yearly count, broken, found behind the shelf.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(KeyedForm):
    """Parts given out or taken in by hand."""

    quantity = QuantityField(label=_("Quantity"))
    reference = forms.CharField(label=_("For what"), max_length=60, help_text=_("As in: invoice or job number."))


class LevelForm(forms.Form):
    level = QuantityField(
        label=_("Reorder level"), least=0, help_text=_("Below it, the part is listed to be ordered. 0: not watched.")
    )


class PartForm(forms.Form):
    """A part of the own catalogue; its number stays once it is there."""

    number = NumberField(label=_("Part number"))
    name = forms.CharField(label=_("Name"), max_length=150)
    component = forms.ChoiceField(
        label=_("Component"),
        required=False,
        choices=[("", _("Not said")), *Component.choices],
        help_text=_("A workshop that orders it for a request on another component says why."),
    )
    active = forms.BooleanField(label=_("Can be ordered"), required=False, initial=True)

    def __init__(self, *args: Any, keep_number: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if keep_number:
            self.fields["number"].disabled = True


class SuggestionForm(KeyedForm):
    """Which suggested parts of one manufacturer go into a draft."""

    appointment = forms.TypedChoiceField(coerce=int)
    parts = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, *args: Any, offered: dict[int, list[int]], **options: Any) -> None:
        """``offered``: ids of the suggested parts by appointment."""
        super().__init__(*args, **options)
        self.offered = offered
        for name, values in (("appointment", offered), ("parts", {pk for ids in offered.values() for pk in ids})):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(str(value), str(value)) for value in values]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            strangers = set(data["parts"]) - set(self.offered[data["appointment"]])
            if strangers:
                raise forms.ValidationError(_("An order goes to one manufacturer. Choose parts of one list."))
        return data
