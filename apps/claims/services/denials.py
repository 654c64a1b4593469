"""A denial is proposed by the workshop and decided by the manufacturer, which may deny by itself and take it back.

Whoever proposes or denies wins no time: what was owed ends with the proposal, and goes on as if it never had when
that comes to nothing (docs/decisions/0045-denials-and-disputes.md).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Conflict, Refused
from apps.duties import names
from apps.duties import services as duties
from apps.duties.models import Clock, Party
from apps.organizations.scope import SYSTEM_ACTOR, Actor, Side
from apps.organizations.selectors import has_people

from ..models import Claim, Denial, DenialProposal, DenialReason
from . import legal, recall_steps, stages, waiting, work
from .repair import start_repair_clock

_Outcome = DenialProposal.Outcome


@transaction.atomic
def propose_denial(
    *, claim: Claim, by: Actor, reason: str, explanation: str, at: datetime, version: int | None = None, key: str = ""
) -> Claim:
    """The workshop says why it would deny; the manufacturer decides by the rule ``denial_decision``.

    Where nobody acts for the manufacturer on the portal, the workshop's word stands at once. Raises Refused for a
    reason that is none of the list, or that the manufacturer refused on this claim before.
    """
    _refuse_reason(claim, reason)
    text = work.grounds("propose_denial", explanation)

    def effect(locked: Claim, at: datetime) -> None:
        _refuse_again(locked, reason)
        stages.proposed(locked, at, by=by, reason=reason, explanation=text)
        fall_away(locked, by, at)
        _let_decide(locked, at)

    values = {"reason": reason}
    taken = work.take(
        claim, "propose_denial", by=by, at=at, note=text, version=version, key=key, effect=effect, values=values
    )
    if taken.status == Claim.Status.PROPOSED and not has_people(claim.manufacturer_id):
        taken = confirm_denial(claim=taken, by=SYSTEM_ACTOR, at=at)
    return taken


def _let_decide(claim: Claim, at: datetime) -> None:
    duties.start_if_ruled(
        obligation=names.DENIAL_DECISION,
        subject_kind=work.SUBJECT,
        subject_id=claim.pk,
        subject_label=claim.number,
        sides=claim.sides(),
        at=at,
        powertrain=claim.powertrain,
        unit=claim.number,
    )


def confirm_denial(
    *, claim: Claim, by: Actor, at: datetime, note: str = "", version: int | None = None, key: str = ""
) -> Claim:
    """The manufacturer stands by what its workshop proposed: the claim is denied, and that is its denial."""

    def effect(locked: Claim, at: datetime) -> None:
        proposal = locked.proposals.get(decided_at=None)
        said = "\n\n".join(filter(None, (proposal.explanation, note.strip())))
        denial = stages.denied(locked, at, by=by, reason=proposal.reason, explanation=said)
        stages.decided(locked, at, by=by, outcome=_Outcome.CONFIRMED, grounds=note.strip(), denial=denial)
        locked.closed_at = at
        duties.stop_clocks(work.SUBJECT, locked.pk, names.DENIAL_DECISION, at=at)

    return work.take(claim, "confirm_denial", by=by, at=at, note=note.strip(), version=version, key=key, effect=effect)


def refuse_denial(
    *, claim: Claim, by: Actor, message: str, at: datetime, version: int | None = None, key: str = ""
) -> Claim:
    """The manufacturer wants it repaired: the workshop owes it as if it had never proposed anything."""
    return _not_denied(
        claim, "refuse_denial", _Outcome.REFUSED, Party.DEALER, by=by, at=at, note=message, version=version, key=key
    )


def drop_denial(
    *, claim: Claim, by: Actor, message: str, at: datetime, version: int | None = None, key: str = ""
) -> Claim:
    """The workshop takes its proposal back; the time since is its own."""
    return _not_denied(
        claim, "drop_denial", _Outcome.DROPPED, Party.DEALER, by=by, at=at, note=message, version=version, key=key
    )


def _not_denied(
    claim: Claim,
    verb: str,
    outcome: str,
    party: Party,
    *,
    by: Actor,
    at: datetime,
    note: str,
    version: int | None,
    key: str,
) -> Claim:
    """A proposal came to nothing: what was owed goes on, and the time since runs at ``party``'s cost."""
    text = work.grounds(verb, note)
    ending = {_Outcome.REFUSED: Clock.Ending.DONE, _Outcome.LAPSED: Clock.Ending.GIVEN_UP}

    def effect(locked: Claim, at: datetime) -> None:
        proposal = stages.decided(locked, at, by=by, outcome=outcome, grounds=text)
        ended = ending.get(_Outcome(outcome), Clock.Ending.FELL_AWAY)
        duties.stop_clocks(work.SUBJECT, locked.pk, names.DENIAL_DECISION, at=at, ending=ended)
        _go_on(locked, since=proposal.proposed_at, reason=f"denial_{outcome}", party=party, at=at)

    return work.take(claim, verb, by=by, at=at, note=text, version=version, key=key, effect=effect)


