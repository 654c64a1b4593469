"""What workshops write about costs, and rates and rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.step_forms import StepForm
from apps.core.fields import DayField, NumberField, WholeNumberField
from apps.core.money import CURRENCIES
from apps.core.wording import money_text
from apps.organizations.models import Organization
from apps.parts.models import OrderLine
from apps.parts.selectors.order_prices import Priced, priced

from .given import LineGiven
from .models import CostLine, Estimate, FaultCode, Settlement
from .services.settlements import WHY

_CHOOSE = ("", _("Choose"))


class CurrencyField(forms.CharField):
    """A code of ISO 4217, however it is typed; cleans to capitals."""

    def __init__(self, **options: Any) -> None:
        shown = forms.TextInput({"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters", "size": 4})
        super().__init__(**{"label": _("Currency"), "max_length": 10, "widget": shown, **options})

    def clean(self, value: Any) -> str:
        code = str(super().clean(value)).strip().upper()
        if code and code not in CURRENCIES:
            raise forms.ValidationError(
                _("“%(value)s” is no currency: write its code of three letters, as KES or CNY."), params={"value": code}
            )
        return code


class LineForm(StepForm):
    """A line of cost; which figures are needed follows from its kind."""

    replaces = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[_CHOOSE, *CostLine.Kind.choices])
    words = forms.CharField(label=_("What it is for"), max_length=300)
    code = forms.CharField(label=_("Operation code"), max_length=40, required=False)
    hours = NumberField(label=_("Standard hours"), required=False, help_text=_("For labour, in tenths of an hour."))
    rate = NumberField(label=_("Rate per hour"), required=False)
    source = forms.ChoiceField(
        label=_("Where the part is from"), choices=[_CHOOSE, *CostLine.Source.choices], required=False
    )
    part_number = forms.CharField(
        label=_("Part number"), max_length=40, required=False, widget=forms.TextInput({"dir": "ltr"})
    )
    order_line = forms.TypedChoiceField(label=_("Part ordered for this request"), coerce=int, required=False)
    quantity = NumberField(label=_("Quantity"), required=False)
    unit_price = NumberField(
        label=_("Unit price"), required=False, help_text=_("Left empty of an ordered part: what was confirmed.")
    )
    amount = NumberField(label=_("Amount"), required=False, help_text=_("For work of another firm, and for tax."))
    currency = CurrencyField()
    causal = forms.BooleanField(label=_("This part caused the fault"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        lines: Any = self.fields["order_line"]
        lines.choices = [_CHOOSE, *_ordered(self.case)]
        lines.empty_value = None
        for name in (
            "code",
            "hours",
            "rate",
            "source",
            "part_number",
            "order_line",
            "quantity",
            "unit_price",
            "amount",
        ):
            # Needed for one kind and not for another.
            self.fields[name].conditional = True  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return {"given": LineGiven.of(self.cleaned_data)}


class DoneLineForm(LineForm):
    """A line as done: what became of the faulty part, and which line of the estimate it carries out."""

    planned = forms.TypedChoiceField(label=_("Line of the estimate"), coerce=int, required=False)
    fate = forms.ChoiceField(label=_("The faulty part"), choices=[_CHOOSE, *CostLine.Fate.choices], required=False)
    serial_old = forms.CharField(label=_("Serial number, old part"), max_length=40, required=False)
    serial_new = forms.CharField(label=_("Serial number, new part"), max_length=40, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        planned: Any = self.fields["planned"]
        estimate = self.case.estimate
        planned.choices = [
            ("", pgettext_lazy("line of an estimate", "None")),
            *((line.pk, line.words) for line in (estimate.lines.standing() if estimate else ())),
        ]
        planned.empty_value = None


class StrikeForm(StepForm):
    """Which line to strike."""

    line = forms.TypedChoiceField(label=_("Line"), coerce=int)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        lines: Any = self.fields["line"]
        lines.choices = [_CHOOSE, *((line.pk, str(line)) for line in self.case.lines.standing())]


class SubmitForm(StepForm):
    """Handing in: what came to more than was authorised is explained."""

    exceeded_why = forms.CharField(
        label=WHY.label, max_length=WHY.most, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.case.estimate is None:
            del self.fields["exceeded_why"]
        else:
            self.fields["exceeded_why"].conditional = True  # type: ignore[attr-defined]


class FaultForm(forms.Form):
    """A code that a control unit gave."""

    system = forms.ChoiceField(label=_("Kind of code"), choices=FaultCode.System.choices)
    code = forms.CharField(
        label=_("Fault code"), max_length=40, widget=forms.TextInput({"dir": "ltr", "autocomplete": "off"})
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class RateForm(forms.Form):
    """What one currency was in another on a day."""

    currency = CurrencyField(label=_("One of"))
    into = CurrencyField(label=_("in"), initial="CNY")
    rate = NumberField(label=_("is"), help_text=_("As 0.0553: so much of the second currency for one of the first."))
    day = DayField(label=_("On the day"))
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Bank or paper, as people can look it up."))


class RuleForm(forms.Form):
    """By which rule small settlements pass."""

    workshop = forms.ModelChoiceField(
        label=_("Dealer"),
        queryset=Organization.objects.none(),
        required=False,
        empty_label=_("All without a rule of their own"),
    )
    limit = NumberField(label=_("Limit"), help_text=_("0 lets none pass."))
    currency = CurrencyField(initial="CNY")
    one_in = WholeNumberField(label=_("Look at one in"), help_text=_("1 looks at each; which ones, nobody chooses."))
    effective_from = DayField(label=_("Effective from"))
    grounds = forms.CharField(label=_("Grounds"), max_length=300)

    def __init__(self, *args: Any, manufacturer_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["workshop"]
        chosen.queryset = dealers_of(manufacturer_id)


class PaymentForm(forms.Form):
    """That a batch was paid."""

    paid_on = DayField(label=_("Paid on"))
    reference = forms.CharField(
        label=_("Reference"), max_length=60, help_text=_("As the dealer finds it on the account.")
    )


def dealers_of(manufacturer_id: int) -> Any:
    """The dealers that a manufacturer appointed, by name."""
    rows = Organization.objects.filter(appointments_held__manufacturer_id=manufacturer_id)
    return rows.order_by("name", "id").distinct()


def _ordered(case: Estimate | Settlement) -> list[tuple[int, str]]:
    """Parts ordered for the request, with what was confirmed of their price."""
    lines = OrderLine.objects.filter(order__claim_number=case.claim.number, order__dealer_id=case.dealer_id)
    costs = priced(lines.select_related("part", "problem").order_by("id"))
    return [(pk, _with_price(row)) for pk, row in costs.items()]


def _with_price(row: Priced) -> str:
    """A part of an order as the choice says it."""
    each = row.each and money_text(row.each.amount, row.each.currency)
    return f"{row.line.part}: {each}" if each else str(row.line.part)
