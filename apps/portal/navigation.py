"""The first entry of every menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.core.navigation import NavItem
from apps.organizations.scope import Side

ITEMS = [
    NavItem(
        sides=(Side.OWNER, Side.DEALER, Side.MANUFACTURER),
        label=_("Home"),
        url_name="portal:home",
        icon="home",
        order=0,
    ),
    NavItem(
        sides=(Side.DEALER, Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY),
        label=_("Search"),
        url_name="portal:search",
        icon="search",
        order=5,
    ),
]
