"""Whose wait it is: while parts or the owner's answer are awaited, the time is not the dealer's.

Both may be awaited at once. When one comes, the clock goes on waiting for the other; only then does it run again.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from apps.duties import names
from apps.duties import services as duties
from apps.duties.models import Clock, Party
from apps.organizations.scope import system_scope
from apps.parts import selectors as parts

from ..models import Claim
from ..selectors import SETTLES
from .work import SUBJECT

FOR_PARTS = "waiting_for_parts"
FOR_OWNER = "waiting_for_owner"
PAUSES = (FOR_PARTS, FOR_OWNER)


def owner_did(claim: Claim, at: datetime) -> None:
    """The owner answered or brought the vehicle: clocks that waited for that go on."""
    for clock in duties.running(SUBJECT, claim.pk):
        if _reason(clock) != FOR_OWNER:
            continue
        if clock.obligation_id == names.REPAIR and parts_awaited(claim):
            duties.pause_clock(clock, reason=FOR_PARTS, party=Party.MANUFACTURER, at=at)
        else:
            duties.resume_clock(clock, reason="owner_answered", at=at)


def wait_for_parts(claim: Claim, clock: Clock, at: datetime) -> None:
    """A part that is on its way from before is waited for at once."""
    if parts_awaited(claim):
        duties.pause_clock(clock, reason=FOR_PARTS, party=Party.MANUFACTURER, at=at)


def parts_came(claim: Claim, at: datetime) -> bool:
    """No part is awaited any more: the repair's clock goes on. False when it did not wait, or waits still."""
    if parts_awaited(claim):
        return False
    waited = [clock for clock in duties.running(SUBJECT, claim.pk, names.REPAIR) if _reason(clock) == FOR_PARTS]
    for clock in waited:
        if _question_is_open(claim):
            duties.pause_clock(clock, reason=FOR_OWNER, party=Party.OWNER, at=at)
        else:
            duties.resume_clock(clock, reason="parts_received", at=at)
    return bool(waited)


def parts_are_missing(claim: Claim, since: datetime) -> bool:
    """A part that was said to be there did not come: the running repair waits for it, from ``since`` on."""
    running = [clock for clock in duties.running(SUBJECT, claim.pk, names.REPAIR) if _reason(clock) not in PAUSES]
    if not running or not parts_awaited(claim):
        return False
    for clock in running:
        duties.pause_clock(clock, reason=FOR_PARTS, party=Party.MANUFACTURER, at=since)
    return True


def _reason(clock: Clock) -> str:
    last = clock.intervals.order_by("-started_at", "-id").first()
    return last.reason if last else ""


def parts_awaited(claim: Claim) -> bool:
    """Whether a part ordered for the claim has neither come nor been cancelled."""
    # Owners see no orders, and it may be their message that asks.
    with system_scope("parts on their way for a claim"):
        return parts.still_open_for_claim(dealer_id=claim.dealer_id or 0, claim_number=claim.number)


def _question_is_open(claim: Claim) -> bool:
    """Whether the owner was asked something and nothing that settles it came after."""
    told = claim.events.filter(Q(kind__in=("ask_owner", *SETTLES)) | Q(kind="message", by_side="owner"))
    return told.order_by("-happened_at", "-id").values_list("kind", flat=True).first() == "ask_owner"
