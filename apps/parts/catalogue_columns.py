"""The columns of a catalogue's file."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.errors import Refused
from apps.core.figures import read_whole
from apps.core.tables.cells import Cell, shown
from apps.core.tables.columns import CodeColumn, Column, TextColumn, Warn, YesNoColumn, folded
from apps.vehicles.components import Component

from . import details
from .details import Transport, Unit
from .numbers import clean_number, name_problem, number_problem

_UNKNOWN = gettext_lazy("“%(value)s” is not known here: use one of %(codes)s.")


class NumberColumn(CodeColumn):
    """A part number; warns of what a spreadsheet may have made of it."""

    def read(self, text: str, cell: Cell, warn: Warn) -> str:
        number = clean_number(super().read(text, cell, warn))
        if problem := number_problem(number):
            raise Refused(problem, field=self.name)
        return number


class NameColumn(TextColumn):
    """A part's name."""

    def clean(self, cell: Cell, warn: Warn) -> str:
        name = self.text(cell)
        if problem := name_problem(name):
            raise Refused(problem, field=self.name)
        return name


class WordColumn(Column):
    """One of our choices, by its code or by its name in any of our languages: a file's language is not its reader's."""

    def __init__(self, name: str, *, choices: Any, problem: Any = _UNKNOWN, **options: Any) -> None:
        super().__init__(name, **options)
        self.problem = problem
        self.words = lru_cache(maxsize=1)(lambda: _words_of(choices))
        self.codes = ", ".join(choices.values)

    def read(self, text: str, cell: Cell, warn: Warn) -> str:
        if found := self.words().get(folded(text)):
            return found
        raise Refused(str(self.problem) % {"value": shown(text), "codes": self.codes}, field=self.name)


def _words_of(choices: Any) -> dict[str, str]:
    found = {folded(value): value for value in choices.values}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {folded(str(label)): value for value, label in choices.choices}
    return found


class CountColumn(Column):
    """A whole number from ``least`` to ``most``."""

    def __init__(self, name: str, *, most: int, least: int = 1, **options: Any) -> None:
        super().__init__(name, **options)
        self.least, self.most = least, most

    def read(self, text: str, cell: Cell, warn: Warn) -> int:
        try:
            found = read_whole(text)
        except Refused as refused:
            raise Refused(refused.message, field=self.name) from None
        if self.least <= found <= self.most:
            return found
        message = _("“%(value)s” cannot be: write a whole number from %(least)s to %(most)s.")
        bounds = {"least": self.least, "most": self.most}
        raise Refused(message % {"value": shown(text), **bounds}, field=self.name)


class ReadColumn(CodeColumn):
    """A code that a function of ours reads; warns as all codes do."""

    def __init__(self, name: str, *, reader: Callable[[str], str], **options: Any) -> None:
        super().__init__(name, **options)
        self.reader = reader

    def read(self, text: str, cell: Cell, warn: Warn) -> str:
        return self.reader(super().read(text, cell, warn))


_LEAVES = gettext_lazy("empty leaves what stands")
CATALOGUE_COLUMNS: list[Column] = [
    NumberColumn(
        "number",
        label=gettext_lazy("Part number"),
        aliases=["part number", "part no", "part no.", "零件号", "件号", "配件编号", "رقم القطعة"],
        form=gettext_lazy("1 to 40 letters A–Z, digits, and . / _ + - between them"),
    ),
    NameColumn(
        "name",
        label=gettext_lazy("Name"),
        aliases=["description", "名称", "零件名称", "الاسم", "اسم القطعة"],
        form=gettext_lazy("1 to 150 characters"),
    ),
    TextColumn(
        "name_zh",
        label=gettext_lazy("Name in Chinese"),
        aliases=["chinese name", "中文名称"],
        form=_LEAVES,
        required=False,
    ),
    TextColumn(
        "name_ar",
        label=gettext_lazy("Name in Arabic"),
        aliases=["arabic name", "الاسم بالعربية"],
        form=_LEAVES,
        required=False,
    ),
    WordColumn(
        "component",
        choices=Component,
        problem=gettext_lazy("“%(value)s” is no component: use one of %(codes)s."),
        label=gettext_lazy("Component"),
        aliases=["assembly", "system", "部件", "总成", "المكوّن"],
        form=gettext_lazy("its name or code, as service_brakes; empty leaves what stands"),
        required=False,
    ),
    WordColumn(
        "unit",
        choices=Unit,
        label=gettext_lazy("Unit"),
        aliases=["uom", "unit of measure", "单位", "الوحدة"],
        form=gettext_lazy("piece, litre, metre or set; empty leaves what stands"),
        required=False,
    ),
    CountColumn(
        "pack",
        most=details.MOST_IN_A_PACK,
        label=gettext_lazy("Sold in packs of"),
        aliases=["pack size", "packing quantity", "包装数量", "حجم العبوة"],
        form=_LEAVES,
        required=False,
    ),
    CountColumn(
        "least",
        most=details.MOST_AT_LEAST,
        label=gettext_lazy("Smallest order"),
        aliases=["moq", "minimum order quantity", "最小订购量", "الحد الأدنى للطلب"],
        form=_LEAVES,
        required=False,
    ),
    CountColumn(
        "weight_g",
        most=details.HEAVIEST_G,
        label=gettext_lazy("Weight, g"),
        aliases=["weight g", "weight in grams", "重量(克)", "الوزن بالغرام"],
        form=gettext_lazy("whole grams; empty leaves what stands"),
        required=False,
    ),
    ReadColumn(
        "customs_code",
        reader=details.read_customs_code,
        label=gettext_lazy("Customs code"),
        aliases=["hs code", "海关编码", "رمز الجمارك"],
        form=gettext_lazy("6 to 10 figures; empty leaves what stands"),
        required=False,
    ),
    ReadColumn(
        "origin",
        reader=details.read_origin,
        label=gettext_lazy("Country of origin"),
        aliases=["country of origin", "原产国", "بلد المنشأ"],
        form=gettext_lazy("two letters, as CN; empty leaves what stands"),
        required=False,
    ),
    YesNoColumn(
        "critical",
        label=gettext_lazy("A car stands without it"),
        aliases=["critical", "关键件", "قطعة حرجة"],
        form=gettext_lazy("yes or no; empty leaves what stands"),
        required=False,
    ),
    WordColumn(
        "transport",
        choices=Transport,
        label=gettext_lazy("Dangerous goods"),
        aliases=["un number", "hazard class", "危险品", "بضائع خطرة"],
        form=gettext_lazy("the UN number, as UN3480; empty leaves what stands"),
        required=False,
    ),
    CountColumn(
        "shelf_life_months",
        most=details.LONGEST_LIFE,
        label=gettext_lazy("Shelf life, months"),
        aliases=["shelf life", "保质期(月)", "مدة الصلاحية بالأشهر"],
        form=_LEAVES,
        required=False,
    ),
    ReadColumn(
        "barcode",
        reader=details.read_barcode,
        label=gettext_lazy("Barcode"),
        aliases=["ean", "gtin", "条码", "الرمز الشريطي"],
        form=gettext_lazy("8, 12, 13 or 14 figures; empty leaves what stands"),
        required=False,
    ),
    YesNoColumn(
        "active",
        label=gettext_lazy("Can be ordered"),
        aliases=["can be ordered", "可订购", "متاح للطلب"],
        form=gettext_lazy("yes or no; empty is yes"),
        required=False,
        default=True,
    ),
]
