"""The columns of the list of returns."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.casework.templatetags.casework import case_badge
from apps.core.lists import ListColumn, isolated, link
from apps.core.templatetags.formats import country_name, local_time, mono, number, part_number
from apps.organizations.scope import Actor, Side


def return_columns(actor: Actor) -> list[ListColumn]:
    """What the list says of a return to one of its sides."""
    dealer = ListColumn(_("Dealer"), lambda row: isolated(row.dealer.name))
    maker = ListColumn(_("Manufacturer"), lambda row: isolated(row.manufacturer.name))
    country = ListColumn(_("Country"), lambda row: country_name(row.country.code))
    others = {Side.DEALER: [maker], Side.MANUFACTURER: [dealer, country]}
    return [
        ListColumn(_("Return"), lambda row: link(row.get_absolute_url(), mono(row.number)), "w-code"),
        ListColumn(_("Part"), lambda row: part_number(row.part.number), "w-code"),
        ListColumn(_("Quantity"), lambda row: number(row.quantity), figures=True),
        ListColumn(_("Reason"), lambda row: row.get_reason_display()),
        *others.get(actor.side, [maker, dealer, country]),
        ListColumn(_("Status"), case_badge, "w-due"),
        ListColumn(_("Asked"), lambda row: local_time(row.asked_at, "SHORT_DATE_FORMAT"), "w-day", sort="asked"),
    ]
