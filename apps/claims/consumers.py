"""What claims do when parts arrive or a car is sold. Whom people are told of steps stands in the table (steps.py)."""

from __future__ import annotations

from datetime import date, datetime

from apps.exports.models import OrphanReport
from apps.exports.services import orphans
from apps.notifications.models import OutboxEvent
from apps.notifications.relay import consumer
from apps.organizations.models import Organization
from apps.organizations.scope import Actor, Side

from . import services
from .models import Claim
from .services import recall_steps

#: What is told on the claim when the last part that it waited for is no longer the manufacturer's to bring.
_TOLD = {
    "order.line_received": "parts_arrived",
    "order.line_delivered": "parts_delivered",
    "order.line_cancelled": "parts_cancelled",
    # What another dealer gave is there as well, whatever is still on order.
    "partrequest.receive": "parts_arrived",
    "partrequest.receive_some": "parts_arrived",
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
    """Tell the owner on the claim's page when the part is promised, and why it comes later than was promised."""
    number, day = event.payload.get("claim_number"), event.payload.get("promised_on")
    claim = Claim.objects.filter(number=number).first() if number and day else None
    if claim is not None:
        order = str(event.payload.get("number", ""))
        services.part_promised(
            claim=claim, promised_on=date.fromisoformat(str(day)), order=order, at=event.occurred_at,
            part=str(event.payload.get("part", "")), line=int(event.payload.get("line") or 0),
            moved_for=str(event.payload.get("reason", "")),
        )  # fmt: skip


@consumer("claims-free-parts", "claim.deny", "claim.confirm_denial", "claim.withdraw", "claim.close")
def parts_are_free(event: OutboxEvent, at: datetime) -> None:
    """Free what was kept for a request that is over, for those that wait; told twice, it finds nothing."""
    claim = Claim.objects.filter(number=event.payload["number"], dealer_id__isnull=False).first()
    if claim is not None:
        services.free_parts(claim=claim, why=event.topic.removeprefix("claim."), at=event.occurred_at)


@consumer("claims-reallocations", "stock.reallocated")
def part_given_on(event: OutboxEvent, at: datetime) -> None:
    """Let both requests say that a part which was kept for one was given to the other."""
    told = event.payload
    claims = {claim.number: claim for claim in Claim.objects.filter(number__in=(told["loser"], told["winner"]))}
    if len(claims) == 2:
        dealer = Organization.objects.get(pk=told["dealer"])
        by = Actor(side=Side.DEALER, name=told["by"], organization_id=dealer.pk, organization_name=dealer.name)
        services.part_given_on(
            loser=claims[told["loser"]], winner=claims[told["winner"]], part=told["part"], quantity=told["quantity"],
            reason=told["reason"], by=by, at=event.occurred_at,
        )  # fmt: skip


@consumer("claims-of-orphans", "claim.filed")
def of_a_car_without_a_record(event: OutboxEvent, at: datetime) -> None:
    """Note that a repair was asked for a car that nobody on record exported; it is served all the same."""
    claim = Claim.objects.filter(number=event.payload["number"], owner_id__isnull=False).first()
    if claim is not None:
        orphans.met(
            vin=claim.vin, country=str(claim.country), source=OrphanReport.Source.CLAIM, owner_id=claim.owner_id or 0,
            at=event.occurred_at,
        )  # fmt: skip
