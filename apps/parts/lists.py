"""The columns of the list of orders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from apps.casework.templatetags.casework import case_badge
from apps.core.lists import ListColumn, isolated, link
from apps.core.templatetags.face import clock_badge, status_badge
from apps.core.templatetags.formats import country_name, local_time, mono, number
from apps.core.wording import NOTHING
from apps.organizations.scope import Actor, Side

from .models import PartsOrder
from .services.order_work import NOT_NOW


def order_columns(actor: Actor, *, counts: Mapping[int, tuple[int, int]], at: datetime) -> list[ListColumn]:
    """What the list says of an order to one of its sides; ``counts``: an order's lines and those still to be sent."""
    return [
        ListColumn(_("Order"), lambda order: link(order.get_absolute_url(), mono(order.number)), "w-code"),
        *_sides(actor.side),
        ListColumn(_("Order class"), _order_class),
        ListColumn(_("Status"), case_badge, "w-due"),
        ListColumn(_("Lines"), lambda order: number(counts[order.pk][0]), figures=True),
        ListColumn(_("To be sent"), lambda order: number(counts[order.pk][1]), figures=True),
        ListColumn(_("Due"), lambda order: _due(order, at), "w-due"),
        ListColumn(_("Ordered"), lambda order: local_time(order.created_at, "SHORT_DATE_FORMAT"), "w-day"),
    ]


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
