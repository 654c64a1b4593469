"""Decisions on lines: checked, parted into shares, and written once for an estimate or a settlement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.casework.actors import record_of
from apps.casework.engine import Act
from apps.core.errors import Refused
from apps.core.money import Money, is_whole, parted
from apps.warranty.models import WarrantyPlan
from apps.warranty.selectors import coverage_of

from ..citing import found_in
from ..models import CostLine, Decision, Estimate, LineDecision, PassRule, Reason, Settlement

_V = LineDecision.Verdict
WHOLE = (Decimal(100), Decimal(0), Decimal(0), Decimal(0))
#: They rest on a term or an exclusion of the car's warranty, which the decision names.
CITING = (Reason.OUT_OF_TERM, Reason.EXCLUDED, Reason.WEAR)
#: For one of these an owner may be asked for a share; what is covered costs an owner nothing.
NOT_COVERED = (*CITING, Reason.MISUSE)


@dataclass(frozen=True)
class Ruling:
    """What is decided of a line. ``shares``: percent of manufacturer, importer, dealer and owner.

    ``cites``: a term or an exclusion of the car's plan (citing.py); ``clause``: where it says so, in words.
    """

    line: int
    verdict: str
    amount: Decimal | None = None
    reason: str = ""
    clause: str = ""
    cites: str = ""
    shares: tuple[Decimal, ...] = WHOLE

    def told(self) -> dict[str, Any]:
        """As the digest of a step takes it."""
        values = {**asdict(self), "shares": [str(share) for share in self.shares]}
        values["amount"] = None if self.amount is None else str(self.amount)
        return {name: value for name, value in values.items() if value not in (None, "")}


def decide(
    case: Estimate | Settlement,
    act: Act,
    rulings: Sequence[Ruling],
    *,
    rule: PassRule | None = None,
    ceiling: Money | None = None,
) -> Decision:
    """Write the decision on the locked case: lines without a ruling are approved as they stand.

    Raises Refused, with the field ``line_<key>``, for a ruling that cannot be; one that names no line of the case.
    """
    lines = list(case.lines.standing())
    by_line = {ruling.line: ruling for ruling in rulings}
    strange = set(by_line) - {line.pk for line in lines}
    if strange or len(by_line) < len(rulings):
        raise Refused(_("A line was struck, replaced or named twice: look at the lines again."), code="unknown_line")
    plan = plan_of(case)
    made = Decision.objects.create(
        **{"estimate" if isinstance(case, Estimate) else "settlement": case},
        number=case.decisions.count() + 1,
        rule=rule,
        ceiling=ceiling.amount if ceiling else None,
        ceiling_currency=ceiling.currency if ceiling else "",
        note=act.note,
        decided_at=act.at,
        actor=record_of(act.by),
        **case.sides(),
    )
    LineDecision.objects.bulk_create(
        LineDecision(decision=made, line=line, **_columns(line, by_line.get(line.pk), plan, case), **case.sides())
        for line in lines
    )
    case.decision = made
    case.decided_at = act.at
    act.values["decision"] = made.number
    return made


def asks_owner(rulings: Sequence[Ruling]) -> bool:
    """Whether an owner would pay a share."""
    return any(ruling.verdict == _V.GOODWILL and ruling.shares[3] > 0 for ruling in rulings)


def plan_of(case: Estimate | Settlement) -> WarrantyPlan | None:
    """The plan that the car was sold with, as far as it is on record (2 queries)."""
    coverage = coverage_of(case.claim.vehicle)
    return coverage.plan if coverage else None


def _columns(
    line: CostLine, ruling: Ruling | None, plan: WarrantyPlan | None, case: Estimate | Settlement
) -> dict[str, Any]:
    ruling = ruling or Ruling(line.pk, _V.APPROVED)
    field = f"line_{line.pk}"
    amount = _amount(line, ruling, field)
    shares = _shares(ruling, case, field)
    term, exclusion = found_in(plan, ruling.cites, field=field)
    if ruling.reason in CITING and not (term or exclusion or len(ruling.clause.strip()) >= 3):
        raise Refused(
            _("%(reason)s: name the term or exclusion of the warranty that says so.")
            % {"reason": Reason(ruling.reason).label},
            field=field,
        )
    parts = parted(amount, line.currency, shares)
    named = dict(zip(LineDecision.BEARERS, zip(shares, parts, strict=True), strict=True))
    return {
        "verdict": ruling.verdict,
        "amount": amount,
        "currency": line.currency,
        "reason": ruling.reason,
        "plan": plan if ruling.reason in CITING or term or exclusion else None,
        "term": term,
        "exclusion": exclusion,
        "clause": " ".join(ruling.clause.split()),
        **{f"{who}_percent": percent for who, (percent, _part) in named.items()},
        **{f"{who}_amount": part for who, (_percent, part) in named.items()},
    }


def _amount(line: CostLine, ruling: Ruling, field: str) -> Decimal:
    if ruling.verdict != _V.APPROVED and not ruling.reason:
        raise Refused(_("Choose the reason: less than was asked for is decided."), field=field)
    asked: Decimal = line.amount
    if ruling.verdict == _V.APPROVED:
        return asked
    if ruling.verdict == _V.DENIED:
        return Decimal(0)
    amount = ruling.amount
    if amount is None and ruling.verdict == _V.GOODWILL:
        return asked
    if amount is None or not 0 < amount <= asked or not is_whole(amount, line.currency):
        raise Refused(
            _("%(value)s cannot be: give an amount above 0 and at most %(most)s, in whole coins of %(currency)s.")
            % {"value": "–" if amount is None else f"“{amount}”", "most": asked, "currency": line.currency},
            field=field,
        )
    if ruling.verdict == _V.CHANGED and amount == asked:
        raise Refused(_("The amount is the one that was asked for: approve it."), field=field)
    return amount


def _shares(ruling: Ruling, case: Estimate | Settlement, field: str) -> tuple[Decimal, ...]:
    if ruling.verdict != _V.GOODWILL:
        return WHOLE
    shares = ruling.shares
    if (
        len(shares) != 4
        or sum(shares) != 100
        or any(not 0 <= share <= 100 or share % Decimal("0.01") for share in shares)
    ):
        raise Refused(
            _("The shares are %(shares)s: they must come to 100 percent.")
            % {"shares": " + ".join(f"{share.normalize():f}" for share in shares)},
            field="maker_percent",
            code="shares",
        )
    if shares[0] == 100:
        raise Refused(_("The manufacturer pays it all: approve the line, or change its amount."), field=field)
    if shares[3] and (ruling.reason not in NOT_COVERED or case.claim.recall):
        raise Refused(
            _("An owner pays nothing for what is covered, and never in a recall: say why it is not covered."),
            field="customer_percent",
        )
    return shares


def sums_of_owner(decision: Decision | None) -> Mapping[str, Decimal]:
    """What an owner would pay by a decision, by currency (1 query)."""
    found: dict[str, Decimal] = {}
    for row in decision.lines.all() if decision else ():
        if row.customer_amount:
            found[row.currency] = found.get(row.currency, Decimal(0)) + row.customer_amount
    return found
