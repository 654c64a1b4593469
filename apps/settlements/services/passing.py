"""By which rule of a manufacturer a settlement passes unseen, if by one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from apps.core.today import today_in
from apps.organizations.scope import system_scope

from ..models import PassRule, Settlement
from ..sampling import is_drawn
from ..selectors.exceeding import exceeded_by
from ..selectors.rates import converted, rates_on


def rule_that_passes(settlement: Settlement, *, at: datetime) -> PassRule | None:
    """The rule by which it passes: small enough, within warranty or a recall, as authorised, and not drawn.

    The workshop hands in and must not read the rule, so it is read in the system's scope; a sum in another currency
    is compared at the rate of the day or the last before, and passes by no rule without one.
    """
    claim = settlement.claim
    if not (claim.in_warranty or claim.recall) or exceeded_by(settlement):
        return None
    with system_scope("does a rule of the manufacturer let this settlement pass?"):
        rule = rule_in_force(settlement, at=at)
        if rule is None or is_drawn(settlement.number, salt=rule.salt, one_in=rule.one_in):
            return None
        total = _total(settlement, rule, at)
        return rule if total is not None and total <= rule.limit else None


def rule_in_force(settlement: Settlement, *, at: datetime) -> PassRule | None:
    """The newest rule for the dealer, else the newest for all (1 query; index passrule_maker_newest)."""
    day = today_in("CN", at)
    rows = PassRule.objects.filter(manufacturer_id=settlement.manufacturer_id, effective_from__lte=day)
    newest = list(rows.filter(workshop=settlement.dealer_id).order_by("-effective_from", "-id")[:1]) or list(
        rows.filter(workshop=None).order_by("-effective_from", "-id")[:1]
    )
    return newest[0] if newest else None


def _total(settlement: Settlement, rule: PassRule, at: datetime) -> Decimal | None:
    lines = list(settlement.lines.standing())
    rates = rates_on(
        {line.currency for line in lines},
        rule.currency,
        day=today_in("CN", at),
        manufacturer_id=settlement.manufacturer_id,
    )
    found = [converted(line.money, rule.currency, rates) for line in lines]
    return None if None in found else sum((money.amount for money in found if money), Decimal(0))
