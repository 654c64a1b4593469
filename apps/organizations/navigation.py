"""Menu entries of organisations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.core.navigation import NavItem, Room

from .scope import Side

_STAFF = (Side.DEALER, Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY)

ITEMS = [
    NavItem((Side.OWNER,), _("Find a dealer"), "organizations:find-dealers", "building", 60),
    NavItem((Side.DEALER,), _("Service points"), "organizations:service-points", "building", 70, room=Room.HOUSE),
    NavItem(_STAFF, _("API keys"), "organizations:keys", "key", 95, room=Room.HOUSE),
]
