"""What is typed in to send parts to another service point, and to receive fewer than were sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.step_forms import StepForm
from apps.core.errors import Refused
from apps.core.sent_twice import KeyedForm
from apps.organizations.models import ServicePoint

from .bin_words import bin_words
from .forms import NumberField, QuantityField
from .models import Bin, Part

#: Lines that the form shows; more go with another transfer.
ROWS = 4


class TransferForm(KeyedForm):
    """Where to, and lines of bin, part number and quantity; empty lines are left out."""

    target = forms.ChoiceField(label=_("To service point"))
    bin = forms.ChoiceField(label=pgettext_lazy("stock", "From bin"))

    def __init__(self, *args: Any, points: Iterable[ServicePoint], bins: Iterable[Bin], **options: Any) -> None:
        super().__init__(*args, **options)
        self.points = {str(point.pk): point for point in points}
        self.bins = {str(row.pk): row for row in bins}
        offered = {
            "target": {key: str(point) for key, point in self.points.items()},
            "bin": {key: bin_words(row) for key, row in self.bins.items()},
        }
        for name, words in offered.items():
            chooser = self.fields[name]
            assert isinstance(chooser, forms.ChoiceField)
            chooser.choices = [("", _("Choose")), *words.items()]
        for row in range(1, ROWS + 1):
            self.fields[f"number_{row}"] = NumberField(label=_("Part number %(row)d") % {"row": row}, required=row == 1)
            self.fields[f"quantity_{row}"] = QuantityField(
                label=_("Quantity %(row)d") % {"row": row}, required=row == 1
            )
            for name in (f"number_{row}", f"quantity_{row}"):
                # Of a line that is begun, both are needed.
                self.fields[name].conditional = row > 1  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for row in range(2, ROWS + 1):
            number, quantity = data.get(f"number_{row}"), data.get(f"quantity_{row}")
            if number and quantity is None and f"quantity_{row}" not in self.errors:
                self.add_error(f"quantity_{row}", _("Write how many."))
            if quantity and not number and f"number_{row}" not in self.errors:
                self.add_error(f"number_{row}", _("Write the part number, or empty the quantity."))
        return data

    def lines(self, parts: Any) -> list[tuple[Part, Bin, int]]:
        """(part, bin, quantity) of each line among ``parts``; raises Refused for an unknown number."""
        data, place = self.cleaned_data, self.bins[self.cleaned_data["bin"]]
        found = []
        for row in range(1, ROWS + 1):
            if number := data[f"number_{row}"]:
                part = parts.filter(number=number).first()
                if part is None:
                    text = _("“%(number)s” is no part of your stock: look it up in the list.")
                    raise Refused(text % {"number": number}, field=f"number_{row}", code="unknown_part")
                found.append((part, place, data[f"quantity_{row}"]))
        return found


class ReceiveSomeForm(StepForm):
    """How many of each line came."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows = {f"line_{line.pk}": line for line in self.case.lines.select_related("part")}
        for name, line in self.rows.items():
            label = _("Came of %(part)s, of %(sent)s sent") % {"part": line.part.number, "sent": line.quantity}
            self.fields[name] = QuantityField(label=label, least=0, most=line.quantity, initial=line.quantity)
        self.order_fields([*self.rows, "note"])

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"quantities": {line.pk: data[name] for name, line in self.rows.items()}, "note": data["note"]}
