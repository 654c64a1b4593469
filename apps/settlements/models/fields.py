"""Columns that hold money: an amount is kept to a thousandth, which no currency goes below, beside its currency."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models

#: More in one line is a slip of the keyboard.
MOST = Decimal("999999999999")


class AmountColumn(models.DecimalField):
    """An amount in the currency that stands beside it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_digits": 18, "decimal_places": 3, **options})


class CurrencyColumn(models.CharField):
    """ISO 4217."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_length": 3, **options})


class PercentColumn(models.DecimalField):
    """A share of a hundred."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_digits": 5, "decimal_places": 2, "default": Decimal(0), **options})
