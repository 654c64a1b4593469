"""Orders, stock and catalogue in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.core.navigation import NavItem
from apps.organizations.scope import Side

_FIRMS = (Side.DEALER, Side.MANUFACTURER)

ITEMS = [
    NavItem(
        sides=(*_FIRMS, Side.REGULATOR, Side.AUTHORITY),
        label=_("Spare-parts orders"),
        url_name="parts:orders",
        icon="truck",
        order=40,
    ),
    NavItem(sides=(Side.DEALER,), label=_("Stock"), url_name="parts:stock", icon="box", order=41),
    NavItem(sides=(Side.MANUFACTURER,), label=_("Stock at dealers"), url_name="parts:stock", icon="box", order=41),
    NavItem(sides=(Side.DEALER,), label=_("Suggested orders"), url_name="parts:suggested", icon="plus", order=42),
    NavItem(sides=_FIRMS, label=_("Parts catalogue"), url_name="parts:catalogue", icon="document", order=43),
]
