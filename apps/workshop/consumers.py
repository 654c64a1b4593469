"""What follows for appointments when a request moves, and what its page shows of the workshop's day."""

from __future__ import annotations

from datetime import datetime

from apps.claims.models import Claim
from apps.claims.sections import register
from apps.claims.steps import OVER, STEPS
from apps.notifications.models import OutboxEvent
from apps.notifications.relay import consumer

from . import services
from .claim_sections import APPOINTMENTS, DESK, OFFERED

for section in (DESK, APPOINTMENTS, OFFERED):
    register(section)


@consumer("workshop-arrivals", "claim.start_repair")
def car_came(event: OutboxEvent, at: datetime) -> None:
    """What was agreed is kept once the car is taken in."""
    services.keep_booking(Claim.objects.get(pk=event.payload["claim"]), at=event.occurred_at)


#: Whatever step leads to the end of a request.
_ENDS = sorted({f"claim.{step.topic}" for step in STEPS if step.target in OVER and step.topic})


@consumer("workshop-ends", *_ENDS)
def request_is_over(event: OutboxEvent, at: datetime) -> None:
    """Nobody waits for the car of a request that is over; one that goes on again keeps what it has."""
    claim = Claim.objects.get(pk=event.payload["claim"])
    if claim.status in OVER:
        services.end_bookings(claim, at=event.occurred_at)
