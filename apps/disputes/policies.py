"""Walls of objections and of cases at the authority: the sides of the claim, and the regulator of its country.

A question of the authority, and its answer, are read by whoever was asked and by the authority, and by no other side.
"""

from __future__ import annotations

from typing import Any

from apps.organizations.scope import Side
from apps.organizations.walls import Wall

_SIDES: dict[str, Any] = {
    "owner": "owner_id",
    "dealer": "dealer_id",
    "manufacturer": "manufacturer_id",
    "regulator": "country",
}
DOORS = {
    "disputes.objection": "An owner objects to a denial, or an objection is answered, with the event.",
    "disputes.escalation": "An owner brings a case to the authority, or it moves, with its event and questions.",
}
#: What a step changes; what was brought stays.
OBJECTION_MOVED = ("status", "version", "ended_at")
ESCALATION_MOVED = ("status", "version", "outcome", "due_at", "ended_at")

WALLS = [
    Wall("disputes_objection", **_SIDES, writes={Side.CLERK: "i"}, updates={Side.CLERK: OBJECTION_MOVED}),
    Wall("disputes_objectionevent", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
    Wall("disputes_escalation", **_SIDES, writes={Side.CLERK: "i"}, updates={Side.CLERK: ESCALATION_MOVED}),
    Wall("disputes_escalationevent", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
    # Answered once.
    Wall(
        "disputes_escalationquestion",
        **_SIDES,
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("answer", "answered_at", "answered_by_id"),
    ),
    # Made by a worker, in the system's scope.
    Wall("disputes_escalationpack", **_SIDES, ledger=True),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = (
    "disputes_objection",
    "disputes_escalation",
    "disputes_escalationquestion",
)
