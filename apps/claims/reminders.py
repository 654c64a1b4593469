"""What the timetable says of claims once: due within a day, past due, and an owner's answer that is still awaited."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from apps.duties import names
from apps.duties import services as duties
from apps.duties.models import Clock, ClockInterval, Party
from apps.notifications.outbox import emit_once

from . import next_words
from .models import Claim
from .services import questions

_NAMESPACE = uuid.UUID("6b1f0f4e-6f0c-4a53-9d0e-2f7c3a1b8d55")
_AHEAD = timedelta(days=1)
#: So long before the time of a question is over its owner is reminded.
_BEFORE_SILENCE = timedelta(days=2)


def remind_due_soon(*, at: datetime) -> int:
    """Say ``claim.due_soon`` for the dealers' clocks due within a day; run in the system's scope.

    The event's id is made from clock and due time, so running twice says it once. Returns how many were new.
    """
    due = _running(at, at + _AHEAD).filter(responsible=Party.DEALER)
    return _say("claim.due_soon", due, at=at)


def tell_late(*, at: datetime) -> int:
    """Say ``claim.late`` of claims' clocks that were due within the last day and still run; each once.

    Not of the law's own limit, which has its watchers (apps/oversight/safety.py). Run in the system's scope.
    """
    late = _running(at - _AHEAD, at).exclude(obligation_id=names.LEGAL_LIMIT)
    return _say("claim.late", late, at=at)


def remind_owners(*, at: datetime) -> int:
    """Say ``claim.answer_soon`` of questions whose time is over soon, once each; returns how many were new.

    Run in the system's scope, over the waits that are open (index interval_one_open_per_clock).
    """
    open_ones = ClockInterval.objects.filter(ended_at=None, kind="paused", reason=questions.FOR_OWNER)
    claims = Claim.objects.in_bulk(set(open_ones.values_list("clock__subject_id", flat=True)[:1000]))
    facts = {}
    for claim in claims.values():
        asked = questions.newest_pausing(claim)
        if asked is None:
            continue
        until = duties.allowed_until(names.OWNER_ANSWER, country=str(claim.country), at=asked.happened_at)
        if until is not None and at < until <= at + _BEFORE_SILENCE:
            facts[uuid.uuid5(_NAMESPACE, f"answer {asked.pk}")] = fact_of(claim)
    return emit_once("claim.answer_soon", facts, at=at)


def _running(after: datetime, until: datetime) -> QuerySet[Clock]:
    rows = Clock.objects.filter(stopped_at=None, subject_kind=Clock.Subject.CLAIM, due_at__gt=after, due_at__lte=until)
    return rows.order_by("due_at", "id")


def _say(topic: str, clocks: Iterable[Clock], *, at: datetime) -> int:
    found = list(clocks)
    claims = Claim.objects.in_bulk([clock.subject_id for clock in found])
    facts = {
        _event_id(topic, clock): fact_of(claims[clock.subject_id]) for clock in found if clock.subject_id in claims
    }
    return emit_once(topic, facts, at=at)


def _event_id(topic: str, clock: Clock) -> uuid.UUID:
    # The first topic is said under the ids that it always had.
    said = f"{clock.pk} {clock.due_at}"
    return uuid.uuid5(_NAMESPACE, said if topic == "claim.due_soon" else f"{topic} {said}")


def fact_of(claim: Claim) -> dict[str, object]:
    """What the outbox is told of a claim that nobody has acted on: its number, whom it concerns, what is next."""
    return {
        **next_words.fact_of(claim),
        "claim": claim.pk,
        "number": claim.number,
        "owner": claim.owner_id,
        "dealer": claim.dealer_id,
        "manufacturer": claim.manufacturer_id,
        "country": str(claim.country),
    }
