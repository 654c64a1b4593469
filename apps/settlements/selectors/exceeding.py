"""Where a settlement comes to more than was authorised."""

from __future__ import annotations

from apps.core.money import Money

from ..exceeded import Done, Exceeded, exceeding
from ..models import Settlement


def exceeded_by(settlement: Settlement) -> list[Exceeded]:
    """The lines above what its estimate was authorised for; none where no estimate was asked for (3 queries)."""
    estimate = settlement.estimate
    if estimate is None or estimate.decision is None:
        return []
    decision = estimate.decision
    authorised = {row.line_id: Money(row.amount, row.currency) for row in decision.lines.all()}
    ceiling = Money(decision.ceiling, decision.ceiling_currency) if decision.ceiling is not None else None
    done = [Done(line.pk, line.planned_id, line.money) for line in settlement.lines.standing()]
    return exceeding(done, authorised, ceiling)
