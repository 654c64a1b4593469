"""What is typed in to ask another dealer for parts, and to offer, send and receive them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.casework.step_forms import StepForm
from apps.core.fields import DayField
from apps.core.fields import NumberField as AmountField
from apps.core.sent_twice import KeyedForm
from apps.organizations.models import ServicePoint

from .forms import QuantityField
from .services import Wish

_CODE: dict[str, Any] = {
    "label": _("Currency"),
    "max_length": 3,
    "min_length": 3,
    "help_text": _("Three letters, as USD."),
}


class AskForm(KeyedForm):
    """How many, for what, where to, and at which price."""

    quantity = QuantityField(label=_("How many"), initial=1)
    claim_number = forms.ChoiceField(
        label=_("For what"),
        required=False,
        help_text=_("The other dealer reads the number, and whether a car stands still."),
    )
    point = forms.ChoiceField(label=_("To service point"))
    price = AmountField(
        label=_("Price of a piece that you would pay"), required=False, help_text=_("Leave it empty: “say your price”.")
    )
    currency = forms.CharField(**_CODE, required=False)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=500, widget=forms.Textarea({"rows": 2}),
        help_text=_("Both dealers read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, claims: Iterable[str], points: Iterable[ServicePoint], **options: Any) -> None:
        super().__init__(*args, **options)
        self.points = {str(row.pk): row for row in points}
        offered: dict[str, list[tuple[Any, Any]]] = {
            "claim_number": [*((number, number) for number in claims), ("", _("For stock"))],
            "point": [(key, str(row)) for key, row in self.points.items()],
        }
        for name, choices in offered.items():
            chooser = self.fields[name]
            assert isinstance(chooser, forms.ChoiceField)
            chooser.choices = choices
        if not self.points:
            del self.fields["point"]
        self.fields["currency"].conditional = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("price") is not None and not data.get("currency") and "currency" not in self.errors:
            self.add_error("currency", _("Write in which currency the price is, as KES or CNY."))
        return data

    def wish(self) -> Wish:
        """What is asked for."""
        data = self.cleaned_data
        return Wish(
            data["quantity"], self.points.get(data.get("point", "")), data["claim_number"], data["price"],
            data["currency"], data["note"],
        )  # fmt: skip


class OfferForm(StepForm):
    """How many, at which price, sent by which day."""

    quantity = QuantityField(label=_("How many you give"))
    price = AmountField(label=_("Price of a piece"))
    currency = forms.CharField(**_CODE)
    send_by = DayField(label=_("Sent by"), help_text=_("The day by which it leaves you."))

    field_order = ("quantity", "price", "currency", "send_by", "note")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["quantity"].initial = self.case.quantity
        self.fields["price"].initial = self.case.price_wished
        self.fields["currency"].initial = self.case.currency_wished


class SendForm(StepForm):
    """Who carries it, and when it should be there."""

    carrier = forms.CharField(label=_("Carrier"), max_length=60)
    tracking = forms.CharField(label=_("Consignment number"), max_length=60, required=False)
    expected_on = DayField(label=_("Expected on"))


class CameForm(StepForm):
    """How many came."""

    quantity = QuantityField(label=_("How many came"), least=0, help_text=_("Nought, if none came."))

    field_order = ("quantity", "note")
