"""Owners who do not answer: the workshop's time runs again when the rule says so. Run in the system's scope."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from apps.casework.books import recorded_at
from apps.duties.models import ClockInterval
from apps.organizations.door import door
from apps.organizations.scope import SYSTEM_ACTOR

from ..models import Claim
from ..policies import MOVED
from . import questions, work


def end_silences(*, at: datetime) -> int:
    """Let the clocks of claims go on whose owners did not answer in time; returns how many claims.

    The time runs from the moment that the rule gives, however late this looks. A thousand claims at most at once, those
    that waited longest first (index interval_one_open_per_clock).
    """
    silent = ClockInterval.objects.filter(ended_at=None, reason=questions.FOR_OWNER, kind="paused")
    waiting = silent.order_by("started_at").values_list("clock__subject_id", flat=True)[:1000]
    return sum(_end(pk, at) for pk in dict.fromkeys(waiting))


@transaction.atomic
@door("claims.step")
def _end(pk: int, at: datetime) -> bool:
    manufacturer = Claim.objects.values_list("manufacturer_id", flat=True).get(pk=pk)
    recorded_at(manufacturer, at, "no_answer")
    claim = Claim.objects.select_for_update().get(pk=pk)
    if not questions.end_waits(claim, at):
        return False
    work.say(claim, "no_answer", by=SYSTEM_ACTOR, at=at)
    work.settle(claim)
    claim.version += 1
    claim.save(update_fields=MOVED)
    work.tell(claim, "no_answer", by=SYSTEM_ACTOR, at=at)
    return True
