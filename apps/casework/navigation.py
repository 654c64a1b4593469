"""Menu entry of long work."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.core.navigation import NavItem, Room
from apps.organizations.scope import Side

_STAFF = (Side.DEALER, Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY)

ITEMS = [NavItem(_STAFF, _("Files and long work"), "casework:jobs", "document", 85, room=Room.HOUSE)]
