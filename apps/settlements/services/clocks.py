"""The manufacturer's clocks: to authorise an estimate, and to decide a settlement. Neither raises a flag."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from apps.claims.models import NOTHING_DUE
from apps.duties import services as duties
from apps.duties.models import Clock, Party

from ..models import Estimate, Settlement

Case = Estimate | Settlement


def subject_of(case: Case) -> str:
    """What clocks call this kind of case."""
    return Clock.Subject.ESTIMATE if isinstance(case, Estimate) else Clock.Subject.SETTLEMENT


def start(case: Case, obligation: str, at: datetime) -> None:
    """Begin the duty, or go on with it where a question to the workshop had stopped it."""
    running = duties.running(subject_of(case), case.pk, obligation)
    for clock in running:
        duties.resume_clock(clock, reason="answered", at=at)
    if running:
        return
    duties.start_if_ruled(
        obligation=obligation,
        subject_kind=subject_of(case),
        subject_id=case.pk,
        subject_label=case.number,
        # Between two firms: the owner's clocks are those of the request.
        sides={**case.sides(), "owner_id": None},
        at=at,
        unit=case.number,
    )


def wait_for_dealer(case: Case, obligation: str, at: datetime) -> None:
    """The manufacturer asked: the next step is the workshop's."""
    for clock in duties.running(subject_of(case), case.pk, obligation):
        duties.pause_clock(clock, reason="with_dealer", party=Party.DEALER, at=at)


def stop(case: Case, at: datetime, *, ending: str = Clock.Ending.DONE) -> None:
    """The duty is done, or fell away."""
    duties.stop_clocks(subject_of(case), case.pk, at=at, ending=ending)


def settle(case: Any) -> None:
    """Keep the queue's order: when the running clock is due."""
    running = Clock.objects.filter(subject_kind=subject_of(case), subject_id=case.pk, stopped_at=None)
    due = [clock.due_at for clock in running if clock.due_at is not None]
    case.next_due_at = min(due, default=NOTHING_DUE)
