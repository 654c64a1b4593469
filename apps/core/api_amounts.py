"""Fields of the API for amounts, rates and shares: exact decimals, best as a text."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


def _decimal(whole: int, part: int) -> dict[str, Any]:
    """How the description writes a number with a part: with a figure at least."""
    return {"type": "string", "format": "decimal", "pattern": rf"^-?[0-9]{{1,{whole}}}(\.[0-9]{{1,{part}}})?$"}


@extend_schema_field(_decimal(15, 3))
class Amount(serializers.DecimalField):
    """An amount, best as a text: ``"1234.50"``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 18, "decimal_places": 3, **options})


@extend_schema_field(_decimal(10, 10))
class Rate(serializers.DecimalField):
    """An exchange rate, best as a text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 20, "decimal_places": 10, **options})


@extend_schema_field(_decimal(3, 2))
class Percent(serializers.DecimalField):
    """A share of a hundred, best as a text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 5, "decimal_places": 2, **options})
