"""The wall of kept views: each person's own, while they act for the firm or office they were kept for."""

from __future__ import annotations

from apps.organizations.scope import Side
from apps.organizations.walls import Wall

#: Regulators' rights are the authority's too.
_KEEPERS = (Side.DEALER, Side.MANUFACTURER, Side.REGULATOR)

WALLS = [
    Wall(
        "desks_savedview",
        person="user_id",
        organization="organization_id",
        writes=dict.fromkeys(_KEEPERS, "id"),
        updates=dict.fromkeys(_KEEPERS, ("name", "query")),
    ),
]
