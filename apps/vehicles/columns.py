"""The columns of a manufacturer's file of exported vehicles."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.core.tables.cells import Cell
from apps.core.tables.columns import ChoiceColumn, CodeColumn, Column, DayColumn, TextColumn, Warn, YearColumn

from .models import Powertrain
from .vin_reading import read_vin


class VinColumn(CodeColumn):
    """A VIN, folded as everywhere, under the headings that it has in files."""

    def __init__(self) -> None:
        super().__init__(
            "vin",
            label=_("VIN"),
            aliases=["vehicle identification number", "chassis number", "车架号", "车辆识别代号", "رقم الهيكل"],
            form=_("17 characters"),
        )

    def read(self, text: str, cell: Cell, warn: Warn) -> str:
        reading = read_vin(text)
        if reading.errors:
            raise Refused(" ".join(str(note.message) for note in reading.errors), field=self.name)
        return reading.vin


class CountryColumn(CodeColumn):
    """Two letters; which of them are a country, the rules of exports know."""

    def read(self, text: str, cell: Cell, warn: Warn) -> str:
        return text.upper()


EXPORT_COLUMNS: list[Column] = [
    VinColumn(),
    CountryColumn(
        "country",
        label=_("Exported to"),
        aliases=["destination", "exported to", "出口国", "出口国家", "目的国", "بلد التصدير", "البلد"],
        form=_("two letters, as KE"),
    ),
    TextColumn(
        "model_name",
        label=_("Model"),
        most=100,
        aliases=["model", "车型", "الطراز"],
        form=_("its name, as on the letter"),
    ),
    YearColumn(
        "model_year",
        label=_("Model year"),
        aliases=["year", "年款", "车型年份", "سنة الطراز"],
        form=_("four figures, as 2026"),
        may_be_empty=True,
    ),
    ChoiceColumn(
        "powertrain",
        label=_("Powertrain"),
        aliases=["fuel", "动力类型", "动力形式", "نوع المحرك"],
        form=", ".join(Powertrain.values),
        words={
            Powertrain.BATTERY: ["battery electric", "electric", "纯电动", "كهربائي"],
            Powertrain.PLUG_IN: ["plug-in hybrid", "插电式混合动力", "هجين قابل للشحن"],
            Powertrain.HYBRID: ["hybrid", "混合动力", "هجين"],
            Powertrain.PETROL: ["gasoline", "汽油", "بنزين"],
            Powertrain.DIESEL: ["柴油", "ديزل"],
        },
    ),
    DayColumn(
        "built_on",
        label=_("Built on"),
        aliases=["built", "build date", "production date", "生产日期", "制造日期", "تاريخ الصنع"],
        form=_("a day, as 2026-03-31"),
        may_be_empty=True,
    ),
    DayColumn(
        "exported_on",
        label=_("Exported on"),
        aliases=["exported", "export date", "出口日期", "تاريخ التصدير"],
        form=_("a day, as 2026-03-31"),
    ),
]
