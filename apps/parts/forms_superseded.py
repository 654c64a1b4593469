"""Asking what is wanted of parts that were replaced, by whichever form sends an order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .services.order_catalogue import Superseded


def _choices() -> list[tuple[str, Any]]:
    return [("", _("Choose")), *Superseded.choices]


class AsksOfSuperseded(forms.Form):
    """A form with the field ``superseded``: out of sight until the service asks, since most orders need no answer."""

    superseded = forms.ChoiceField(
        label=_("Superseded parts"),
        required=False,
        choices=_choices,
        widget=forms.HiddenInput,
        help_text=_("The old part stays ordered only where it is still supplied."),
    )

    def add_error(self, field: str | None, error: Any) -> None:
        if field == "superseded":
            asked = self.fields["superseded"]
            asked.widget = forms.Select(choices=_choices())
            asked.widget.is_required = False
        super().add_error(field, error)
