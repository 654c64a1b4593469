"""The columns of a stock-take's list that comes back filled in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.core.tables.columns import CodeColumn, Column

from .catalogue_columns import CountColumn, NumberColumn
from .models import MOST_ON_HAND

COUNT_COLUMNS: list[Column] = [
    NumberColumn(
        "part",
        label=gettext_lazy("Part number"),
        aliases=["number", "part number", "part no", "part no.", "零件号", "件号", "配件编号", "رقم القطعة"],
        form=gettext_lazy("as in the list of the stock-take"),
    ),
    CodeColumn(
        "bin",
        label=pgettext_lazy("stock", "Bin"),
        aliases=["shelf", "库位", "货位", "الرف"],
        form=gettext_lazy("where the part lies in one bin only, it may be left out"),
        required=False,
        default="",
    ),
    CountColumn(
        "counted",
        least=0,
        most=MOST_ON_HAND,
        label=pgettext_lazy("pieces", "Counted"),
        aliases=["count", "实盘数量", "盘点数量", "المعدود"],
        form=gettext_lazy("whole pieces; empty: not counted yet"),
        may_be_empty=True,
    ),
]
