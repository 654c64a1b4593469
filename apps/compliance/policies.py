"""Walls of figures and flags: a manufacturer sees its own, a regulator its countries, dealers and owners none."""

from __future__ import annotations

from typing import Any

from apps.organizations.scope import Side
from apps.organizations.walls import Wall

from .tallies import AGGREGATE

_SIDES: dict[str, Any] = {"manufacturer": "manufacturer_id", "regulator": "country"}

WALLS = [
    Wall("compliance_tally", **_SIDES),
    Wall("compliance_judgement", **_SIDES),
    Wall("compliance_touchedcell"),
    Wall("compliance_evaluation"),
    Wall("compliance_flag", **_SIDES, writes={Side.REGULATOR: "u", Side.MANUFACTURER: "u"}),
    Wall("compliance_flagevidence", **_SIDES),
    Wall("compliance_flagevent", **_SIDES, writes={Side.REGULATOR: "i", Side.MANUFACTURER: "i"}),
    Wall("compliance_dispute", **_SIDES, writes={Side.REGULATOR: "u", Side.MANUFACTURER: "i"}),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = (
    "compliance_judgement",
    "compliance_flag",
    "compliance_dispute",
)

#: Tallies follow the clocks, so what they would have said follows the clocks as known.
DERIVED = {
    "compliance_tally": "SELECT 0::bigint AS id, manufacturer_id, country, obligation_id, powertrain, "
    f"due_on, due::int AS due, met::int AS met FROM ({AGGREGATE}) t"
}
