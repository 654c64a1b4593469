"""Stages of a claim as rows: visits and denials are written here, and the claim's columns follow them."""

from __future__ import annotations

from datetime import datetime

from apps.casework.actors import record_of
from apps.duties.models import Party
from apps.organizations.scope import Actor, Side

from ..models import Claim, Denial, DenialProposal, Visit


def take_in(claim: Claim, at: datetime) -> None:
    """The vehicle is in the workshop: a visit begins, unless one is under way."""
    if _under_way(claim) is None:
        Visit.objects.create(claim=claim, number=claim.visits.count() + 1, taken_in_at=at, **claim.sides())
    show_visit(claim)


def repaired(claim: Claim, at: datetime, *, cause: str, correction: str) -> None:
    """The repair is done."""
    visit = claim.visits.select_for_update().get(reopened_at=None)
    visit.repaired_at, visit.cause, visit.correction = at, cause, correction
    visit.save(update_fields=["repaired_at", "cause", "correction"])
    show_visit(claim)


def handed_back(claim: Claim, at: datetime) -> None:
    """The owner has the vehicle."""
    visit = claim.visits.select_for_update().get(reopened_at=None)
    visit.handed_back_at = at
    visit.save(update_fields=["handed_back_at"])
    show_visit(claim)


def not_repaired(claim: Claim, at: datetime) -> None:
    """The owner says so: the visit is over, and the vehicle must come in again."""
    claim.visits.filter(reopened_at=None).update(reopened_at=at)
    show_visit(claim)


def proposed(claim: Claim, at: datetime, *, by: Actor, reason: str, explanation: str) -> None:
    """Record that the workshop proposes a denial."""
    DenialProposal.objects.create(
        claim=claim, reason=reason, explanation=explanation, proposed_at=at, actor=record_of(by), **claim.sides()
    )


def decided(
    claim: Claim, at: datetime, *, by: Actor, outcome: str, grounds: str = "", denial: Denial | None = None
) -> DenialProposal:
    """Record what became of the proposal that waits."""
    proposal = claim.proposals.select_for_update().get(decided_at=None)
    proposal.outcome, proposal.decided_at, proposal.decided_by = outcome, at, record_of(by)
    proposal.grounds, proposal.denial = grounds, denial
    proposal.save(update_fields=["outcome", "decided_at", "decided_by", "grounds", "denial"])
    return proposal


def denied(claim: Claim, at: datetime, *, by: Actor, reason: str, explanation: str) -> Denial:
    """Record a denial; who denies pays for the time until it is taken back."""
    party = Party.MANUFACTURER if by.side is Side.MANUFACTURER else Party.DEALER
    denial = Denial.objects.create(
        claim=claim,
        reason=reason,
        explanation=explanation,
        denied_at=at,
        actor=record_of(by),
        party=party,
        **claim.sides(),
    )
    show_denial(claim)
    return denial


def denial_reversed(claim: Claim, at: datetime, *, by: Actor, grounds: str) -> Denial:
    """Take the denial in force back; it stays on record as denied and taken back."""
    denial = claim.denials.select_for_update().get(reversed_at=None)
    denial.reversed_at, denial.reversed_by, denial.reversal_grounds = at, record_of(by), grounds
    denial.save(update_fields=["reversed_at", "reversed_by", "reversal_grounds"])
    show_denial(claim)
    return denial


def show_visit(claim: Claim) -> None:
    """Bring the claim's columns to its visits: the one under way, and what was last found and done."""
    visits = list(claim.visits.order_by("number"))
    now = visits[-1] if visits and visits[-1].reopened_at is None else None
    claim.vehicle_in_at = now.taken_in_at if now else None
    claim.repaired_at = now.repaired_at if now else None
    claim.handed_back_at = now.handed_back_at if now else None
    done = [visit for visit in visits if visit.repaired_at is not None]
    claim.cause, claim.correction = (done[-1].cause, done[-1].correction) if done else ("", "")


def show_denial(claim: Claim) -> None:
    """Bring the claim's columns to the denial in force."""
    denial = claim.denials.filter(reversed_at=None).first()
    claim.denial_reason, claim.denial_note = (denial.reason, denial.explanation) if denial else ("", "")


def _under_way(claim: Claim) -> Visit | None:
    return claim.visits.filter(reopened_at=None).first()
