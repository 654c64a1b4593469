"""What the page of a request shows of its costs."""

from __future__ import annotations

from apps.claims.sections import Section
from apps.organizations.scope import PEOPLE_SIDES

COSTS = Section(
    "costs",
    "settlements/_of_claim.html",
    lambda claim, actor: {"claim": claim, "actor": actor},
    PEOPLE_SIDES,
    order=30,
)
