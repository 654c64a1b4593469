"""The columns of a manifest, and of the list of a recall."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.errors import Refused
from apps.core.figures import KILOMETRES, read_whole
from apps.core.tables.cells import Cell
from apps.core.tables.columns import ChoiceColumn, CodeColumn, Column, DayColumn, TextColumn, Warn
from apps.vehicles.columns import CountryColumn, VinColumn

from .names import tidied
from .numbers import tidied_number


class NameColumn(TextColumn):
    """A legal name, as it is kept."""

    def read(self, text: str, cell: Cell, warn: Warn) -> str:
        return tidied(super().read(text, cell, warn))


class LicenceColumn(CodeColumn):
    """A licence number, as it is kept, under the headings that it has in files."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            "licence_number",
            label=_("Licence number"),
            aliases=["licence", "license", "license number", "许可证号", "出口许可证号", "رقم الترخيص"],
            **options,
        )

    def read(self, text: str, cell: Cell, warn: Warn) -> str:
        number = tidied_number(super().read(text, cell, warn))
        if len(number) > 40:
            raise Refused(_("“%(value)s” is longer than 40 signs: no licence number is.") % {"value": number[:60]})
        return number


class KilometreColumn(Column):
    """Whole kilometres, also as pages write them."""

    def read(self, text: str, cell: Cell, warn: Warn) -> int:
        found = read_whole(text, units=KILOMETRES)
        if found < 0:
            raise Refused(_("“%(value)s” is less than nothing: write what the odometer shows.") % {"value": text})
        return found


_DAY = _("a day, as 2026-03-31")
#: Headings that columns share with those of certificates.
EXPORTER = ["出口企业", "出口商", "المصدِّر", "المصدر"]
BRAND = ["make", "品牌", "车辆品牌", "العلامة التجارية", "الماركة"]
REGISTERED = ["first registration", "registration date", "注册登记日期", "首次登记日期", "تاريخ أول تسجيل"]
TRANSFERRED = ["transfer registration", "转移待出口日期", "转移登记日期", "تاريخ نقل الملكية للتصدير"]

MANIFEST_COLUMNS: list[Column] = [
    VinColumn(),
    TextColumn(
        "model_name", label=_("Model"), most=100, aliases=["model", "车型", "الطراز"], form=_("as on its paper")
    ),
    NameColumn(
        "exporter", label=_("Exporter"), aliases=EXPORTER, form=_("its legal name in Chinese, exactly as announced")
    ),
    LicenceColumn(
        form=_("as printed on it"),
        may_be_empty=True,
        default="",
    ),
    ChoiceColumn(
        "condition",
        label=pgettext_lazy("of a car", "Condition"),
        aliases=["declared condition", "车况", "车辆状态", "الحالة"],
        form="new, used, modified",
        words={
            "new": ["新车", "جديدة"],
            "used": ["second-hand", "二手车", "二手", "مستعملة"],
            "modified": ["改装车", "معدَّلة"],
        },
    ),
    DayColumn(
        "first_registered_on",
        label=_("First registered in China"),
        aliases=REGISTERED,
        form=_DAY,
        may_be_empty=True,
    ),
    DayColumn(
        "transferred_on",
        label=_("Transferred for export"),
        aliases=TRANSFERRED,
        form=_DAY,
        may_be_empty=True,
    ),
    DayColumn(
        "applied_on",
        label=_("Licence applied for"),
        aliases=["application date", "licence application date", "许可证申请日期", "تاريخ طلب الترخيص"],
        form=_DAY,
        may_be_empty=True,
    ),
    KilometreColumn(
        "odometer_km",
        label=_("Odometer, km"),
        aliases=["odometer", "mileage", "里程", "里程表读数", "عداد المسافة"],
        form=_("a whole number, as 35"),
    ),
    DayColumn(
        "exported_on",
        label=_("Exported on"),
        aliases=["exported", "export date", "出口日期", "تاريخ التصدير"],
        form=_DAY,
    ),
    CountryColumn(
        "country",
        label=_("Destination"),
        aliases=["destination", "exported to", "出口国", "目的国", "بلد الوجهة"],
        form=_("two letters, as KE"),
    ),
    TextColumn(
        "importer", label=_("Importer"), most=150, aliases=["进口商", "المستورد"], form=_("whoever imports it there")
    ),
    TextColumn(
        "brand",
        label=_("Brand"),
        most=60,
        aliases=BRAND,
        form=_("as on its registration certificate"),
        required=False,
        default="",
    ),
    TextColumn(
        "legal_ground",
        label=_("Legal ground"),
        most=300,
        aliases=["法律依据", "السند القانوني"],
        form=_("for cars of another maker's code: instrument and article"),
        required=False,
        default="",
    ),
    TextColumn(
        "reason",
        label=_("Reason of the correction"),
        most=500,
        aliases=["correction", "更正原因", "سبب التصحيح"],
        form=_("only where the line takes the place of one on record"),
        required=False,
        default="",
    ),
]

#: A list of VINs, as it stands: other columns of a manufacturer's file are passed over.
RECALL_COLUMNS: list[Column] = [VinColumn()]
