"""What dealers and manufacturers type in; the services judge it again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.casework.step_forms import StepForm
from apps.core.fields import WholeNumberField
from apps.core.sent_twice import KeyedForm, version_field
from apps.core.wording import country_label
from apps.organizations.models import Appointment

from .forms_superseded import AsksOfSuperseded
from .models import LONGEST_REFERENCE, MOST_IN_A_LINE, PartsOrder
from .numbers import clean_number
from .services.orders import MOST_LINES

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
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}

    def clean(self, value: Any) -> str:
        return clean_number(super().clean(value))


class OrderForm(AsksOfSuperseded, KeyedForm):
    """The head of a new order."""

    appointment = forms.ChoiceField(label=_("Manufacturer"))
    priority = forms.ChoiceField(
        label=_("Order class"),
        choices=PartsOrder.Priority.choices,
        initial=PartsOrder.Priority.DAILY,
        help_text=_("“Vehicle off road” only when a car stands still for the part."),
    )
    reference = forms.CharField(
        label=_("Your reference"),
        required=False,
        max_length=LONGEST_REFERENCE,
        help_text=_("Your own number of this order; the same one is never ordered twice."),
    )
    note = forms.CharField(
        label=_("Note to the manufacturer"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )
    field_order = ("superseded", "appointment", "priority", "reference", "note", "request_key")

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


class SubmitForm(AsksOfSuperseded, StepForm):
    """Nothing but the button, unless parts of it were replaced; the draft can also be changed."""

    page_template = "parts/_submit.html"
