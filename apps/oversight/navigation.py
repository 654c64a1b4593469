"""Menu entries of the regulator's desk and of the manufacturer's own view."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.compliance import selectors
from apps.core.navigation import NavItem, Room
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

_WATCHERS = (Side.REGULATOR, Side.AUTHORITY)


def waiting(request: ScopedRequest) -> int:
    """Flags that wait for the reader."""
    return selectors.worklist(request.actor.side, at=timezone.now())[:100].count()


ITEMS = [
    NavItem(_WATCHERS, _("Compliance desk"), "oversight:desk", icon="chart", order=10),
    NavItem((Side.MANUFACTURER,), _("Our figures"), "oversight:own", icon="chart", order=60, room=Room.CONDUCT),
    NavItem(
        (*_WATCHERS, Side.MANUFACTURER),
        _("Flags"),
        "oversight:flags",
        icon="flag",
        order=65,
        badge=waiting,
        room=Room.CONDUCT,
    ),
    NavItem(
        (*_WATCHERS, Side.MANUFACTURER), _("Signals"), "oversight:signals", icon="sort", order=67, room=Room.CONDUCT
    ),
    NavItem(
        (*_WATCHERS, Side.MANUFACTURER), _("Cases"), "oversight:cases", icon="document", order=70, room=Room.CONDUCT
    ),
    NavItem(_WATCHERS, _("Two side by side"), "oversight:compare", icon="sort", order=75, room=Room.CONDUCT),
    NavItem(_WATCHERS, _("Evaluations"), "oversight:evaluations", icon="clock", order=80, room=Room.CONDUCT),
]
