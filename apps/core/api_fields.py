"""Fields of the API: the types that its description names, and numbers and days as :mod:`apps.core.fields` reads them.

A JSON text is no number and no truth value, nor the other way round; forms (multipart) know only texts.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.http import QueryDict
from rest_framework import serializers

from .days import read_day
from .errors import Refused
from .figures import read_whole

#: The code of messages about values that the description admits and a rule refuses (apps/core/api_errors.py).
REFUSED = "refused"


def of_form(field: serializers.Field[Any, Any, Any, Any]) -> bool:
    """Whether what the field reads came as a form (multipart), where everything is a text or a file."""
    return isinstance(getattr(field.root, "initial_data", None), QueryDict)


class Text(serializers.CharField):
    """A text; nothing else is read as one."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Truth(serializers.BooleanField):
    """true or false; a form's words for them only in a form."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool) and not of_form(self):
            self.fail("invalid", input=data)
        found: bool = super().to_internal_value(data)
        return found


class Number(serializers.IntegerField):
    """A whole number of at most 18 digits; a text that says one only in a form."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": -(10**18), "max_value": 10**18, **options})

    def to_internal_value(self, data: Any) -> int:
        if not of_form(self):
            _refuse_no_number(self, data)
        return super().to_internal_value(data)


class WholeNumber(serializers.IntegerField):
    """A JSON number, or a text that says a whole number in one reading; ``units`` may stand behind it."""

    def __init__(self, *, units: Iterable[str] = (), **options: Any) -> None:
        self.units = tuple(units)
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, str):
            _refuse_no_number(self, data)
            return super().to_internal_value(data)
        try:
            found = read_whole(data, units=self.units)
        except Refused as refused:
            raise serializers.ValidationError(str(refused.message), code=REFUSED) from None
        self._refuse_out_of_bounds(found)
        return found

    def _refuse_out_of_bounds(self, said: int) -> None:
        """As the validators do for a number; that a text says too much or too little, no description can tell."""
        for bound, beyond in (("min_value", operator.lt), ("max_value", operator.gt)):
            limit = getattr(self, bound)
            if limit is not None and beyond(said, limit):
                raise serializers.ValidationError(self.error_messages[bound].format(**{bound: limit}), code=REFUSED)


def _refuse_no_number(field: serializers.IntegerField, data: Any) -> None:
    if isinstance(data, bool) or not (isinstance(data, int) or (isinstance(data, float) and data.is_integer())):
        field.fail("invalid")


class Day(serializers.DateField):
    """A day, best as 2026-03-31; other spellings are read when they have one reading."""

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str):
            found: date = super().to_internal_value(value)
            return found
        try:
            return read_day(value)
        except Refused as refused:
            raise serializers.ValidationError(str(refused.message), code=REFUSED) from None


#: For serializers made of models that take what people write: ``serializer_field_mapping = MODEL_FIELDS``.
MODEL_FIELDS: dict[type[models.Field[Any, Any]], type[serializers.Field[Any, Any, Any, Any]]] = {
    **serializers.ModelSerializer.serializer_field_mapping,
    models.CharField: Text,
    models.TextField: Text,
    models.BooleanField: Truth,
    models.DateField: Day,
    models.PositiveIntegerField: WholeNumber,
    models.PositiveSmallIntegerField: WholeNumber,
}