def end_undecided(*, at: datetime) -> int:
    """Let claims go on whose manufacturer did not decide in time; returns how many. Run in the system's scope.

    Silence denies nothing: the duty to repair goes on, and the time since the proposal is the manufacturer's.
    A thousand at most at once, the oldest first (index proposal_open).
    """
    open_ones = DenialProposal.objects.filter(decided_at=None).order_by("proposed_at")
    count = 0
    for proposal in open_ones.select_related("claim")[:1000]:
        until = duties.allowed_until(names.DENIAL_DECISION, country=str(proposal.country), at=proposal.proposed_at)
        if until is None or until >= at:
            continue
        try:
            _not_denied(
                proposal.claim, "lapse_denial", _Outcome.LAPSED, Party.MANUFACTURER,
                by=SYSTEM_ACTOR, at=at, note="", version=None, key="",
            )  # fmt: skip
        except Conflict:  # somebody decided this very moment
            continue
        count += 1
    return count


def deny(
    *, claim: Claim, by: Actor, reason: str, explanation: str, at: datetime, version: int | None = None, key: str = ""
) -> Claim:
    """The manufacturer denies by itself, with a coded reason and an explanation that owner and regulator read.

    What was missed before stays missed; duties not yet due fall away.
    """
    _refuse_reason(claim, reason)
    text = work.grounds("deny", explanation)

    def effect(locked: Claim, at: datetime) -> None:
        stages.denied(locked, at, by=by, reason=reason, explanation=text)
        locked.closed_at = at
        fall_away(locked, by, at)

    values = {"reason": reason}
    return work.take(claim, "deny", by=by, at=at, note=text, version=version, key=key, effect=effect, values=values)


def reinstate(
    *, claim: Claim, by: Actor, message: str, at: datetime, version: int | None = None, key: str = ""
) -> Claim:
    """The manufacturer takes a denial back: what was owed is owed as if it had never been denied.

    The first clock goes on, and the time between is charged to whoever denied; a claim denied before it was answered
    owes its repair from the denial on. The denial stays on record as denied and taken back.
    """
    text = work.grounds("reinstate", message)

    def effect(locked: Claim, at: datetime) -> None:
        denial = stages.denial_reversed(locked, at, by=by, grounds=text)
        locked.closed_at = None
        _go_on(locked, since=_ended_at(denial), reason="denied", party=Party(denial.party), at=at)

    return work.take(claim, "reinstate", by=by, at=at, note=text, version=version, key=key, effect=effect)


def _ended_at(denial: Denial) -> datetime:
    """When the duties ended that a denial ended: with its proposal, where there was one."""
    proposal = DenialProposal.objects.filter(denial=denial).first()
    return proposal.proposed_at if proposal else denial.denied_at


def _go_on(claim: Claim, *, since: datetime, reason: str, party: Party, at: datetime) -> None:
    """Continue the duties that ended ``since``, or begin the repair's then; a part may still be awaited."""
    ended = Clock.objects.filter(
        subject_kind=work.SUBJECT, subject_id=claim.pk, obligation_id=names.REPAIR, stopped_at=since
    )
    clock = ended.filter(ending=Clock.Ending.FELL_AWAY).first()
    if clock is not None:
        clock = duties.continue_clock(clock, reason=reason, party=party, at=at)
    else:
        clock = start_repair_clock(claim, since)
        duties.hand_over_clock(clock, reason=reason, party=party, at=since)
        duties.hand_over_clock(clock, reason="continued", party=clock.responsible, at=at)
    waiting.wait_for_parts(claim, clock, at)
    legal.go_on(claim, Clock.Ending.FELL_AWAY, reason=reason, party=party, at=at)


def fall_away(claim: Claim, by: Actor, at: datetime) -> None:
    """End the claim's duties. A denial, or its proposal, answers the claim, so a first answer is done by it."""
    answered = by.side is not Side.OWNER
    for clock in duties.running(work.SUBJECT, claim.pk):
        done = answered and clock.obligation_id == names.FIRST_RESPONSE
        duties.stop_clock(clock, at=at, ending=Clock.Ending.DONE if done else Clock.Ending.FELL_AWAY)
    if answered:
        claim.responded_at = claim.responded_at or at


def _refuse_reason(claim: Claim, reason: str) -> None:
    if reason not in DenialReason.values:
        raise Refused(_("“%(value)s” is no reason of the list: choose one.") % {"value": reason}, field="reason")
    recall_steps.refuse_denial(claim, reason)


def _refuse_again(claim: Claim, reason: str) -> None:
    """What the manufacturer refused is not asked again."""
    if claim.proposals.filter(reason=reason, outcome=_Outcome.REFUSED).exists():
        raise Refused(
            _("The manufacturer refused “%(reason)s” on this request already: repair it, or give another reason.")
            % {"reason": DenialReason(reason).label},
            field="reason",
            code="refused_before",
        )
