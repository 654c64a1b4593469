"""Menu entries of the network."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.core.navigation import NavItem
from apps.organizations.scope import Side

ITEMS = [
    NavItem((Side.DEALER, Side.MANUFACTURER), _("Appointments"), "organizations:appointments", "people", 75),
    NavItem(
        (Side.DEALER, Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY),
        _("Organisation"),
        "organizations:own",
        "people",
        90,
    ),
]
