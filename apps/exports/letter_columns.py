"""The columns of a file of confirmation letters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.core.tables.columns import Column, TextColumn
from apps.vehicles.columns import CountryColumn, VinColumn

from .columns import LicenceColumn, NameColumn

LETTER_COLUMNS: list[Column] = [
    LicenceColumn(
        form=_("as on its application; one letter for each"),
    ),
    VinColumn(),
    CountryColumn(
        "country",
        label=_("Destination"),
        aliases=["destination", "exported to", "出口国", "目的国", "بلد الوجهة"],
        form=_("two letters, as KE"),
    ),
    TextColumn(
        "service_centre",
        label=_("Service centre"),
        aliases=["service center", "service point", "workshop", "服务网点", "售后服务网点", "مركز الخدمة"],
        form=_("its name in the destination, or its number"),
    ),
    NameColumn(
        "maker",
        label=_("Manufacturer"),
        aliases=["manufacturer", "legal maker", "生产企业", "制造商", "الشركة المصنعة"],
        form=_("its legal name in Chinese; only where your firm is several"),
        required=False,
        default="",
    ),
    TextColumn(
        "reason",
        label=_("Reason of the replacement"),
        most=500,
        aliases=["replacement", "替换原因", "سبب الاستبدال"],
        form=_("only where another letter stands for the licence"),
        required=False,
        default="",
    ),
]
