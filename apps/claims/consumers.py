"""What claims do when parts arrive. Whom people are told of steps stands in the table (steps.py)."""

from __future__ import annotations

from datetime import date, datetime

from apps.notifications.models import OutboxEvent
from apps.notifications.relay import consumer

from . import services
from .models import Claim


@consumer("claims-parts", "order.line_received", "order.line_cancelled")
def parts_arrived(event: OutboxEvent, at: datetime) -> None:
    """Let the dealer's clock run again from the moment the last part was in, not from when this was noticed."""
    number = event.payload.get("claim_number")
    claim = Claim.objects.filter(number=number).first() if number else None
    if claim is not None:
        cancelled = event.topic == "order.line_cancelled"
        services.parts_arrived(claim=claim, at=event.occurred_at, cancelled=cancelled)


@consumer("claims-promises", "order.line_confirmed")
def part_promised(event: OutboxEvent, at: datetime) -> None:
    """Tell the owner on the claim's page when the part is promised."""
    number, day = event.payload.get("claim_number"), event.payload.get("promised_on")
    claim = Claim.objects.filter(number=number).first() if number and day else None
    if claim is not None:
        order = str(event.payload.get("number", ""))
        services.part_promised(claim=claim, promised_on=date.fromisoformat(str(day)), order=order, at=event.occurred_at)
