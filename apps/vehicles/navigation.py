"""Menu entries of vehicles."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.core.navigation import NavItem, Room
from apps.organizations.scope import Side

_STAFF = (Side.DEALER, Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY)

ITEMS = [
    NavItem(_STAFF, _("Vehicles"), "vehicles:list", "car", 40, room=Room.CARS),
    NavItem((Side.MANUFACTURER,), _("Files of vehicles"), "vehicles:imports", "document", 45, room=Room.CARS),
    NavItem(
        (Side.DEALER, Side.AUTHORITY),
        _("Proof of registrations"),
        "vehicles:registrations",
        "document",
        42,
        room=Room.CARS,
    ),
]
