"""Parts that are kept for a repair: from the workshop's shelf, of what comes, else ordered; freed when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.organizations.door import door
from apps.organizations.models import ServicePoint
from apps.organizations.scope import SYSTEM_ACTOR, Actor
from apps.parts import services as parts
from apps.parts.models import Part, Reservation

from ..models import Claim
from . import work
from .repair import order_parts


def need_of(claim: Claim, point: ServicePoint | None = None) -> parts.Need:
    """What puts a claim before others that want the same part."""
    return parts.Need(claim.number, point.pk if point else None, claim.immobilised, claim.next_due_at)


@transaction.atomic
def reserve_parts(
    *,
    claim: Claim,
    by: Actor,
    lines: Sequence[tuple[int, int]],
    request_key: str,
    at: datetime,
    point: ServicePoint | None = None,
    note: str = "",
    despite: str = "",
    version: int | None = None,
    key: str = "",
) -> Claim:
    """Keep parts for the repair; what is neither on the shelf of ``point`` nor coming is ordered, as order_parts says.

    ``lines`` are (part id, quantity). Only what is ordered for this claim makes the wait the manufacturer's: that a
    workshop waits for stock of its own is its own time. Raises Refused (field ``point``) for another firm's point.
    """
    if point is not None and point.dealer_id != claim.dealer_id:
        raise Refused(_("This is no service point of the request's workshop."), field="point")
    short: dict[int, int] = {}
    found = Part.objects.in_bulk([pk for pk, _quantity in lines])

    def effect(locked: Claim, at: datetime) -> None:
        kept = parts.reserve(
            dealer_id=locked.dealer_id or 0, need=need_of(locked, point), key=f"claim:{request_key}", by=by, at=at,
            lines=[(found[pk], quantity) for pk, quantity in lines],
        )  # fmt: skip
        for row in kept:
            if row.status == Reservation.Status.SHORT:
                short[row.part_id] = short.get(row.part_id, 0) + row.quantity

    told = {"lines": [list(line) for line in lines], "point": point.pk if point else None}
    taken = work.take(
        claim, "reserve_parts", by=by, at=at, note=note, version=version, key=key, effect=effect, values=told
    )
    if short:
        order_parts(
            claim=taken, by=by, lines=sorted(short.items()), request_key=request_key, at=at, note=note, despite=despite,
            point_id=point.pk if point else None,
        )  # fmt: skip
        taken.refresh_from_db()
    return taken


def free_parts(*, claim: Claim, why: str, at: datetime) -> int:
    """Free what was kept for a claim that is over, as far as it was reserved by then; returns how many reservations."""
    return parts.free_claim(
        dealer_id=claim.dealer_id or 0, claim_number=claim.number, why=why, by=SYSTEM_ACTOR, at=at, until=at
    )


@transaction.atomic
@door("claims.step")
def part_given_on(
    *, loser: Claim, winner: Claim, part: str, quantity: int, reason: str, by: Actor, at: datetime
) -> None:
    """Tell both claims that the workshop gave a part that was kept for one to the other, and why."""
    for claim, kind in ((loser, "part_given"), (winner, "part_got")):
        work.say(claim, kind, by=by, at=at, note=reason, part=part, quantity=quantity)
        work.tell(claim, kind, by=by, at=at)
