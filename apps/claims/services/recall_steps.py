"""What the steps of a claim mean for the recall that it books, and what a recall forbids."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.casework.books import recorded_at
from apps.core.errors import Refused
from apps.exports.services import recall_marks
from apps.organizations.scope import SYSTEM_ACTOR, Actor

from ..models import Claim, DenialReason

#: What becomes of the car when a claim takes a step.
_TOLD = {
    "complete": recall_marks.remedied,
    "reopen": recall_marks.not_remedied,
    "reinstate": recall_marks.not_remedied,
    "deny": recall_marks.unbook,
    "confirm_denial": recall_marks.unbook,
    "withdraw": recall_marks.unbook,
}


def tell(claim: Claim, verb: str, *, by: Actor, at: datetime) -> None:
    """Tell the recall of a claim what a step means for its car; nothing for other claims and steps."""
    told = _TOLD.get(verb)
    if claim.recall and told is not None:
        told(number=claim.recall, vin=claim.vin, claim_number=claim.number, by=by, at=at)


def free_bookings(vehicle_id: int, *, owner_id: int, at: datetime) -> None:
    """Let the next owner of a car book what its seller booked; the seller's request goes on, and may still be done.

    Safe twice; in the system's scope.
    """
    sellers = Claim.objects.filter(vehicle_id=vehicle_id, recall__isnull=False, closed_at=None)
    for claim in sellers.exclude(owner_id=owner_id).order_by("id"):
        recorded_at(claim.manufacturer_id, at, "recall.unbook")
        tell(claim, "withdraw", by=SYSTEM_ACTOR, at=at)


def refuse_denial(claim: Claim, reason: str) -> None:
    """A recall is owed whatever the warranty, wear or use: only a second request for it can be denied."""
    if claim.recall and reason != DenialReason.DUPLICATE:
        raise Refused(
            _(
                "A recall is repaired whatever the reason: only a second request for it can be denied. If nothing is "
                "to be done with this car, its manufacturer says so on the recall."
            ),
            field="reason",
            code="recall_is_owed",
        )
