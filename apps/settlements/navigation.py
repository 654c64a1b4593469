"""Menu entries of what repairs cost."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.core.navigation import NavItem, Room
from apps.organizations.scope import Side

FIRMS = (Side.DEALER, Side.MANUFACTURER)
#: Who records exchange rates.
RATE_WRITERS = (Side.MANUFACTURER, Side.AUTHORITY)

ITEMS = [
    NavItem((Side.MANUFACTURER,), _("Settlements to decide"), "settlements:queue", "clock", 36, room=Room.REPAIRS),
    NavItem(FIRMS, _("Settlements"), "settlements:settlements", "document", 37, room=Room.REPAIRS),
    NavItem(FIRMS, _("Estimates"), "settlements:estimates", "document", 38, room=Room.REPAIRS),
    NavItem(FIRMS, _("Payment batches"), "settlements:batches", "check", 39, room=Room.REPAIRS),
    NavItem((*FIRMS, Side.AUTHORITY), _("Exchange rates"), "settlements:rates", "chart", 40, room=Room.REPAIRS),
]
