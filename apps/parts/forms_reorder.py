"""Which suggested parts go into a draft, and how many of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.sent_twice import KeyedForm

from .forms import QuantityField
from .selectors import Suggestion


class SuggestionForm(KeyedForm):
    """A tick and a quantity for each suggested part of one manufacturer.

    Cleaned ``lines``: (part id, quantity) of the ticked ones.
    """

    def __init__(self, *args: Any, rows: Sequence[Suggestion], **options: Any) -> None:
        super().__init__(*args, **options)
        ids = [(str(row.part.pk), row.part.number) for row in rows]
        self.fields["parts"] = forms.TypedMultipleChoiceField(
            coerce=int,
            choices=ids,
            error_messages={
                "required": _("Tick at least one part."),
                "invalid_choice": _("An order goes to one manufacturer. Choose parts of one list, as it stands now."),
            },
        )
        for row in rows:
            self.fields[f"quantity_{row.part.pk}"] = QuantityField(
                label=row.part.number, required=False, initial=row.quantity
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        ticked = data.get("parts") or []
        empty = [pk for pk in ticked if not self.has_error(f"quantity_{pk}") and not data.get(f"quantity_{pk}")]
        for pk in empty:
            self.add_error(f"quantity_{pk}", _("Say how many to order, or take away the tick."))
        data["lines"] = [(pk, data[f"quantity_{pk}"]) for pk in ticked if data.get(f"quantity_{pk}")]
        return data
