"""Walls of what all cases share."""

from __future__ import annotations

from apps.organizations.walls import Wall

WALLS = [
    Wall("casework_actorrecord", person="user_id"),
    Wall("casework_closing"),
    Wall("casework_stepkey"),
]
