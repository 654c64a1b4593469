"""What the manufacturer does for a claim's parts, as its timeline tells it. Run in the system's scope by consumers."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from apps.casework.books import recorded_at
from apps.organizations.door import door
from apps.organizations.models import Organization
from apps.organizations.scope import SYSTEM_ACTOR, Actor, Side

from ..models import Claim
from ..policies import MOVED
from . import waiting, work


@transaction.atomic
@door("claims.step")
def part_promised(
    *, claim: Claim, promised_on: date, order: str, at: datetime, part: str = "", line: int = 0, moved_for: str = ""
) -> None:
    """Tell the owner, who sees no orders, by which day the manufacturer promised to send the part.

    ``moved_for`` is the reason (Promise.Reason) why an earlier promise was moved to this later day.
    """
    maker = Organization.objects.get(pk=claim.manufacturer_id or 0)
    by = Actor(side=Side.MANUFACTURER, name=maker.name, organization_id=maker.pk, organization_name=maker.name)
    told = {"promised_on": promised_on.isoformat(), **({"moved_for": moved_for} if moved_for else {})}
    kind = "part_moved" if moved_for else "part_promised"
    work.say(claim, kind, by=by, at=at, order=order, part=part, line=line, **told)
    work.tell(claim, kind, by=by, at=at, **told)


@transaction.atomic
@door("claims.step")
def parts_arrived(*, claim: Claim, at: datetime, told: str = "parts_arrived") -> bool:
    """Nothing ordered for the claim is on its way any more: the dealer's clock goes on. False while anything is.

    ``told`` says whether the last line was received, delivered or cancelled, so that nobody is told of parts that
    never came.
    """
    recorded_at(claim.manufacturer_id, at, "parts_arrived")
    locked = Claim.objects.select_for_update().get(pk=claim.pk)
    if not waiting.parts_came(locked, at):
        return False
    _noted(locked, told, at)
    return True


@transaction.atomic
@door("claims.step")
def parts_missing(*, claim: Claim, since: datetime, at: datetime) -> bool:
    """What was said to be delivered ``since`` then did not come: the time from then on is the manufacturer's again.

    False when the repair does not wait for it, or waits already.
    """
    recorded_at(claim.manufacturer_id, at, "parts_missing")
    locked = Claim.objects.select_for_update().get(pk=claim.pk)
    if not waiting.parts_are_missing(locked, since):
        return False
    _noted(locked, "parts_missing", at)
    return True


def _noted(locked: Claim, kind: str, at: datetime) -> None:
    work.say(locked, kind, by=SYSTEM_ACTOR, at=at)
    work.settle(locked)
    locked.version += 1
    locked.save(update_fields=MOVED)
    work.tell(locked, kind, by=SYSTEM_ACTOR, at=at)
