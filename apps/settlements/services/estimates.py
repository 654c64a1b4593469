"""The life of an estimate: drafted, asked, authorised or refused; a share is the owner's to accept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import books, engine
from apps.casework.engine import Act
from apps.claims.models import Claim
from apps.core.errors import Conflict, Refused
from apps.core.ids import new_number
from apps.core.money import Money, is_whole
from apps.duties import names
from apps.duties.models import Clock
from apps.organizations.door import door
from apps.organizations.scope import Actor, Side

from ..models import Estimate, LineDecision
from . import clocks
from .decisions import Ruling, asks_owner, decide
from .people import require_firm
from .rates import refuse_unknown

_WORKED_ON = (Claim.Status.RESPONDED, Claim.Status.IN_REPAIR)


@transaction.atomic
def draft_estimate(*, claim: Claim, by: Actor, at: datetime) -> Estimate:
    """Begin an estimate for a claim that is worked on; the one that is under way is the same one.

    Raises Refused for a claim that is not answered yet, or over.
    """
    require_firm(by, Side.DEALER, claim.dealer_id)
    known = claim.estimates.filter(status__in=Estimate.UNDER_WAY).first()
    if known is not None:
        return known
    if claim.status not in _WORKED_ON:
        raise Refused(
            _("%(number)s is “%(status)s”: an estimate is made while it is worked on.")
            % {"number": claim.number, "status": claim.get_status_display()},
            code="not_worked_on",
        )
    made = Estimate(number=new_number("E"), claim=claim, drafted_at=at, **claim.sides())
    with door("settlements.estimate"):
        recorded = books.recorded_at(made.manufacturer_id, at, "estimate.drafted")
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict(_("A colleague began an estimate this very moment: go on with that one.")) from error
        engine.record(made, "drafted", by=by, at=at, recorded=recorded)
    return made


def asked(estimate: Estimate, act: Act) -> None:
    """What asking writes: since when the manufacturer has it. Raises Refused without lines."""
    if not estimate.lines.standing().exists():
        raise Refused(_("It has no line yet: write what the repair will cost."), code="no_lines")
    estimate.asked_at = act.at
    clocks.start(estimate, names.AUTHORISATION, act.at)


def questioned(estimate: Estimate, act: Act) -> None:
    """A question stops the manufacturer's time until the workshop answers."""
    clocks.wait_for_dealer(estimate, names.AUTHORISATION, act.at)


def authorise(
    *,
    estimate: Estimate,
    by: Actor,
    at: datetime,
    rulings: Sequence[Ruling] = (),
    up_to: Decimal | None = None,
    currency: str = "",
    note: str = "",
    version: int | None = None,
    key: str = "",
) -> Estimate:
    """Authorise an estimate: whole, line by line, up to an amount. Raises Refused, naming the field.

    Where an owner is to pay a share, ``offer_share`` is the step.
    """
    if asks_owner(rulings):
        raise Refused(_("The owner would pay a share: offer it, and the owner decides."), field="customer_percent")
    return _decide(
        estimate, "authorise", rulings, _ceiling(up_to, currency), by=by, at=at, note=note, version=version, key=key
    )


def offer_share(
    *,
    estimate: Estimate,
    by: Actor,
    at: datetime,
    rulings: Sequence[Ruling] = (),
    note: str = "",
    version: int | None = None,
    key: str = "",
) -> Estimate:
    """Authorise an estimate if its owner accepts a share. Raises Refused, naming the field, and after the work."""
    if not asks_owner(rulings):
        raise Refused(_("No share is the owner's: authorise the estimate."), field="customer_percent")
    return _decide(estimate, "offer_share", rulings, None, by=by, at=at, note=note, version=version, key=key)


def refuse(
    *,
    estimate: Estimate,
    by: Actor,
    at: datetime,
    reason: str,
    note: str,
    clause: str = "",
    cites: str = "",
    version: int | None = None,
    key: str = "",
) -> Estimate:
    """Refuse an estimate for a coded reason, with an explanation that its owner reads too."""

    def effect(locked: Estimate, act: Act) -> None:
        rulings = [
            Ruling(pk, LineDecision.Verdict.DENIED, reason=reason, clause=clause, cites=cites)
            for pk in locked.lines.standing().values_list("pk", flat=True)
        ]
        try:
            decide(locked, act, rulings)
        except Refused as error:  # one form for all lines
            raise Refused(error.message, field="cites") from error
        locked.told_owner_at = locked.told_owner_at or act.at
        clocks.stop(locked, act.at)

    told = {"reason": reason, "clause": clause, "cites": cites}
    return engine.take(
        estimate, "refuse", by=by, at=at, note=note, version=version, key=key, values=told, effect=effect
    )


def accepted(estimate: Estimate, act: Act) -> None:
    """What accepting asks: that the work is not done yet, or the share is not owed."""
    _refuse_after_work(estimate)


def withdrawn(estimate: Estimate, act: Act) -> None:
    """The manufacturer owes nothing more on it."""
    clocks.stop(estimate, act.at, ending=Clock.Ending.FELL_AWAY)


def _decide(
    estimate: Estimate,
    verb: str,
    rulings: Sequence[Ruling],
    ceiling: Money | None,
    *,
    by: Actor,
    at: datetime,
    note: str,
    version: int | None,
    key: str,
) -> Estimate:
    def effect(locked: Estimate, act: Act) -> None:
        offered = verb == "offer_share"
        if offered:
            _refuse_after_work(locked)
        made = decide(locked, act, rulings, ceiling=ceiling)
        if offered or made.lines.filter(verdict=LineDecision.Verdict.DENIED).exists():
            locked.told_owner_at = locked.told_owner_at or act.at
            if not offered:
                engine.tell(locked, "owner_told", by=act.by, at=act.at)
        clocks.stop(locked, act.at)

    told = {"rulings": [ruling.told() for ruling in rulings]} | (
        {"up_to": f"{ceiling.amount} {ceiling.currency}"} if ceiling else {}
    )
    return engine.take(estimate, verb, by=by, at=at, note=note, version=version, key=key, values=told, effect=effect)


def _ceiling(up_to: Decimal | None, currency: str) -> Money | None:
    if up_to is None:
        return None
    refuse_unknown(currency, "currency")
    if up_to <= 0 or not is_whole(up_to, currency):
        raise Refused(_("“%(value)s” is no amount to authorise up to.") % {"value": up_to}, field="up_to")
    return Money(up_to, currency)


def _refuse_after_work(estimate: Estimate) -> None:
    """A share is accepted before the work, or it is not owed."""
    claim = Claim.objects.get(pk=estimate.claim_id)
    if claim.repaired_at is not None:
        raise Refused(_("The work is done: a share that was not accepted before is not owed."), code="work_done")
