"""What all verbs on claims share: the step of the table, the timeline, the queue's order, the fact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from apps.casework import engine
from apps.casework.models import CaseEvent
from apps.casework.moments import Told
from apps.casework.steps import Grounds
from apps.duties import names
from apps.duties import services as duties
from apps.duties.models import Clock, Party
from apps.organizations.scope import Actor

from ..models import NOTHING_DUE, Claim
from ..steps import KIND, OVER
from . import questions, recall_steps

#: Changes fields and clocks of the locked claim at a moment that is not before its last event.
Effect = Callable[[Claim, datetime], None]
SUBJECT = Clock.Subject.CLAIM


def take(
    claim: Claim,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    version: int | None = None,
    key: str = "",
    effect: Effect | None = None,
    values: dict[str, Any] | None = None,
    told: Told | None = None,
) -> Claim:
    """Take one step of the table on the locked claim (see apps/casework/engine.py)."""

    def run(locked: Claim, act: engine.Act) -> None:
        # What a question stopped goes on in time, whoever acts next and however late.
        questions.end_waits(locked, act.at, without_answer=verb == "complete")
        if effect is not None:
            effect(locked, act.at)
        recall_steps.tell(locked, verb, by=by, at=act.at)

    return engine.take(
        claim, verb, by=by, at=at, note=note, version=version, key=key, effect=run, values=values, told=told
    )


def grounds(verb: str, text: str) -> str:
    """What is written with a step, trimmed; Refused names the field when it says less than the table wants."""
    return KIND.checked(verb, text)


def say(claim: Claim, kind: str, *, by: Actor, at: datetime, note: str = "", **values: Any) -> CaseEvent:
    """Add a line to the timeline."""
    return engine.record(claim, kind, by=by, at=at, note=note, values=values)


def settle(claim: Claim) -> None:
    """Keep the queue's order: the earliest due time of the running clocks, and whom the claim waits for.

    The limit of the law is nobody's turn in the queue: it runs on, charged to whomever the claim waits for.
    """
    running = list(Clock.objects.filter(subject_kind=SUBJECT, subject_id=claim.pk, stopped_at=None))
    clocks = [clock for clock in running if clock.obligation_id != names.LEGAL_LIMIT]
    due = [clock.due_at for clock in clocks if clock.due_at is not None]
    claim.next_due_at = min(due, default=NOTHING_DUE)
    claim.waiting_for = _waiting_for(claim, clocks)
    for clock in running:
        if clock not in clocks and claim.waiting_for:
            _charge(claim, clock)


def _charge(claim: Claim, clock: Clock) -> None:
    """From the newest line of the timeline on, the limit's time is that of whom the claim waits for."""
    last, event = clock.intervals.order_by("-started_at", "-id").first(), KIND.last_event(claim)
    if last is not None and event is not None and last.party != claim.waiting_for:
        reason = f"with_{claim.waiting_for}"
        duties.hand_over_clock(clock, reason=reason, party=claim.waiting_for, at=event.happened_at)


def _waiting_for(claim: Claim, clocks: list[Clock]) -> str:
    if claim.status in OVER:
        return ""
    if claim.status in (Claim.Status.REPAIRED, Claim.Status.HANDED_BACK):
        return Party.OWNER if claim.status == Claim.Status.HANDED_BACK else Party.DEALER
    if claim.status == Claim.Status.PROPOSED:
        return Party.MANUFACTURER
    for clock in clocks:
        last = clock.intervals.order_by("-started_at", "-id").first()
        if last is not None:
            return last.party
    return Party.DEALER


def tell(claim: Claim, topic: str, *, by: Actor, at: datetime, **more: str) -> None:
    """Say the fact ``claim.<topic>``, with whatever ``more``."""
    engine.tell(claim, topic, by=by, at=at, more=more)


def wanted(text: str, *, field: str, least: int = 3) -> str:
    """A text that says something; Refused names the field otherwise."""
    return Grounds(field, least=least).checked(text)
