"""The columns of a price list's file."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.errors import Refused
from apps.core.figures import read_decimal
from apps.core.money import CURRENCIES
from apps.core.tables.cells import Cell, shown
from apps.core.tables.columns import Column, DayColumn, Warn

from .amounts import MOST
from .catalogue_columns import NumberColumn, ReadColumn
from .details import read_origin


class AmountColumn(Column):
    """An amount above nothing, as people and spreadsheets write it; kept as text, so that nothing rounds it."""

    def read(self, text: str, cell: Cell, warn: Warn) -> str:
        try:
            amount = read_decimal(text)
        except Refused as refused:
            raise Refused(refused.message, field=self.name) from None
        if not Decimal(0) < amount <= MOST:
            raise Refused(
                _("“%(value)s” is no price: write it above nothing.") % {"value": shown(text)}, field=self.name
            )
        return f"{amount:f}"


class CurrencyColumn(Column):
    """The three letters of a currency."""

    def read(self, text: str, cell: Cell, warn: Warn) -> str:
        code = text.strip().upper()
        if code in CURRENCIES:
            return code
        message = _("“%(value)s” is no currency: write its code of three letters, as KES or CNY.")
        raise Refused(message % {"value": shown(text)}, field=self.name)


PRICE_COLUMNS: list[Column] = [
    NumberColumn(
        "number",
        label=gettext_lazy("Part number"),
        aliases=["part number", "part no", "part no.", "零件号", "件号", "配件编号", "رقم القطعة"],
        form=gettext_lazy("of a part in your catalogue"),
    ),
    ReadColumn(
        "market",
        reader=read_origin,
        label=gettext_lazy("Market"),
        aliases=["country", "市场", "السوق"],
        form=gettext_lazy("two letters, as KE; empty: all that have no price of their own"),
        required=False,
        default="",
    ),
    CurrencyColumn(
        "currency",
        label=gettext_lazy("Currency"),
        aliases=["币种", "货币", "العملة"],
        form=gettext_lazy("three letters, as USD"),
    ),
    AmountColumn(
        "amount",
        label=gettext_lazy("Price of one unit"),
        aliases=["price", "unit price", "单价", "价格", "السعر"],
        form=gettext_lazy("to the smallest coin, as 12.50"),
    ),
    DayColumn(
        "valid_from",
        label=gettext_lazy("Valid from"),
        aliases=["from", "生效日期", "ساري من"],
        form=gettext_lazy("as 2026-03-31"),
    ),
    DayColumn(
        "valid_until",
        label=gettext_lazy("Valid until"),
        aliases=["until", "失效日期", "ساري حتى"],
        form=gettext_lazy("its last day; empty: until a later price"),
        required=False,
    ),
]
