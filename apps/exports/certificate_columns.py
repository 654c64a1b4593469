"""The columns of a file of registration certificates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.core.tables.columns import CodeColumn, Column, DayColumn, TextColumn
from apps.vehicles.columns import VinColumn

from .columns import BRAND, EXPORTER, REGISTERED, TRANSFERRED, NameColumn

_DAY = _("a day, as 2026-03-31")

CERTIFICATE_COLUMNS: list[Column] = [
    VinColumn(),
    NameColumn(
        "exporter",
        label=_("Shown by"),
        aliases=["shown by", *EXPORTER],
        form=_("the exporter's legal name in Chinese; the authority leaves its own word empty"),
        may_be_empty=True,
        default="",
    ),
    CodeColumn(
        "certificate_number",
        label=_("Certificate number"),
        aliases=["certificate", "登记证书编号", "机动车登记证书编号", "رقم شهادة التسجيل"],
        form=_("as printed on it"),
    ),
    TextColumn("brand", label=_("Brand"), most=60, aliases=BRAND, form=_("as printed on it")),
    TextColumn(
        "model_name", label=_("Model"), most=100, aliases=["model", "车型", "车辆型号", "الطراز"],
        form=_("as printed on it"),
    ),
    DayColumn("first_registered_on", label=_("First registered in China"), aliases=REGISTERED, form=_DAY),
    DayColumn(
        "transferred_on",
        label=_("Transferred for export"),
        aliases=TRANSFERRED,
        form=_DAY,
        may_be_empty=True,
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
]  # fmt: skip
