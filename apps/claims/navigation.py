"""Menu entries of claims."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.navigation import NavItem
from apps.organizations.scope import Side

from . import selectors


def late(request: HttpRequest) -> int:
    """Claims of the workshop that are past due."""
    return selectors.late_count(at=timezone.now())


_READERS = (Side.DEALER, Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY)
ITEMS = [
    NavItem((Side.OWNER,), _("My requests"), "claims:list", icon="wrench", order=15),
    NavItem((Side.DEALER,), _("Repair queue"), "claims:queue", icon="clock", order=10, badge=late),
    NavItem(_READERS, _("Claims"), "claims:list", icon="wrench", order=20),
]
