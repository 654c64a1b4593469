"""The columns of a manufacturer's file of open lines: written by us, sent back with answers."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.errors import Refused
from apps.core.figures import read_whole
from apps.core.tables.cells import Cell
from apps.core.tables.columns import CodeColumn, Column, DayColumn, TextColumn, Warn

from .catalogue_columns import WordColumn
from .models import LinePrice, Promise
from .order_columns import PiecesColumn
from .price_columns import AmountColumn, CurrencyColumn


class KeyColumn(Column):
    """A number of ours, as we wrote it."""

    def read(self, text: str, cell: Cell, warn: Warn) -> int:
        try:
            found = read_whole(text)
        except Refused as refused:
            raise Refused(refused.message, field=self.name) from None
        if not 0 < found < 10**15:
            raise Refused(_("This is no number of ours: leave the column as the list was written."), field=self.name)
        return found


def _left_as_it_is(name: str, label: object, *aliases: str) -> TextColumn:
    form = gettext_lazy("as the list was written; nothing is read from it")
    return TextColumn(name, label=label, aliases=aliases, form=form, required=False, default="")


_LEFT = gettext_lazy("as the list was written")
DESK_COLUMNS: list[Column] = [
    CodeColumn("order", label=gettext_lazy("Order"), aliases=["订单", "الطلب"], form=_LEFT),
    KeyColumn("line", label=gettext_lazy("Line"), aliases=["行", "السطر"], form=_LEFT),
    KeyColumn("version", label=gettext_lazy("Version"), aliases=["版本", "الإصدار"], form=_LEFT),
    _left_as_it_is("part", gettext_lazy("Part number"), "零件号", "رقم القطعة"),
    _left_as_it_is("pieces", gettext_lazy("Pieces"), "件数", "العدد"),
    _left_as_it_is("dealer", gettext_lazy("Dealer"), "经销商", "الوكيل"),
    _left_as_it_is("due", gettext_lazy("Due"), "截止", "الموعد"),
    DayColumn(
        "promised_on",
        label=gettext_lazy("Promised day"),
        aliases=["promised day", "leaves on", "承诺日期", "اليوم الموعود"],
        form=gettext_lazy("as 2026-03-31; empty: answer later"),
        required=False,
    ),
    PiecesColumn(
        "ready",
        least=0,
        label=gettext_lazy("Ready now"),
        aliases=["现有", "الجاهز"],
        form=gettext_lazy("how many lie ready; the rest is backordered"),
        required=False,
    ),
    WordColumn(
        "reason",
        choices=Promise.Reason,
        label=gettext_lazy("Reason for a later day"),
        aliases=["原因", "السبب"],
        form=gettext_lazy("needed to move a promise to a later day"),
        required=False,
        default="",
    ),
    AmountColumn(
        "price",
        label=gettext_lazy("Price of one"),
        aliases=["单价", "السعر"],
        form=gettext_lazy("to the smallest coin, as 12.50; empty: the catalogue's"),
        required=False,
    ),
    CurrencyColumn(
        "currency",
        label=gettext_lazy("Currency"),
        aliases=["币种", "العملة"],
        form=gettext_lazy("three letters, as USD"),
        required=False,
        default="",
    ),
    WordColumn(
        "price_reason",
        choices=LinePrice.Reason,
        label=gettext_lazy("Reason for another price"),
        aliases=["价格原因", "سبب السعر"],
        form=gettext_lazy("needed for another price than the catalogue's"),
        required=False,
        default="",
    ),
    TextColumn(
        "note",
        most=300,
        label=gettext_lazy("In a few words"),
        aliases=["备注", "ملاحظة"],
        form=gettext_lazy("what the reasons mean, where none of the list fits"),
        required=False,
        default="",
    ),
    PiecesColumn(
        "sent",
        label=gettext_lazy("Sent now"),
        aliases=["发货数量", "المرسل"],
        form=gettext_lazy("empty: all of the line, where a consignment number or a carrier stands"),
        required=False,
    ),
    TextColumn(
        "consignment",
        most=60,
        label=gettext_lazy("Consignment number"),
        aliases=["consignment number", "tracking", "运单号", "رقم الشحنة"],
        form=gettext_lazy("of what leaves now"),
        required=False,
        default="",
    ),
    TextColumn(
        "carrier",
        most=80,
        label=gettext_lazy("Carrier"),
        aliases=["承运人", "الناقل"],
        form=gettext_lazy("who carries it"),
        required=False,
        default="",
    ),
]
