"""Reminders of duties that are due within a day, once for each due time."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from apps.duties.models import Clock, Party
from apps.notifications.outbox import emit_once

from .models import Claim

_NAMESPACE = uuid.UUID("6b1f0f4e-6f0c-4a53-9d0e-2f7c3a1b8d55")
_AHEAD = timedelta(days=1)


def remind_due_soon(*, at: datetime) -> int:
    """Say ``claim.due_soon`` for the dealers' clocks due within a day; run in the system's scope.

    The event's id is made from clock and due time, so running twice says it once. Returns how many were new.
    """
    clocks = Clock.objects.filter(
        stopped_at=None,
        responsible=Party.DEALER,
        subject_kind=Clock.Subject.CLAIM,
        due_at__gt=at,
        due_at__lte=at + _AHEAD,
    )
    due = list(clocks.order_by("due_at", "id"))
    claims = Claim.objects.in_bulk([clock.subject_id for clock in due])
    facts = {_event_id(clock): fact_of(claims[clock.subject_id]) for clock in due if clock.subject_id in claims}
    return emit_once("claim.due_soon", facts, at=at)


def _event_id(clock: Clock) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, f"{clock.pk} {clock.due_at}")


def fact_of(claim: Claim) -> dict[str, object]:
    """What the outbox is told of a claim that nobody has acted on: its number, and whom it concerns."""
    return {
        "claim": claim.pk,
        "number": claim.number,
        "owner": claim.owner_id,
        "dealer": claim.dealer_id,
        "manufacturer": claim.manufacturer_id,
        "country": str(claim.country),
    }
