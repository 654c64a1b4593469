"""What the page of a request shows of its costs."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.claims.models import Claim
from apps.claims.sections import Section
from apps.organizations.scope import Actor, Side

from .models import Estimate
from .navigation import FIRMS
from .selectors import cases


def _costs(claim: Claim, actor: Actor) -> dict[str, Any] | None:
    """Its estimates and settlements, as far as the reader sees them (2 queries for a firm, 1 for an owner)."""
    estimates = list(cases.estimates().filter(claim=claim))
    if actor.side in FIRMS:
        page = reverse("settlements:claim", args=[claim.number])
        return {"cases": [*estimates, *cases.settlements().filter(claim=claim)], "page": page}
    return {"cases": estimates, "page": ""} if estimates else None


def _share_asked(claim: Claim, actor: Actor) -> dict[str, Any] | None:
    """A share that waits for the owner's word (1 query)."""
    estimate = cases.estimates().filter(claim=claim, status=Estimate.Status.OFFERED).first()
    return None if estimate is None else {"estimate": estimate}


COSTS = Section("costs", "settlements/_of_claim.html", _costs, (Side.OWNER, *FIRMS), order=40)
SHARE_ASKED = Section("share-asked", "settlements/_share_asked.html", _share_asked, (Side.OWNER,), asks=True, order=20)
