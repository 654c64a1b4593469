"""Columns that hold money: an amount is kept to a thousandth, which no currency goes below, beside its currency."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Decimal = models.DecimalField[Any, Any]
    _Char = models.CharField[Any, Any]
else:  # Django's own classes take no type
    _Decimal, _Char = models.DecimalField, models.CharField

#: More in one line is a slip of the keyboard.
MOST = Decimal("999999999999")


class AmountColumn(_Decimal):
    """An amount in the currency that stands beside it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_digits": 18, "decimal_places": 3, **options})


class CurrencyColumn(_Char):
    """ISO 4217."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_length": 3, **options})


class PercentColumn(_Decimal):
    """A share of a hundred."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_digits": 5, "decimal_places": 2, "default": Decimal(0), **options})
