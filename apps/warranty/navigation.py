"""Menu entries of warranty."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.core.navigation import NavItem, Room
from apps.organizations.scope import Side

ITEMS = [
    NavItem((Side.OWNER,), _("Register a vehicle"), "warranty:register", "plus", 20),
    NavItem((Side.DEALER, Side.MANUFACTURER), _("Warranty plans"), "warranty:plans", "shield", 50, room=Room.CARS),
    NavItem((Side.OWNER,), _("Your rights"), "warranty:rights", "shield", 62),
]
