"""Menu entries of claims."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.core.navigation import NavItem, Room
from apps.organizations.scope import Side

_READERS = (Side.DEALER, Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY)
ITEMS = [
    NavItem((Side.OWNER,), _("My requests"), "claims:list", icon="wrench", order=15),
    NavItem(_READERS, _("Claims"), "claims:list", icon="wrench", order=20, room=Room.REPAIRS),
]
