"""Walls of obligations and clocks."""

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
_WRITES = {Side.OWNER: "iu", Side.DEALER: "iu", Side.MANUFACTURER: "iu", Side.REGULATOR: "iu"}

WALLS = [
    Open("duties_obligation"),
    Open("duties_obligationversion"),
    Open("duties_shifts"),
    # Written by the services of changes, in the system's scope; drafts are the authority's own until published.
    Open("duties_calendarrule"),
    Open("duties_holidayyear"),
    Wall("duties_rulechange", organization="organization_id"),
    Wall("duties_ruleevent", organization="organization_id"),
    Wall("duties_clock", **_SIDES, writes=_WRITES),
    # Appended, and closed once: never taken away.
    Wall("duties_clockinterval", **_SIDES, writes=_WRITES),
    Wall("duties_exclusion", **_SIDES),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = (
    "duties_clock",
    "duties_clockinterval",
    "duties_exclusion",
    "duties_obligationversion",
    "duties_shifts",
)
