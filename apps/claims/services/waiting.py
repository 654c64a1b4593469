"""Whose wait it is: while parts or the owner's answer are awaited, the time is not the dealer's.

Both may be awaited at once. When one comes, the clock goes on waiting for the other; only then does it run again.
"""

from __future__ import annotations

from datetime import datetime

from apps.duties import names
from apps.duties import services as duties
from apps.duties.models import Clock, Party

from ..models import Claim
from . import questions
from .questions import FOR_OWNER, FOR_PARTS, PAUSES, SUBJECT, parts_awaited, reason_of


def owner_did(claim: Claim, at: datetime) -> None:
    """The owner answered or brought the vehicle: clocks that waited for that go on."""
    for clock in duties.running(SUBJECT, claim.pk):
        if reason_of(clock) != FOR_OWNER:
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
    silent = questions.end_waits(claim, at)
    waited = [clock for clock in duties.running(SUBJECT, claim.pk, names.REPAIR) if reason_of(clock) == FOR_PARTS]
    for clock in waited:
        if questions.waits(claim, at):
            duties.pause_clock(clock, reason=FOR_OWNER, party=Party.OWNER, at=at)
        else:
            duties.resume_clock(clock, reason="parts_received", at=at)
    return bool(waited) or silent


def parts_are_missing(claim: Claim, since: datetime) -> bool:
    """A part that was said to be there did not come: the running repair waits for it, from ``since`` on."""
    running = [clock for clock in duties.running(SUBJECT, claim.pk, names.REPAIR) if reason_of(clock) not in PAUSES]
    if not running or not parts_awaited(claim):
        return False
    for clock in running:
        duties.pause_clock(clock, reason=FOR_PARTS, party=Party.MANUFACTURER, at=since)
    return True
