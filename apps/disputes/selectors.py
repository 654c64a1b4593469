"""Reads of objections and of cases at the authority; the walls keep strangers' rows away."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from apps.claims.models import Claim
from apps.duties.models import Clock
from apps.duties.selectors import clocks_of
from apps.organizations.scope import Actor

from .causes import causes_of
from .models import Escalation, EscalationQuestion, Objection
from .next_words import escalation_fact, escalation_next, objection_fact, objection_next
from .services.objections import open_until

OLDEST = ("filed_at", "id")


def objections() -> QuerySet[Objection]:
    """Objections in sight, oldest first (indexes objection_oldest, objection_maker_oldest, …)."""
    return Objection.objects.select_related("claim").order_by(*OLDEST)


def escalations() -> QuerySet[Escalation]:
    """Cases at the authority in sight, oldest first (indexes escalation_oldest, escalation_country_oldest, …)."""
    return Escalation.objects.select_related("claim", "manufacturer").defer("frozen").order_by(*OLDEST)


def waiting_objections() -> int:
    """Objections that wait for their answer, counted up to 100."""
    return Objection.objects.filter(status=Objection.Status.OPEN)[:100].count()


def waiting_escalations() -> int:
    """Cases that nobody has taken up yet, counted up to 100."""
    return Escalation.objects.filter(status=Escalation.Status.FILED)[:100].count()


def clocks_of_objection(objection: Objection) -> list[Clock]:
    """The clocks of an objection (2 queries)."""
    return list(clocks_of(Clock.Subject.OBJECTION, objection.pk))


def open_question(case: Escalation, actor: Actor) -> EscalationQuestion | None:
    """What the reader's side was asked and has not answered (1 query)."""
    return case.questions.filter(side=actor.side.name.lower(), answered_at=None).first()


@dataclass(frozen=True)
class Disputes:
    """What a claim's page says of objections and cases at the authority."""

    objections: list[Objection] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)
    #: Whether the denial in force may be objected to now, and until when.
    may_object: bool = False
    until: datetime | None = None
    #: Too late to object.
    late: bool = False
    causes: list[str] = field(default_factory=list)

    @property
    def next(self) -> str:
        """What happens next where the claim itself no longer says it; empty where it does."""
        newest = self.escalations[-1] if self.escalations else None
        if newest is not None and newest.ended_at is None:
            return escalation_next(escalation_fact(newest))
        last = self.objections[-1] if self.objections else None
        denied = last is not None and last.claim.status == Claim.Status.DENIED
        return objection_next(objection_fact(last)) if last is not None and denied else ""


def disputes_of(claim: Claim, *, mine: bool, at: datetime) -> Disputes:
    """Objections and cases of a claim; ``mine``: also what its owner may begin now (2 queries, 9 at most for it)."""
    rows = list(Objection.objects.filter(claim=claim).select_related("claim").order_by(*OLDEST))
    found = Escalation.objects.filter(claim=claim).select_related("claim").defer("frozen")
    cases = list(found.order_by(*OLDEST))
    if not mine:
        return Disputes(rows, cases)
    denial = claim.denials.filter(reversed_at=None).first() if claim.status == Claim.Status.DENIED else None
    fresh = denial is not None and all(row.denial_id != denial.pk for row in rows)
    until = open_until(denial) if denial is not None else None
    late = until is not None and at > until
    lies_there = any(case.ended_at is None for case in cases)
    return Disputes(
        rows, cases, fresh and not late, until, fresh and late, [] if lies_there else causes_of(claim, at=at)
    )
