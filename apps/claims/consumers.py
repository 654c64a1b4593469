"""What claims do when parts arrive or a car is sold. Whom people are told of steps stands in the table (steps.py)."""

from __future__ import annotations

from datetime import date, datetime

from apps.exports.models import OrphanReport
from apps.exports.services import orphans
from apps.notifications.models import OutboxEvent
from apps.notifications.relay import consumer

from . import services
from .models import Claim
from .services import recall_steps

#: What is told on the claim when the last part that it waited for is no longer the manufacturer's to bring.
_TOLD = {
    "order.line_received": "parts_arrived",
    "order.line_delivered": "parts_delivered",
    "order.line_cancelled": "parts_cancelled",
}


@consumer("claims-parts", *_TOLD)
def parts_arrived(event: OutboxEvent, at: datetime) -> None:
    """Let the dealer's clock run again from the moment the last part was there, not from when this was noticed."""
    number = event.payload.get("claim_number")
    claim = Claim.objects.filter(number=number).first() if number else None
    if claim is not None:
        services.parts_arrived(claim=claim, at=event.occurred_at, told=_TOLD[event.topic])


@consumer("claims-missing-parts", "order.line_reported")
def parts_missing(event: OutboxEvent, at: datetime) -> None:
    """Let the repair wait again for what was said to be delivered and did not come as it was ordered."""
    number, delivered = event.payload.get("claim_number"), event.payload.get("delivered_at")
    claim = Claim.objects.filter(number=number).first() if number and delivered else None
    if claim is not None:
        services.parts_missing(claim=claim, since=datetime.fromisoformat(str(delivered)), at=event.occurred_at)


@consumer("claims-of-sellers", "vehicle.registered")
def car_has_another_owner(event: OutboxEvent, at: datetime) -> None:
    """Let whoever has the car now book the recalls that its seller booked."""
    recall_steps.free_bookings(event.payload["vehicle"], owner_id=event.payload["owner"], at=event.occurred_at)


@consumer("claims-promises", "order.line_confirmed")
def part_promised(event: OutboxEvent, at: datetime) -> None:
    """Tell the owner on the claim's page when the part is promised."""
    number, day = event.payload.get("claim_number"), event.payload.get("promised_on")
    claim = Claim.objects.filter(number=number).first() if number and day else None
    if claim is not None:
        order = str(event.payload.get("number", ""))
        services.part_promised(claim=claim, promised_on=date.fromisoformat(str(day)), order=order, at=event.occurred_at)


@consumer("claims-of-orphans", "claim.filed")
def of_a_car_without_a_record(event: OutboxEvent, at: datetime) -> None:
    """Note that a repair was asked for a car that nobody on record exported; it is served all the same."""
    claim = Claim.objects.filter(number=event.payload["number"], owner_id__isnull=False).first()
    if claim is not None:
        orphans.met(
            vin=claim.vin, country=str(claim.country), source=OrphanReport.Source.CLAIM, owner_id=claim.owner_id or 0,
            at=event.occurred_at,
        )  # fmt: skip
