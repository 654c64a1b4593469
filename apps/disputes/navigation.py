"""Menu entries of objections and of cases at the authority."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.core.navigation import NavItem, Room
from apps.organizations.scope import Side

from . import selectors

_DESK = (Side.REGULATOR, Side.AUTHORITY)
READERS = (Side.DEALER, Side.MANUFACTURER, *_DESK)


def unanswered(request: HttpRequest) -> int:
    """Objections that the manufacturer has to answer."""
    return selectors.waiting_objections()


def untouched(request: HttpRequest) -> int:
    """Cases that nobody at the authority has taken up."""
    return selectors.waiting_escalations()


ITEMS = [
    NavItem(
        (Side.MANUFACTURER,), _("Objections"), "disputes:objections", "alert", 21, badge=unanswered, room=Room.REPAIRS
    ),
    NavItem((Side.DEALER, *_DESK), _("Objections"), "disputes:objections", "alert", 21, room=Room.REPAIRS),
    NavItem(_DESK, _("Cases of owners"), "disputes:escalations", "shield", 22, badge=untouched, room=Room.REPAIRS),
    NavItem(
        (Side.DEALER, Side.MANUFACTURER),
        _("Cases at the authority"),
        "disputes:escalations",
        "shield",
        22,
        room=Room.REPAIRS,
    ),
]
