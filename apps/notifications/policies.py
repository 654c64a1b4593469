"""Walls of events and notices: a fact is said through a door, only the system reads them all."""

from __future__ import annotations

from apps.organizations.scope import PEOPLE_SIDES, Side
from apps.organizations.walls import Wall

DOORS = {"notifications.outbox": "A fact is said in the transaction that makes it true."}

WALLS = [
    Wall("notifications_outboxevent", append=(Side.CLERK,)),
    Wall("notifications_consumption"),
    Wall("notifications_letter"),
    Wall("notifications_alarm"),
    Wall("notifications_mailline"),
    Wall("notifications_notice", person="user_id", updates=dict.fromkeys(PEOPLE_SIDES, ("read_at",))),
]
