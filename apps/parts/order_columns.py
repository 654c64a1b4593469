"""The columns of a file of orders."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.errors import Refused
from apps.core.figures import in_our_figures, read_decimal
from apps.core.tables.cells import Cell, shown
from apps.core.tables.columns import CodeColumn, Column, TextColumn, Warn

from .catalogue_columns import NumberColumn, WordColumn
from .models import LONGEST_REFERENCE, MOST_IN_A_LINE, PartsOrder
from .services.order_catalogue import Superseded

#: One sign before three figures groups for some and parts for others.
_TWO_READINGS = re.compile(r"[0-9]{1,3}[.,٬٫][0-9]{3}")


class PiecesColumn(Column):
    """How many pieces, in the only reading that the text has: 1,000 and 1.000 are asked, never made 1 or 1000."""

    def __init__(self, name: str, *, least: int = 1, **options: object) -> None:
        super().__init__(name, **options)  # type: ignore[arg-type]  # handed on as they are
        self.least = least

    def read(self, text: str, cell: Cell, warn: Warn) -> int:
        plain = in_our_figures(text)
        if _TWO_READINGS.fullmatch(plain):
            raise Refused(
                _("“%(value)s” has two readings: write it without a sign between its figures, as %(plain)s.")
                % {"value": shown(text), "plain": "".join(filter(str.isdigit, plain))},
                field=self.name,
            )
        try:
            found = read_decimal(text)
        except Refused as refused:
            raise Refused(refused.message, field=self.name) from None
        if found != found.to_integral_value() or not self.least <= found <= MOST_IN_A_LINE:
            raise Refused(
                _("“%(value)s” is no number of pieces: write a whole number from %(least)s to %(most)s.")
                % {"value": shown(text), "least": self.least, "most": MOST_IN_A_LINE},
                field=self.name,
            )
        return int(found)


class ReferenceColumn(CodeColumn):
    """The sender's own name of a thing, as it is written there."""

    def read(self, text: str, cell: Cell, warn: Warn) -> str:
        found = super().read(text, cell, warn)
        if len(found) > LONGEST_REFERENCE:
            message = _("It has %(n)s characters: shorten it to %(most)s.")
            raise Refused(message % {"n": len(found), "most": LONGEST_REFERENCE}, field=self.name)
        return found


ORDER_COLUMNS: list[Column] = [
    ReferenceColumn(
        "reference",
        label=gettext_lazy("Your reference"),
        aliases=["order", "purchase order", "po", "订单号", "参考号", "采购单号", "المرجع", "رقم الطلب"],
        form=gettext_lazy("your own number; lines of one reference and manufacturer are one order"),
    ),
    NumberColumn(
        "number",
        label=gettext_lazy("Part number"),
        aliases=["part", "part number", "part no", "part no.", "零件号", "件号", "配件编号", "رقم القطعة"],
        form=gettext_lazy("of a manufacturer that appointed your firm"),
    ),
    PiecesColumn(
        "quantity",
        label=gettext_lazy("Pieces"),
        aliases=["pieces", "qty", "pcs", "count", "数量", "件数", "الكمية", "العدد"],
        form=gettext_lazy("a whole number without signs between its figures, as 12"),
    ),
    WordColumn(
        "priority",
        choices=PartsOrder.Priority,
        label=gettext_lazy("Order class"),
        aliases=["class", "order class", "优先级", "订单类别", "الأولوية"],
        form=gettext_lazy("vor, daily or stock; empty: daily. A request says its own"),
        required=False,
        default=PartsOrder.Priority.DAILY.value,
    ),
    CodeColumn(
        "claim",
        label=gettext_lazy("For claim"),
        aliases=["request", "claim number", "索赔单号", "请求编号", "المطالبة"],
        form=gettext_lazy("number of the request whose repair waits for it"),
        required=False,
        default="",
    ),
    TextColumn(
        "manufacturer",
        label=gettext_lazy("Manufacturer"),
        aliases=["maker", "制造商", "厂家", "المصنّع"],
        form=gettext_lazy("its name, where several have a part of that number"),
        required=False,
        default="",
    ),
    WordColumn(
        "superseded",
        choices=Superseded,
        label=gettext_lazy("If it was replaced"),
        aliases=["replaced", "替代", "البديل"],
        form=gettext_lazy("forward: order what replaces it; keep: the old part all the same"),
        required=False,
        default="",
    ),
    TextColumn(
        "note",
        most=300,
        label=gettext_lazy("Note to the manufacturer"),
        aliases=["remark", "备注", "ملاحظة"],
        form=gettext_lazy("a few words; of a request: why it is ordered although it lies on your shelf"),
        required=False,
        default="",
    ),
]
