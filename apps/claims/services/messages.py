"""Messages on a claim."""

from __future__ import annotations

from datetime import datetime

from apps.duties import services as duties
from apps.organizations.scope import Actor, Side

from ..models import Claim
from . import work
from .repair import WAITING_FOR_OWNER


def add_message(*, claim: Claim, by: Actor, message: str, at: datetime) -> Claim:
    """Write to the other side. The owner's answer lets a clock that waited for it run again."""
    text = work.wanted(message, field="message", least=1)

    def effect(locked: Claim) -> None:
        if by.side is not Side.OWNER:
            return
        for clock in duties.running(work.SUBJECT, locked.pk):
            last = clock.intervals.order_by("-started_at", "-id").first()
            if last is not None and last.reason == WAITING_FOR_OWNER:
                duties.resume_clock(clock, reason="owner_answered", at=at)

    return work.take(claim, "message", by=by, at=at, note=text, effect=effect)
