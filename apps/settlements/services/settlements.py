"""The life of a settlement: drafted after the work, handed in, decided by people or by a rule, answered once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import books, engine
from apps.casework.engine import Act
from apps.casework.steps import Grounds
from apps.claims.models import Claim, Visit
from apps.core.errors import Conflict, Refused
from apps.core.ids import new_number
from apps.duties import names
from apps.duties.models import Clock
from apps.organizations.door import door
from apps.organizations.scope import SYSTEM_ACTOR, Actor, Side

from ..models import Decision, Estimate, Settlement
from ..selectors.batches import differing
from ..selectors.exceeding import exceeded_by
from . import clocks
from .decisions import Ruling, decide, sums_of_owner
from .lines import carry_over
from .passing import rule_that_passes
from .people import require_firm

#: What says why a settlement came to more than was authorised.
WHY = Grounds("exceeded_why", _("Why it came to more than was authorised"), least=10, rows=3)


@transaction.atomic
def draft_settlement(*, claim: Claim, by: Actor, at: datetime) -> Settlement:
    """Begin the settlement of the visit that was repaired last; the one that there is, is the same one.

    It begins with the lines of the last authorised estimate. Raises Refused before the work is done.
    """
    require_firm(by, Side.DEALER, claim.dealer_id)
    visit = _repaired_visit(claim)
    known = claim.settlements.filter(visit_number=visit.number).exclude(status=Settlement.Status.WITHDRAWN).first()
    if known is not None:
        return known
    made = Settlement(
        number=new_number("ST"),
        claim=claim,
        visit_number=visit.number,
        estimate=_estimate_for(claim),
        drafted_at=at,
        # Between two firms.
        **{**claim.sides(), "owner_id": None},
    )
    with door("settlements.settlement"):
        recorded = books.recorded_at(made.manufacturer_id, at, "settlement.drafted")
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict(_("A colleague began this settlement this very moment: go on with that one.")) from error
        carry_over(made, by, at)
        engine.record(made, "drafted", by=by, at=at, recorded=recorded)
    return made


@transaction.atomic
def submit(
    *,
    settlement: Settlement,
    by: Actor,
    at: datetime,
    exceeded_why: str = "",
    version: int | None = None,
    key: str = "",
) -> Settlement:
    """Hand a settlement in; what a rule of the manufacturer lets pass is decided at once, marked as by that rule.

    Raises Refused without lines, and (field ``exceeded_why``) when more than was authorised is not explained.
    """

    def effect(locked: Settlement, act: Act) -> None:
        if not locked.lines.standing().exists():
            raise Refused(_("It has no line yet: write what the repair did cost."), code="no_lines")
        locked.exceeded_why = WHY.checked(exceeded_why) if exceeded_by(locked) else exceeded_why.strip()
        locked.submitted_at = act.at
        clocks.start(locked, names.ADJUDICATION, act.at)

    told = {"exceeded_why": exceeded_why.strip()}
    handed_in = engine.take(settlement, "submit", by=by, at=at, version=version, key=key, values=told, effect=effect)
    return _passed(handed_in, at)


def decide_settlement(
    *,
    settlement: Settlement,
    by: Actor,
    at: datetime,
    rulings: Sequence[Ruling] = (),
    note: str = "",
    version: int | None = None,
    key: str = "",
) -> Settlement:
    """Decide line by line; lines without a ruling are approved. Raises Refused, naming the field."""
    return _decided(settlement, "decide", rulings, by=by, at=at, note=note, version=version, key=key)


def correct_settlement(
    *,
    settlement: Settlement,
    by: Actor,
    at: datetime,
    note: str,
    rulings: Sequence[Ruling] = (),
    version: int | None = None,
    key: str = "",
) -> Settlement:
    """Decide anew what was decided, for a reason: the workshop may answer that too, and what was paid is corrected."""
    return _decided(settlement, "correct", rulings, by=by, at=at, note=note, version=version, key=key)


def disputed(settlement: Settlement, act: Act) -> None:
    """The manufacturer owes a second decision."""
    clocks.start(settlement, names.ADJUDICATION, act.at)


def withdrawn(settlement: Settlement, act: Act) -> None:
    """The manufacturer owes nothing more on it."""
    clocks.stop(settlement, act.at, ending=Clock.Ending.FELL_AWAY)


def _decided(
    settlement: Settlement,
    verb: str,
    rulings: Sequence[Ruling],
    *,
    by: Actor,
    at: datetime,
    note: str,
    version: int | None,
    key: str,
) -> Settlement:
    def effect(locked: Settlement, act: Act) -> None:
        made = decide(locked, act, rulings)
        _refuse_unaccepted(locked, made)
        _to_pay(locked, made, act)

    told = {"rulings": [ruling.told() for ruling in rulings]}
    return engine.take(settlement, verb, by=by, at=at, note=note, version=version, key=key, values=told, effect=effect)


def _passed(settlement: Settlement, at: datetime) -> Settlement:
    """Let a rule of the manufacturer decide, if one lets it pass."""
    if settlement.status != Settlement.Status.SUBMITTED:  # sent twice, and decided meanwhile
        return settlement
    rule = rule_that_passes(settlement, at=at)
    if rule is None:
        return settlement

    def effect(locked: Settlement, act: Act) -> None:
        _to_pay(locked, decide(locked, act, (), rule=rule), act)

    return engine.take(settlement, "pass_by_rule", by=SYSTEM_ACTOR, at=at, values={"rule": rule.pk}, effect=effect)


def _to_pay(settlement: Settlement, decision: Decision, act: Act) -> None:
    """It is decided: what differs from what was paid waits to be gathered."""
    clocks.stop(settlement, act.at)
    settlement.gathered_at = None if differing(decision.lines.all()).exists() else act.at


def _repaired_visit(claim: Claim) -> Visit:
    visit = claim.visits.filter(repaired_at__isnull=False).order_by("-number").first()
    if visit is None:
        raise Refused(
            _("%(number)s is not repaired yet: a settlement is made after the work.") % {"number": claim.number},
            code="not_repaired",
        )
    return visit


def _estimate_for(claim: Claim) -> Estimate | None:
    """The last authorised estimate that no settlement carries out yet."""
    free = claim.estimates.filter(status=Estimate.Status.AUTHORISED)
    taken = claim.settlements.exclude(status=Settlement.Status.WITHDRAWN).exclude(estimate=None).values("estimate")
    return free.exclude(pk__in=taken).order_by("-id").first()


def _refuse_unaccepted(settlement: Settlement, decision: Decision) -> None:
    """An owner pays no more than the share that they accepted before the work."""
    accepted = sums_of_owner(settlement.estimate.decision if settlement.estimate else None)
    for currency, amount in sums_of_owner(decision).items():
        if amount > accepted.get(currency, Decimal(0)):
            raise Refused(
                _(
                    "The owner would pay %(amount)s %(currency)s and accepted %(accepted)s before the work: "
                    "what was not accepted is not charged."
                )
                % {"amount": amount, "currency": currency, "accepted": accepted.get(currency, 0)},
                field="customer_percent",
                code="share_not_accepted",
            )
