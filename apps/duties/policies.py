"""Walls of obligations and clocks. Clocks are nobody's own: they follow the steps of their case, through a door."""

from __future__ import annotations

from typing import Any

from apps.organizations.scope import Side
from apps.organizations.walls import Open, Wall

_SIDES: dict[str, Any] = {
    "owner": "owner_id",
    "dealer": "dealer_id",
    "manufacturer": "manufacturer_id",
    "regulator": "country",
}

DOORS = {
    "duties.clock": "A clock starts, pauses, goes on, stops, gets another version of its rule, is taken out or back in."
}

WALLS = [
    Open("duties_obligation"),
    Open("duties_obligationversion"),
    Open("duties_shifts"),
    Wall(
        "duties_clock",
        **_SIDES,
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: ("version_id", "due_at", "stopped_at", "ending", "counts")},
    ),
    # Appended, and closed once: never taken away.
    Wall("duties_clockinterval", **_SIDES, writes={Side.CLERK: "i"}, ledger=True, filled_once=("ended_at",)),
    Wall(
        "duties_exclusion",
        **_SIDES,
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("lifted_at", "lifted_by_id", "lifted_grounds"),
    ),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = (
    "duties_clock",
    "duties_clockinterval",
    "duties_exclusion",
    "duties_obligationversion",
    "duties_shifts",
)
