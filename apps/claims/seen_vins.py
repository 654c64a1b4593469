"""The VIN on a claim: masked for those who watch, until one of them says why they need it (vehicles/masked_vins.py).

Pages and API mask it; in raw SQL those who see a claim read its VIN (THREAT_MODEL.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from apps.organizations.scope import Actor
from apps.vehicles.masked_vins import seen_by

from .models import Claim, ClaimEvent
from .policies import SHOWN_FOR

VERB = "see_vin"


def vin_of(claim: Claim, *, actor: Actor, events: Iterable[ClaimEvent], at: datetime) -> str:
    """The VIN as ``actor`` may see it; ``events`` are those of the claim."""
    return claim.vin if _looked(actor, events, at) else seen_by(claim.vin, actor)


def _looked(actor: Actor, events: Iterable[ClaimEvent], at: datetime) -> bool:
    """Whether somebody of the same organisation has said why, and not long ago."""
    return any(
        event.kind == VERB
        and event.values.get("organization") == actor.organization_id
        and at - SHOWN_FOR < event.happened_at
        for event in events
    )
