"""Walls of what all cases share."""

from __future__ import annotations

from apps.organizations.walls import Open, Wall

WALLS = [
    # Colleagues see who of their organisation acted: a job that one of them asked for is all theirs.
    Wall("casework_actorrecord", owner="user_id", organization="organization_id", ledger=True),
    # Keys of steps: nobody reads them, the engine keeps them in the system's scope.
    Wall("casework_stepkey"),
    # Read by whoever they belong to; written by the services of this app, in the system's scope.
    Wall("casework_document", owner="owner_id", organization="organization_id"),
    Wall("casework_job", owner="owner_id", organization="organization_id"),
    # Read by the page of a job that the reader has reached.
    Wall("casework_importrow"),
    # When books were closed is no secret; who records a fact must know.
    Open("casework_closing", ledger=True),
]
