"""What a claim's page shows of the parts that are kept for it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from apps.organizations.scope import Actor, Side
from apps.parts.models import Reservation
from apps.parts.selectors import requests_for, reservations_of, who_have

from .models import Claim
from .sections import Section


def _kept(claim: Claim, actor: Actor) -> dict[str, Any] | None:
    """Reservations of the claim with what became of them (2 queries; for the workshop 4 more)."""
    rows = list(reservations_of(dealer_id=claim.dealer_id or 0, claim_number=claim.number))
    if not rows:
        return None
    mine = actor.side is Side.DEALER
    shown = {"rows": rows, "mine": mine, "off_road": claim.immobilised}
    return {**shown, **_elsewhere(claim, rows, actor)} if mine else shown


def _elsewhere(claim: Claim, rows: list[Reservation], actor: Actor) -> dict[str, Any]:
    """Who in the region shows to have what the repair waits for, and who was asked (4 queries, however many parts)."""
    parts = {row.part_id: row.part for row in rows if row.status in Reservation.WAITS}
    held = who_have(parts.values(), actor, at=timezone.now())
    asked = list(requests_for(claim.dealer_id or 0, claim.number))
    return {"known": [(parts[pk], holders) for pk, holders in held.items()], "asked": asked, "number": claim.number}


KEPT_PARTS = Section(
    "kept_parts",
    "claims/_kept_parts.html",
    _kept,
    (Side.DEALER, Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY),
    order=30,
)
