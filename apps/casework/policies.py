"""Walls of what all cases share."""

from __future__ import annotations

from apps.organizations.walls import Open, Wall

WALLS = [
    Wall("casework_actorrecord", person="user_id"),
    Wall("casework_stepkey"),
    # When books were closed is no secret; who records a fact must know.
    Open("casework_closing"),
]
