"""Walls of events and notices: everybody may say a fact, only the system reads them all."""

from __future__ import annotations

from apps.organizations.scope import PEOPLE_SIDES
from apps.organizations.walls import Wall

WALLS = [
    Wall("notifications_outboxevent", append=PEOPLE_SIDES),
    Wall("notifications_consumption"),
    Wall("notifications_notice", person="user_id", writes=dict.fromkeys(PEOPLE_SIDES, "u")),
]
