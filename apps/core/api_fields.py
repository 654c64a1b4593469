"""The same readings of numbers and days for the API (:mod:`apps.core.fields` has them for forms)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from rest_framework import serializers

from .days import read_day
from .errors import Refused
from .figures import read_whole


class WholeNumber(serializers.IntegerField):
    """A JSON number, or a text that says a whole number in one reading; ``units`` may stand behind it."""

    def __init__(self, *, units: Iterable[str] = (), **options: Any) -> None:
        self.units = tuple(units)
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, str):
            return super().to_internal_value(data)
        try:
            return read_whole(data, units=self.units)
        except Refused as refused:
            raise serializers.ValidationError(str(refused.message), code="invalid") from None


class Day(serializers.DateField):
    """A day, best as 2026-03-31; other spellings are read when they have one reading."""

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str):
            found: date = super().to_internal_value(value)
            return found
        try:
            return read_day(value)
        except Refused as refused:
            raise serializers.ValidationError(str(refused.message), code="invalid") from None


#: For serializers made of models that take what people write: ``serializer_field_mapping = MODEL_FIELDS``.
MODEL_FIELDS: dict[type[models.Field[Any, Any]], type[serializers.Field[Any, Any, Any, Any]]] = {
    **serializers.ModelSerializer.serializer_field_mapping,
    models.DateField: Day,
    models.PositiveIntegerField: WholeNumber,
    models.PositiveSmallIntegerField: WholeNumber,
}
