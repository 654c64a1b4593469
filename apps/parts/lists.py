"""The columns of the list of orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.casework.templatetags.casework import case_badge
from apps.core.lists import ListColumn, isolated, link
from apps.core.templatetags.face import clock_badge, status_badge
from apps.core.templatetags.formats import country_name, date_only, local_time, mono, number, part_number
from apps.core.wording import NOTHING, country_label
from apps.organizations.scope import Actor, Side

from .models import PartsOrder
from .selectors.board import BoardRow
from .services.order_work import NOT_NOW

#: More are told by their number: a narrow column holds no more names.
MOST_COUNTRIES = 3


def order_columns(actor: Actor, *, counts: Mapping[int, tuple[int, int]], at: datetime) -> list[ListColumn]:
    """What the list says of an order to one of its sides; ``counts``: an order's lines and those still to be sent."""
    return [
        ListColumn(_("Order"), lambda order: link(order.get_absolute_url(), mono(order.number)), "w-code"),
        *_sides(actor.side),
        ListColumn(_("Order class"), _order_class, "w-due"),
        ListColumn(_("Status"), case_badge, "w-due"),
        ListColumn(_("Lines"), lambda order: number(counts[order.pk][0]), figures=True),
        ListColumn(_("To be sent"), lambda order: number(counts[order.pk][1]), figures=True),
        ListColumn(_("Due"), lambda order: _due(order, at), "w-due", sort="due"),
        ListColumn(
            _("Ordered"), lambda order: local_time(order.created_at, "SHORT_DATE_FORMAT"), "w-day", sort="ordered"
        ),
    ]


def board_columns(actor: Actor, *, at: datetime) -> list[ListColumn]:
    """What the backorder board says of a part."""
    maker = ListColumn(_("Manufacturer"), lambda row: isolated(row.part.manufacturer.name))
    countries = ListColumn(_("Countries"), lambda row: joined_countries(row.countries))
    return [
        ListColumn(_("Part"), _part_of_board, "w-code", sort="number"),
        ListColumn(_("Name"), lambda row: isolated(row.part.name), whole=lambda row: row.part.name),
        *([] if actor.side is Side.MANUFACTURER else [maker]),
        ListColumn(_("Off road"), _still, figures=True, sort="still"),
        ListColumn(_("Repairs"), lambda row: number(row.cars), figures=True, sort="cars"),
        ListColumn(_("Pieces"), lambda row: number(row.units), figures=True, sort="units"),
        ListColumn(_("Days"), lambda row: number((at - row.since).days), figures=True, sort="days"),
        *([] if actor.side is Side.DEALER else [countries]),
        ListColumn(_("Broken"), lambda row: status_badge("bad", str(row.late)) if row.late else number(0)),
        ListColumn(_("Next receipt"), _next_in, "w-day"),
    ]


def joined_countries(codes: Sequence[str]) -> str:
    """A few countries by name, more by their number."""
    if len(codes) > MOST_COUNTRIES:
        return _("%(n)s countries") % {"n": len(codes)}
    return ", ".join(country_label(code) for code in codes)


def _part_of_board(row: BoardRow) -> str:
    return link(reverse("parts:backorder-part", args=[row.part.pk]), part_number(row.part.number))


def _still(row: BoardRow) -> str:
    return status_badge("warn", str(row.still)) if row.still else number(0)


def _next_in(row: BoardRow) -> str:
    return date_only(row.next_in.expected_on, "SHORT_DATE_FORMAT") if row.next_in else NOTHING


def _sides(side: Side) -> list[ListColumn]:
    """The others of an order: who reads knows itself."""
    maker = ListColumn(
        _("Manufacturer"), lambda order: isolated(order.manufacturer.name), whole=lambda order: order.manufacturer.name
    )
    dealer = ListColumn(_("Dealer"), lambda order: isolated(order.dealer.name), whole=lambda order: order.dealer.name)
    country = ListColumn(_("Country"), lambda order: country_name(order.country.code))
    shown = [] if side is Side.MANUFACTURER else [maker]
    return shown if side is Side.DEALER else [*shown, dealer, country]


def _order_class(order: PartsOrder) -> str:
    word: str = order.get_priority_display()
    return status_badge("warn", word) if order.priority == PartsOrder.Priority.VEHICLE_OFF_ROAD else word


def _due(order: PartsOrder, at: datetime) -> str:
    if order.next_due_at is None:
        return NOTHING
    return clock_badge(order.next_due_at, paused=order.next_due_at == NOT_NOW, at=at)
