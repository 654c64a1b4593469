"""Walls of figures and flags: a manufacturer sees its own, a regulator its countries, dealers and owners none.

Figures and evidence are the system's. What people do with a flag goes through a door.
"""

from __future__ import annotations

from typing import Any

from apps.organizations.scope import Side
from apps.organizations.walls import Open, Wall

from .tallies import AGGREGATE

_SIDES: dict[str, Any] = {"manufacturer": "manufacturer_id", "regulator": "country"}

DOORS = {"compliance.flag": "A person's step on a flag or on a dispute over a case of it, with its event."}

#: What a person's step changes of a flag, whose figures stay what the judgement found; and of a dispute.
FLAG_MOVED = ("status", "updated_at", "ended_at", "version")
DISPUTE_DECIDED = ("status", "decided_at", "decided_by", "decided_by_actor_id", "decision_note")

WALLS = [
    Wall("compliance_tally", **_SIDES),
    Wall("compliance_judgement", **_SIDES),
    Wall("compliance_touchedcell"),
    # A seal spans countries; regulators hold the heads, which sum up all seals.
    Wall("compliance_seal", manufacturer="manufacturer_id", ledger=True),
    Open("compliance_head", ledger=True),
    Wall("compliance_evaluation"),
    Wall("compliance_flag", **_SIDES, updates={Side.CLERK: FLAG_MOVED}),
    Wall("compliance_flagevidence", **_SIDES, ledger=True),
    Wall("compliance_frozencase", **_SIDES, ledger=True),
    Wall("compliance_flagevent", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
    Wall(
        "compliance_dispute",
        **_SIDES,
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: DISPUTE_DECIDED},
    ),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = (
    "compliance_judgement",
    "compliance_flag",
    "compliance_dispute",
)

#: Tallies follow the clocks, so what they would have said follows the clocks as known.
DERIVED = {"compliance_tally": f"SELECT 0::bigint AS id, t.* FROM ({AGGREGATE}) t"}
