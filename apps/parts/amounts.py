"""What a piece costs, as somebody says it."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.core.money import CURRENCIES, is_whole

MOST: Final = Decimal("999999999")


def checked_amount(
    amount: Decimal, currency: str, *, field: str = "amount", currency_field: str = "currency"
) -> tuple[Decimal, str]:
    """Amount and currency (ISO 4217, in capitals). Raises Refused, naming the field, for what is none."""
    code = currency.strip().upper()
    if code not in CURRENCIES:
        raise Refused(
            _("“%(value)s” is no currency: write its code of three letters, as KES or CNY.") % {"value": code[:10]},
            field=currency_field,
        )
    if not 0 < amount <= MOST or not is_whole(amount, code):
        raise Refused(
            _("%(amount)s cannot be paid in %(currency)s: write a price above nothing, to the smallest coin.")
            % {"amount": amount, "currency": code},
            field=field,
        )
    return amount, code
