"""Menu entries of the workshop."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.claims.selectors import late_count
from apps.core.navigation import NavItem, Room
from apps.organizations.scope import Side


def late(request: HttpRequest) -> int:
    """Requests of the workshop that are past due."""
    return late_count(at=timezone.now())


ITEMS = [
    NavItem((Side.DEALER,), _("Repair queue"), "workshop:queue", icon="clock", order=10, badge=late, room=Room.REPAIRS),
    NavItem((Side.DEALER,), _("Calendar"), "workshop:calendar", icon="calendar", order=12, room=Room.REPAIRS),
    NavItem((Side.DEALER,), _("Bays and hours"), "workshop:places", icon="building", order=85, room=Room.HOUSE),
]
