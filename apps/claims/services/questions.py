"""A question to the owner stops the workshop's time, and not for ever: until the answer, or as long as the rule allows.

How long one question may stop the time is a rule of its own (``owner_answer``, dated, by country). A question put
again reminds the owner and begins that time anew, four times in all; a repair that was completed without an answer
needed none, so it waited for the first of them only.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from apps.core.texts import said
from apps.duties import names
from apps.duties import services as duties
from apps.duties.models import Clock, ClockInterval, Party
from apps.organizations.scope import system_scope
from apps.parts import selectors as parts

from ..models import Claim, ClaimEvent
from ..selectors import SETTLES

SUBJECT = Clock.Subject.CLAIM
FOR_PARTS = "waiting_for_parts"
FOR_OWNER = "waiting_for_owner"
PAUSES = (FOR_PARTS, FOR_OWNER)
#: Questions of one claim that stop the time; further ones are asked at the workshop's cost.
MOST_PAUSING: Final = 4
#: So much says why something must be known before anything can be answered, in letters.
A_REASON: Final = 40


def ask(claim: Claim, text: str, at: datetime) -> None:
    """Let the clocks wait for the owner, as far as this question may stop them.

    A question is no first answer: before that, one with its reason stops the time, once.
    """
    asked = _asked(claim).count()
    if asked >= MOST_PAUSING:
        return
    first_answer = (names.FIRST_RESPONSE,) if not asked and said(text) >= A_REASON else ()
    for clock in duties.running(SUBJECT, claim.pk, names.REPAIR, *first_answer):
        if reason_of(clock) != FOR_OWNER:
            duties.pause_clock(clock, reason=FOR_OWNER, party=Party.OWNER, at=at)


def end_waits(claim: Claim, at: datetime, *, without_answer: bool = False) -> bool:
    """Let clocks go on whose question has stopped them as long as it may, from that moment; False when none did.

    ``without_answer``: the work is done, so that only the first question of the wait counts.
    """
    ended = False
    for clock in duties.running(SUBJECT, claim.pk, names.FIRST_RESPONSE, names.REPAIR):
        last = _last(clock)
        if last is None or last.reason != FOR_OWNER:
            continue
        asked = None if without_answer else newest_pausing(claim)
        since = asked.happened_at if asked else last.started_at
        end = duties.allowed_until(names.OWNER_ANSWER, country=str(claim.country), at=since)
        if end is None or end >= at:
            continue
        end = max(end, last.started_at)
        if clock.obligation_id == names.REPAIR and parts_awaited(claim):
            duties.pause_clock(clock, reason=FOR_PARTS, party=Party.MANUFACTURER, at=end)
        else:
            duties.resume_clock(clock, reason="no_answer_in_time", at=end)
        ended = True
    return ended


def waits(claim: Claim, at: datetime) -> bool:
    """Whether a question that may stop the time is still open: nothing settled it, and its time is not over."""
    asked = newest_pausing(claim)
    if asked is None:
        return False
    later = Q(happened_at__gt=asked.happened_at) | Q(happened_at=asked.happened_at, id__gt=asked.pk)
    settles = Q(kind__in=SETTLES) | Q(kind="message", by_side="owner")
    end = duties.allowed_until(names.OWNER_ANSWER, country=str(claim.country), at=asked.happened_at)
    return (end is None or end >= at) and not claim.events.filter(later, settles).exists()


def parts_awaited(claim: Claim) -> bool:
    """Whether a part ordered for the repair under way has neither come nor been cancelled."""
    # Owners see no orders, and it may be their message that asks.
    with system_scope("parts on their way for a claim"):
        return parts.still_open_for_claim(
            dealer_id=claim.dealer_id or 0, claim_number=claim.number, since=_last_repaired(claim)
        )


def _last_repaired(claim: Claim) -> datetime | None:
    """When the last repair was called done: parts that were open then were settled with it."""
    done = claim.visits.filter(repaired_at__isnull=False).order_by("-number")
    return done.values_list("repaired_at", flat=True).first()


def reason_of(clock: Clock) -> str:
    """Why the clock runs or is paused now."""
    last = _last(clock)
    return last.reason if last else ""


def _last(clock: Clock) -> ClockInterval | None:
    return clock.intervals.order_by("-started_at", "-id").first()


def _asked(claim: Claim) -> QuerySet[ClaimEvent]:
    return claim.events.filter(kind="ask_owner").order_by("happened_at", "id")


def newest_pausing(claim: Claim) -> ClaimEvent | None:
    """The newest question that may stop the time."""
    asked = list(_asked(claim)[:MOST_PAUSING])
    return asked[-1] if asked else None
