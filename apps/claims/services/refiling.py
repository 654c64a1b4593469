"""A request that was withdrawn and is filed again goes on with the duties of the first one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from apps.duties import services as duties
from apps.duties.models import Clock, Party

from ..models import Claim
from . import work

#: The same part of the same car, asked of the same workshop within this time after it was withdrawn.
WITHIN: Final = timedelta(days=30)


def carried_on(claim: Claim, obligation: str, at: datetime, *, pausing: bool = True) -> Clock | None:
    """Go on with the duty as the withdrawn request left it; None where there is none to go on with.

    The time between was the owner's: it pauses the duty, or runs at the owner's cost (``pausing`` false). What was
    missed by the withdrawal stays missed there, and what was done is done: both begin anew.
    """
    earlier = _withdrawn(claim)
    if earlier is None:
        return None
    left = Clock.objects.filter(subject_kind=work.SUBJECT, subject_id=earlier.pk, obligation_id=obligation)
    clock = left.filter(ending=Clock.Ending.FELL_AWAY, stopped_at=earlier.closed_at).last()
    if clock is None or clock.state(at) != "void":
        return None
    return duties.carry_on(
        clock,
        subject_id=claim.pk,
        subject_label=claim.number,
        unit=claim.number,
        sides=claim.sides(),
        reason="withdrawn",
        party=Party.OWNER,
        pausing=pausing,
        at=at,
    )


def _withdrawn(claim: Claim) -> Claim | None:
    """The newest request of this owner for the same part at the same workshop that was withdrawn shortly before."""
    rows = Claim.objects.filter(
        vehicle_id=claim.vehicle_id,
        owner_id=claim.owner_id,
        component=claim.component,
        dealer_id=claim.dealer_id,
        recall=claim.recall,
        status=Claim.Status.WITHDRAWN,
        closed_at__gte=claim.filed_at - WITHIN,
        closed_at__lte=claim.filed_at,
    )
    return rows.exclude(pk=claim.pk).order_by("-closed_at").first()
