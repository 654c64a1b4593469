"""Fields of forms for numbers and days, which read whatever has one reading and ask when there are two."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .days import read_day
from .errors import Refused
from .figures import read_decimal, read_whole


class WholeNumberField(forms.IntegerField):
    """A whole number as people write it; ``units`` may stand behind it.

    A text box with the keys for figures: number boxes of browsers read group signs in the way of their own language.
    """

    def __init__(self, *, units: Iterable[str] = (), **options: Any) -> None:
        self.units = tuple(units)
        attributes = {"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}
        super().__init__(**{"widget": forms.TextInput(attributes), **options})

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, int):
            return value
        try:
            return read_whole(str(value), units=self.units)
        except Refused as refused:
            raise ValidationError(str(refused.message), code="invalid") from None


class NumberField(forms.DecimalField):
    """A number with a part as people write it, as an amount or a share; 1,234 has two readings and is asked about."""

    def __init__(self, **options: Any) -> None:
        attributes = {"inputmode": "decimal", "autocomplete": "off", "dir": "ltr"}
        super().__init__(**{"widget": forms.TextInput(attributes), **options})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as Django's own decimal field
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        try:
            return value if isinstance(value, Decimal) else read_decimal(str(value))
        except Refused as refused:
            raise ValidationError(str(refused.message), code="invalid") from None


def day_input() -> forms.DateInput:
    """The browser's date picker; where there is none, it shows and takes 2026-03-31."""
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A calendar day as people write it; 05/10/2026 has two readings and is asked about."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"widget": day_input(), **options})

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return read_day(str(value))
        except Refused as refused:
            raise ValidationError(str(refused.message), code="invalid") from None


class MomentField(forms.DateTimeField):
    """A moment in the reader's zone, by the browser's picker; where there is none, it takes 2026-03-31 14:05."""

    default_error_messages = {
        "invalid": _("“%(value)s” is no day with a time: write it as 2026-03-31 14:05."),
    }

    def __init__(self, **options: Any) -> None:
        picker = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(**{"widget": picker, "input_formats": ["%Y-%m-%d %H:%M"], **options})

    def to_python(self, value: Any) -> datetime | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            error.params = {"value": str(value)[:40]}
            raise
