"""Verbs of warranty."""

from .coverages import (
    begin_coverage,
    change_dealer,
    cover_repaired_part,
    end_registration,
    follow_vehicle,
    register_vehicle,
)
from .plans import draft_plan, edit_plan

__all__ = [
    "begin_coverage",
    "change_dealer",
    "cover_repaired_part",
    "draft_plan",
    "edit_plan",
    "end_registration",
    "follow_vehicle",
    "register_vehicle",
]
