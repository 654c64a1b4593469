"""The columns of the list of cores."""

from __future__ import annotations

from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.casework.templatetags.casework import case_badge
from apps.core.lists import ListColumn, isolated, link
from apps.core.templatetags.face import status_badge
from apps.core.templatetags.formats import country_name, date_only, local_time, money, mono, number, part_number
from apps.organizations.scope import Actor, Side

from .models import Core


def core_columns(actor: Actor, *, at: datetime) -> list[ListColumn]:
    """What the list says of cores to one of their sides."""
    dealer = ListColumn(_("Dealer"), lambda row: isolated(row.dealer.name))
    maker = ListColumn(_("Manufacturer"), lambda row: isolated(row.manufacturer.name))
    country = ListColumn(_("Country"), lambda row: country_name(row.country.code))
    others = {Side.DEALER: [maker], Side.MANUFACTURER: [dealer, country]}
    return [
        ListColumn(_("Core"), lambda row: link(row.get_absolute_url(), mono(row.number)), "w-code"),
        ListColumn(_("Part"), lambda row: part_number(row.part.number), "w-code"),
        ListColumn(_("Quantity"), lambda row: number(row.quantity), figures=True),
        ListColumn(_("Deposit"), lambda row: money(row.deposit, row.currency), figures=True),
        *others.get(actor.side, [maker, dealer, country]),
        ListColumn(_("Status"), lambda row: _standing(row, at), "w-due"),
        ListColumn(_("Owed since"), lambda row: local_time(row.owed_at, "SHORT_DATE_FORMAT"), "w-day", sort="owed"),
        ListColumn(_("Due"), lambda row: date_only(row.due_on, "SHORT_DATE_FORMAT"), "w-day", sort="due"),
    ]


def _standing(row: Core, at: datetime) -> SafeString:
    return status_badge("bad", _("Past due")) if row.is_late(at) else case_badge(row)
