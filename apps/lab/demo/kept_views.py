"""Views of lists that the people of the demo keep, so that a visitor finds some on the desks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from apps.desks.lists import desk_lists
from apps.desks.services import keep_view
from apps.organizations.scope import acting_as

if TYPE_CHECKING:
    from .stories import Stage

#: Who keeps what: the person's firm or office, the list, a name, and what is asked of the list.
_KEPT = (
    ("dealer", "workshop:queue", "Late, oldest first", "late=true&sort=filed"),
    ("dealer", "workshop:queue", "Nobody sees to it", "in_charge=nobody"),
    ("dealer", "parts:stock", "Few on the shelf", "sort=on_hand"),
    ("maker", "parts:orders", "Newest first", "sort=-ordered"),
    ("maker", "parts:backorders", "Waited for longest", "sort=-days"),
    ("maker", "claims:list", "Due first", "sort=due"),
    ("regulator", "claims:list", "Safety, due first", "safety_critical=true&sort=due"),
)


def tell(stage: Stage) -> None:
    """Keep each view as its person; they are kept by people and not by firms."""
    for who, route, name, query in _KEPT:
        firm = getattr(stage.people, who)
        with acting_as(replace(stage.scope(firm), user_id=stage.people.staff[firm.pk].pk)):
            keep_view(listed=desk_lists()[route], name=name, query=query, by=stage.actor(firm))
