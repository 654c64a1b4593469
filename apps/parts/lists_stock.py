"""The columns of the list of stock."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.lists import ListColumn, isolated, link
from apps.core.templatetags.face import status_badge
from apps.core.templatetags.formats import country_name, number, part_number
from apps.organizations.scope import Actor, Side

from .models import StockBalance


def stock_columns(actor: Actor) -> list[ListColumn]:
    """What the list says of a part's stock to one of its sides."""
    return [
        ListColumn(_("Part"), _linked if actor.side is Side.DEALER else _number, "w-code", sort="number"),
        ListColumn(_("Name"), lambda row: isolated(row.part.name), whole=lambda row: row.part.name),
        *_others(actor.side),
        ListColumn(_("On hand"), lambda row: number(row.on_hand), "w-day", figures=True, sort="on_hand"),
        ListColumn(_("Free"), lambda row: number(row.free), "w-figure", figures=True),
        ListColumn(_("On order"), lambda row: number(row.on_order), "w-figure", figures=True),
        ListColumn(_("In transit"), lambda row: number(row.in_transit), "w-figure", figures=True),
        ListColumn(_("Quarantine"), lambda row: number(row.quarantined), "w-short", figures=True),
        ListColumn(_("Reorder level"), lambda row: number(row.reorder_level), "w-figure", figures=True),
        ListColumn(_("State"), _state, "w-due"),
    ]


def _number(row: StockBalance) -> str:
    return part_number(row.part_number)


def _linked(row: StockBalance) -> str:
    return link(reverse("parts:stock-part", args=[row.part_id]), part_number(row.part_number))


def _others(side: Side) -> list[ListColumn]:
    if side is Side.DEALER:
        return [ListColumn(_("Manufacturer"), lambda row: isolated(row.manufacturer.name), "w-day")]
    return [
        ListColumn(_("Dealer"), lambda row: isolated(row.dealer.name), "w-day", whole=lambda row: row.dealer.name),
        ListColumn(_("Country"), lambda row: country_name(row.country.code), "w-short"),
    ]


def _state(row: StockBalance) -> str:
    if row.below_level:
        return status_badge("warn", _("Below level"))
    if row.on_hand == 0:
        return status_badge("neutral", _("None on hand"))
    return status_badge("ok", _("In stock")) if row.free else status_badge("info", _("All promised"))
