"""The form by which a manufacturer promises days and moves them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.fields import DayField, NumberField
from apps.core.money import Money, rounded

from .forms import QuantityField
from .forms_lines import LinesForm
from .models import LinePrice, OrderLine, Promise
from .selectors.order_prices import priced


class ConfirmForm(LinesForm):
    """The day by which each line will leave, how many lie ready, and why a day is moved to a later one."""

    page_template = "parts/_confirm.html"
    prefix_of_fields = "promised"
    column = _("Leaves on")
    button = _("Confirm")
    help = _(
        "Leave a day empty to answer for that line later. Fewer ready than open: the rest is shown as backordered "
        "until the day. A promise may be changed, to a later day only with a reason."
    )

    reason = forms.ChoiceField(
        label=_("Reason for a later day"),
        required=False,
        choices=[("", _("Choose a reason")), *Promise.Reason.choices],
        help_text=_("The dealer and the owner of the car read it."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ready = {f"ready_{line.pk}": line for line in self.lines.values()}
        for name, line in self.ready.items():
            self.fields[name] = QuantityField(
                label=_("Ready now of %(part)s") % {"part": line.part.number},
                least=0,
                most=line.quantity,
                required=False,
            )

        self.fields["price_reason"] = forms.ChoiceField(
            label=_("Reason for another price than the catalogue's"),
            required=False,
            choices=[("", _("Choose a reason")), *LinePrice.Reason.choices],
            help_text=_("The dealer reads it and may cancel. A higher price holds for what leaves a day later."),
        )
        self._ask_prices()

    def _ask_prices(self) -> None:
        """A price and a currency for each line, filled in with what was said last."""
        costs = priced(self.lines.values())
        self.priced = {f"price_{pk}": row.line for pk, row in costs.items()}
        for pk, row in costs.items():
            known, number = row.last, row.line.part.number
            label = _("Price of one %(part)s") % {"part": number}
            self.fields[f"price_{pk}"] = NumberField(
                label=label, required=False, initial=known and rounded(known.amount, known.currency)
            )
            self.fields[f"currency_{pk}"] = forms.CharField(
                label=_("Currency of %(part)s") % {"part": number},
                max_length=3,
                required=False,
                initial=known and known.currency,
                widget=forms.TextInput({"size": 3, "dir": "ltr", "autocomplete": "off"}),
            )

    def field_for(self, line: OrderLine) -> forms.Field:
        return DayField(label=_("Promised day for %(part)s") % {"part": line.part.number}, required=False)

    @property
    def answers(self) -> list[tuple[OrderLine, list[forms.BoundField]]]:
        """Each line with its day, how many lie ready, its price and currency."""
        names = ("promised", "ready", "price", "currency")
        return [(line, [self[f"{name}_{line.pk}"] for name in names]) for line in self.lines.values()]

    @property
    def rest(self) -> list[forms.BoundField]:
        return [field for field in super().rest if not field.name.startswith(("ready_", "price_", "currency_"))] + [
            self["price_reason"]
        ]

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        ready = {line.pk: data[name] for name, line in self.ready.items() if data.get(name) is not None}
        prices = {
            line.pk: Money(data[name], data[f"currency_{line.pk}"])
            for name, line in self.priced.items()
            if data.get(name) is not None and line.pk in self.chosen()
        }
        named = {name: data[name] for name in ("reason", "price_reason", "note")}
        return {"promised": self.chosen(), "ready": ready, "prices": prices, **named}
