"""The columns of files in which a manufacturer says what its parts fit, equal and replace."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from apps.core.tables.columns import CodeColumn, Column, DayColumn, TextColumn, YearColumn

from .catalogue_columns import CountColumn, NumberColumn, WordColumn
from .models import Supersession

_OWN = gettext_lazy("of a part in your catalogue")
_NARROWS_NOTHING = gettext_lazy("empty: all of them")


def _own_number(name: str, label: Any, aliases: list[str]) -> NumberColumn:
    return NumberColumn(name, label=label, aliases=aliases, form=_OWN)


_NUMBER = _own_number(
    "number",
    gettext_lazy("Part number"),
    ["part number", "part no", "part no.", "零件号", "件号", "配件编号", "رقم القطعة"],
)
_EMPTY: dict[str, Any] = {"required": False, "default": "", "form": _NARROWS_NOTHING}
_NO_YEAR: dict[str, Any] = {"required": False, "form": _NARROWS_NOTHING}

FITTING_COLUMNS: list[Column] = [
    _NUMBER,
    TextColumn(
        "model_name",
        most=100,
        label=gettext_lazy("Model"),
        aliases=["model", "车型", "型号", "الطراز"],
        form=gettext_lazy("as your delivery lists name it"),
    ),
    YearColumn("year_from", label=gettext_lazy("From model year"), aliases=["起始年款", "من سنة"], **_NO_YEAR),
    YearColumn("year_to", label=gettext_lazy("To model year"), aliases=["截止年款", "إلى سنة"], **_NO_YEAR),
    CodeColumn("plant", label=gettext_lazy("Plant"), aliases=["工厂", "المصنع"], **_EMPTY),
    CodeColumn("vin_from", label=gettext_lazy("From VIN"), aliases=["起始车架号", "من رقم الهيكل"], **_EMPTY),
    CodeColumn("vin_to", label=gettext_lazy("To VIN"), aliases=["截止车架号", "إلى رقم الهيكل"], **_EMPTY),
]

INTERCHANGE_COLUMNS: list[Column] = [
    _NUMBER,
    TextColumn(
        "maker",
        most=80,
        label=gettext_lazy("Other maker"),
        aliases=["brand", "manufacturer", "其他厂商", "品牌", "الصانع الآخر"],
        form=gettext_lazy("who sells the same part under a number of its own"),
    ),
    NumberColumn(
        "other_number",
        label=gettext_lazy("Number there"),
        aliases=["their number", "oe number", "对方零件号", "الرقم هناك"],
        form=gettext_lazy("1 to 40 letters A–Z, digits, and . / _ + - between them"),
    ),
]

SUPERSESSION_COLUMNS: list[Column] = [
    _own_number("old", gettext_lazy("Old part"), ["old number", "superseded", "旧零件号", "القطعة القديمة"]),
    _own_number("new", gettext_lazy("New part"), ["new number", "superseded by", "新零件号", "القطعة الجديدة"]),
    CountColumn(
        "quantity",
        most=100,
        label=gettext_lazy("Quantity for one"),
        aliases=["qty", "数量", "الكمية"],
        form=gettext_lazy("empty: one"),
        required=False,
        default=1,
    ),
    WordColumn(
        "kind",
        choices=Supersession.Kind,
        label=gettext_lazy("How it is replaced"),
        aliases=["替代方式", "كيف تُستبدل"],
        form=gettext_lazy(
            "one_way, two_way, split (a row for each new part) or kit (a row for each old one); empty: one_way"
        ),
        required=False,
        default=Supersession.Kind.ONE_WAY,
    ),
    WordColumn(
        "stock",
        choices=Supersession.Stock,
        label=gettext_lazy("What becomes of the old part"),
        aliases=["旧件处理", "مصير القطعة القديمة"],
        form=gettext_lazy("use_first or obsolete"),
    ),
    DayColumn(
        "starts_on",
        label=gettext_lazy("From"),
        aliases=["from", "valid_from", "生效日期", "من"],
        form=gettext_lazy("as 2026-03-31"),
    ),
]
