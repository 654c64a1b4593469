"""Menu entries of the network."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.core.navigation import NavItem, Room
from apps.organizations.scope import Side

ITEMS = [
    NavItem(
        (Side.DEALER, Side.MANUFACTURER), _("Appointments"), "organizations:appointments", "people", 75, room=Room.HOUSE
    ),
    NavItem(
        (Side.DEALER, Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY),
        _("Organisation"),
        "organizations:own",
        "people",
        90,
        room=Room.HOUSE,
    ),
]
