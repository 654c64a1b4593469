"""For what an owner may bring a claim to the authority: what holds of it at a moment, by its rows and dated rules."""

from __future__ import annotations

from datetime import datetime

from apps.claims.models import Claim, Denial
from apps.duties import names
from apps.duties.models import Clock
from apps.duties.services import allowed_until
from apps.organizations.selectors import has_people

from .models import Escalation, Objection

_C = Escalation.Cause
_WAITING = (Claim.Status.RESPONDED, Claim.Status.IN_REPAIR)


def causes_of(claim: Claim, *, at: datetime) -> list[str]:
    """The causes that hold, the weightiest first; empty when there is none (at most 6 queries)."""
    if claim.status == Claim.Status.DENIED:
        return _of_a_denial(claim, at)
    found = []
    if claim.closed_at is None and _missed(claim, at):
        found.append(_C.DUTY_MISSED.value)
    if claim.status in _WAITING and _no_part_date(claim, at):
        found.append(_C.NO_PART_DATE.value)
    return found


def _of_a_denial(claim: Claim, at: datetime) -> list[str]:
    denial = claim.denials.filter(reversed_at=None).first()
    if denial is None:
        return []
    objection = Objection.objects.filter(denial=denial).first()
    if objection is None:
        return [_C.DENIAL_STANDS.value] if _nobody_answers(denial, at) else []
    if objection.status == Objection.Status.REJECTED:
        return [_C.OBJECTION_REJECTED.value]
    if objection.status == Objection.Status.OPEN and _overdue(objection, at):
        return [_C.OBJECTION_UNANSWERED.value]
    return []


def _nobody_answers(denial: Denial, at: datetime) -> bool:
    """It is too late to object, or nobody acts for the manufacturer here."""
    until = allowed_until(names.OBJECTION_WINDOW, country=str(denial.country), at=denial.denied_at)
    return (until is not None and at > until) or not has_people(denial.manufacturer_id)


def _overdue(objection: Objection, at: datetime) -> bool:
    rows = Clock.objects.filter(subject_kind=Clock.Subject.OBJECTION, subject_id=objection.pk)
    return rows.filter(stopped_at=None, due_at__lt=at).exists()


def _missed(claim: Claim, at: datetime) -> bool:
    clocks = Clock.objects.filter(subject_kind=Clock.Subject.CLAIM, subject_id=claim.pk)
    return any(clock.state(at) == "missed" for clock in clocks)


def _no_part_date(claim: Claim, at: datetime) -> bool:
    """A part was ordered, the time to say when it comes is over, and nobody said."""
    ordered = claim.events.filter(kind="order_parts").order_by("-happened_at", "-id").first()
    if ordered is None:
        return False
    later = claim.events.filter(happened_at__gte=ordered.happened_at)
    ended = ("part_promised", "part_moved", "parts_arrived", "parts_delivered", "parts_cancelled")
    if later.filter(kind__in=ended).exists():
        return False
    until = allowed_until(names.PARTS_CONFIRMATION, country=str(claim.country), at=ordered.happened_at)
    return until is not None and at > until
