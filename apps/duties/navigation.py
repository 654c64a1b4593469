"""Menu entries of rules and calendars."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.core.navigation import NavItem, Room
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import PEOPLE_SIDES, Side

from . import boards


def waiting(request: ScopedRequest) -> int:
    """Drafts that nobody has published yet, for the authority."""
    return boards.drafts()[:100].count() if request.actor.side is Side.AUTHORITY else 0


ITEMS = [
    NavItem(PEOPLE_SIDES, _("Rules"), "duties:rules", icon="document", order=85, badge=waiting, room=Room.HOUSE),
    NavItem(PEOPLE_SIDES[1:], _("Calendars"), "duties:calendars", icon="clock", order=86, room=Room.HOUSE),
]
