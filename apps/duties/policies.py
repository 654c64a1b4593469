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
    "duties.clock": "A clock starts, pauses, goes on, stops, gets another rule or calendar, is taken out or back in.",
    "duties.closure": "A firm declares days on which it does not work.",
    "duties.rule": "A change of a rule or calendar is drafted, edited, published or withdrawn.",
}

#: What a draft may change; its number, organisation and beginning stay.
RULE_MOVED = (
    "kind",
    "country",
    "effective_from",
    "effective_to",
    "obligation_id",
    "unit",
    "amount",
    "target_share",
    "calendar",
    "basis",
    "name",
    "shifts",
    "instrument",
    "article",
    "source",
    "reason",
    "made_id",
    "status",
    "version",
    "edited_by_id",
    "updated_at",
)

WALLS = [
    Open("duties_obligation"),
    # Made, and ended, by the publication of a change.
    Open("duties_obligationversion", writers={Side.CLERK: "iu"}),
    Open("duties_shifts"),
    Open("duties_calendarrule", writers={Side.CLERK: "i"}, ledger=True),
    # Written down by the first clock of a year, or by the night.
    Open("duties_holidayyear", writers={Side.CLERK: "i"}, ledger=True),
    # Said beforehand to everybody, never taken back.
    Open("duties_closure", writers={Side.CLERK: "i"}, ledger=True),
    Open("duties_closurelimit"),
    # Drafts are the authority's own until they are published.
    Wall(
        "duties_rulechange",
        organization="organization_id",
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: RULE_MOVED},
    ),
    Wall("duties_ruleevent", organization="organization_id", writes={Side.CLERK: "i"}, ledger=True),
    Wall(
        "duties_clock",
        **_SIDES,
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: ("version_id", "due_at", "stopped_at", "ending", "counts", "unproven")},
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
