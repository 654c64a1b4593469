"""The form over many orders' lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.fields import DayField
from apps.core.sent_twice import KeyedForm

from .models import OrderLine, Promise

PROMISE, DISPATCH = "promise", "dispatch"


class DeskForm(KeyedForm):
    """Which lines, what is done with them, and what it needs."""

    deed = forms.ChoiceField(
        label=_("What is done"),
        choices=[(PROMISE, _("Promise a day")), (DISPATCH, _("Mark as sent, all of each line"))],
        widget=forms.RadioSelect,
        initial=PROMISE,
    )
    day = DayField(label=_("Leaves on"), required=False)
    reason = forms.ChoiceField(
        label=_("Reason for a later day"), required=False, choices=[("", _("Choose a reason")), *Promise.Reason.choices]
    )
    note = forms.CharField(label=_("In a few words"), max_length=300, required=False)
    tracking = forms.CharField(label=_("Consignment number"), max_length=60, required=False)
    lines = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": _("Choose at least one line.")})

    def __init__(self, *args: Any, offered: Sequence[OrderLine], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["lines"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(line.pk), str(line.pk)) for line in offered]

    @property
    def asked(self) -> list[forms.BoundField]:
        """What is asked once for all lines."""
        return [field for field in self.visible_fields() if field.name != "lines"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("deed") == PROMISE and not data.get("day") and "day" not in self.errors:
            self.add_error("day", _("Name the day by which these lines leave."))
        return data
