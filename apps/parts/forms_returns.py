"""What is typed in to return parts, and to answer who returns them; the services judge it again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.casework.step_forms import StepForm
from apps.core.fields import DayField
from apps.core.fields import NumberField as AmountField
from apps.core.sent_twice import KeyedForm

from .bin_words import bin_words
from .forms import QuantityField
from .forms_papers import MustShow, WithFiles
from .models import Bin, BinBalance, OrderLine, PartReturn

_CHOOSE = ("", _("Choose"))
#: What the form proposes; the dealer's week to pack is the least.
_USUAL = timedelta(days=30)


class AskReturnForm(WithFiles, KeyedForm):
    """How many of a received line go back, why, and what shows it."""

    quantity = QuantityField(label=_("How many"))
    reason = forms.ChoiceField(label=_("Reason"), choices=[_CHOOSE, *PartReturn.Reason.choices])
    note = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What is wrong with it, or why it is not needed. The manufacturer reads it."),
    )

    def __init__(self, *args: Any, line: OrderLine, most: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.line = line
        self.fields["quantity"] = QuantityField(label=_("How many"), most=max(most, 1), initial=max(most, 1))
        self.order_fields(["quantity", "reason", "note", "photos", "paper"])


class GrantForm(StepForm):
    """Under which number, at whose cost, by when."""

    return_number = forms.CharField(
        label=_("Return number"),
        max_length=40,
        help_text=_("The parts carry it, so that they are known when they come."),
    )
    payer = forms.ChoiceField(label=_("Who pays the way"), choices=[_CHOOSE, *PartReturn.Payer.choices])
    send_by = DayField(label=_("To be sent by"), help_text=_("In a week at the soonest. Not sent by then, it lapses."))
    field_order = ("return_number", "payer", "send_by", "note")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["send_by"].initial = timezone.localdate() + _USUAL


class RefuseForm(StepForm):
    """Why it is not taken back."""

    refusal = forms.ChoiceField(label=_("Reason"), choices=[_CHOOSE, *PartReturn.Refusal.choices])
    field_order = ("refusal", "note")


class SendForm(StepForm):
    """How many leave which bin, and who carries them."""

    tracking = forms.CharField(label=_("Consignment number, or who carries the parts"), max_length=60)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.bins = {str(row.bin_id): row.bin for row in _lying(self.case)}
        granted = self.case.quantity
        self.fields["quantity"] = QuantityField(label=_("How many"), most=granted, initial=granted)
        choices = [(key, bin_words(row)) for key, row in self.bins.items()]
        self.fields["source"] = forms.ChoiceField(
            label=_("From bin"),
            choices=[_CHOOSE, *choices],
            initial=choices[0][0] if len(choices) == 1 else "",
            help_text=_("Shelves and quarantine where the part lies. What requests are kept stays."),
        )
        self.order_fields(["quantity", "source", "tracking"])

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "source": self.bins[self.cleaned_data["source"]]}


def _lying(case: PartReturn) -> Iterable[BinBalance]:
    rows = BinBalance.objects.filter(dealer_id=case.dealer_id, part_id=case.part_id, on_hand__gt=0)
    return rows.exclude(bin__kind=Bin.Kind.TRANSIT).select_related("bin__point").order_by("bin__code", "id")


class FoundForm(WithFiles, StepForm):
    """How many came, as what, and what shows it."""

    finding = forms.ChoiceField(label=_("As what"), choices=[_CHOOSE, *PartReturn.Finding.choices])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        sent = self.case.sent or 0
        self.fields["found"] = QuantityField(label=_("How many came"), least=0, most=sent, initial=sent)
        self.order_fields(["found", "finding", "note", "photos", "paper"])


class AttachToReturnForm(MustShow, StepForm):
    """More files, of whoever may add some now."""

    def arguments(self) -> dict[str, Any]:
        return {"files": self.files_given()}


class CreditForm(StepForm):
    """How much, and whether that is all of it."""

    amount = AmountField(label=_("Amount"))
    currency = forms.CharField(
        label=_("Currency"),
        max_length=3,
        help_text=_("Its code of three letters, as KES or CNY."),
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters", "size": 4}),
    )
    in_full = forms.BooleanField(label=_("That is all that was paid for the pieces"), required=False, initial=True)
    field_order = ("amount", "currency", "in_full", "note")


class BackForm(StepForm):
    """How many are on the shelf again."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        sent = self.case.sent or 0
        self.fields["quantity"] = QuantityField(label=_("How many came back"), most=sent, initial=sent)
        self.order_fields(["quantity", "note"])
