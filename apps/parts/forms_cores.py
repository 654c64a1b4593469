"""What is typed in of cores; the services judge it again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.casework.step_forms import StepForm
from apps.core.fields import DayField
from apps.core.fields import NumberField as AmountField

from .forms import QuantityField
from .forms_catalogue import OfPart
from .forms_papers import WithFiles
from .models import Core
from .services.cores import MOST_DAYS

_CHOOSE = ("", _("Choose"))


class DepositForm(OfPart):
    """Which deposit it carries, from when, and how long its core may take to come back."""

    amount = AmountField(label=_("Deposit for one"), min_value=0, help_text=_("0: none any more."))
    currency = forms.CharField(label=_("Currency"), max_length=3, min_length=3, help_text=_("Three letters, as USD."))
    days = QuantityField(label=_("Days to return the used part"), most=MOST_DAYS, initial=60)
    starts_on = DayField(label=_("For orders from"))


class SendCoreForm(WithFiles, StepForm):
    """How many, and who carries them."""

    tracking = forms.CharField(label=_("Consignment number, or who carries the parts"), max_length=60)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        owed = self.case.quantity
        self.fields["quantity"] = QuantityField(label=_("How many"), most=owed, initial=owed)
        self.order_fields(["quantity", "tracking", "photos", "paper"])


class CreditCoreForm(WithFiles, StepForm):
    """How many are accepted, and why the others are not."""

    refusal = forms.ChoiceField(
        label=_("Why the others are not"), choices=[("", _("All are accepted")), *Core.Refusal.choices], required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        sent = self.case.quantity
        self.fields["accepted"] = QuantityField(label=_("How many are accepted"), most=sent, initial=sent)
        self.order_fields(["accepted", "refusal", "note", "photos", "paper"])


class RefuseCoreForm(WithFiles, StepForm):
    """Why none is."""

    refusal = forms.ChoiceField(label=_("Reason"), choices=[_CHOOSE, *Core.Refusal.choices])
    field_order = ("refusal", "note", "photos", "paper")
