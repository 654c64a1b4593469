"""Menu entries of exports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.core.navigation import NavItem
from apps.organizations.scope import Side

READERS = (Side.MANUFACTURER, Side.AUTHORITY)

ITEMS = [NavItem(READERS, _("Export licences"), "exports:licences", "shield", 47)]
