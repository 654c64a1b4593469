"""Lines of estimates and settlements: written, replaced and struck as steps of their case; no row is changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from apps.casework import engine
from apps.casework.actors import record_of
from apps.casework.engine import Act
from apps.claims.part_numbers import part_of
from apps.core.errors import Refused
from apps.core.wording import money_text
from apps.organizations.scope import Actor
from apps.parts.models import OrderLine
from apps.parts.selectors.order_prices import costs_of_claim

from ..given import LineGiven
from ..models import CostLine, Estimate, Settlement

#: No repair needs more.
MOST_LINES = 200
Case = TypeVar("Case", Estimate, Settlement)


def write_estimate_line(
    *, estimate: Estimate, given: LineGiven, by: Actor, at: datetime, version: int | None = None, key: str = ""
) -> Estimate:
    """Write a line of an estimate, or one in the place of another. Raises Refused, naming the field."""
    return _write(estimate, given, by=by, at=at, version=version, key=key)


def write_settlement_line(
    *, settlement: Settlement, given: LineGiven, by: Actor, at: datetime, version: int | None = None, key: str = ""
) -> Settlement:
    """Write a line of a settlement, or one in the place of another. Raises Refused, naming the field."""
    return _write(settlement, given, by=by, at=at, version=version, key=key)


def strike_estimate_line(
    *, estimate: Estimate, line: int, by: Actor, at: datetime, version: int | None = None, key: str = ""
) -> Estimate:
    """Strike a line of an estimate; it stays on record."""
    return _strike(estimate, line, by=by, at=at, version=version, key=key)


def strike_settlement_line(
    *, settlement: Settlement, line: int, by: Actor, at: datetime, version: int | None = None, key: str = ""
) -> Settlement:
    """Strike a line of a settlement; it stays on record."""
    return _strike(settlement, line, by=by, at=at, version=version, key=key)


def carry_over(settlement: Settlement, by: Actor, at: datetime) -> None:
    """Begin a settlement with the lines of its estimate, each as a line that carries it out."""
    if settlement.estimate is None:
        return
    same = (
        *("kind", "code", "words", "hours", "rate", "source", "part_id", "order_line_id", "quantity", "unit_price"),
        *("amount", "currency", "causal"),
    )
    CostLine.objects.bulk_create(
        CostLine(
            settlement=settlement, planned=line, recorded_at=at, actor=record_of(by), **settlement.sides(),
            **{name: getattr(line, name) for name in same},
        )
        for line in settlement.estimate.lines.standing()
    )  # fmt: skip


def _write(case: Case, given: LineGiven, *, by: Actor, at: datetime, version: int | None, key: str) -> Case:
    given = _at_cost(case, given)
    columns = given.checked()

    def effect(locked: Case, act: Act) -> None:
        before = _line_of(locked, given.replaces, "replaces") if given.replaces else None
        if before is None and locked.lines.standing().count() >= MOST_LINES:
            raise Refused(_("It has %(most)d lines already.") % {"most": MOST_LINES})
        if before is not None:
            _end(before, act)
        line = CostLine(
            **{"estimate" if isinstance(locked, Estimate) else "settlement": locked},
            **(columns | _rows(locked, given, before)),
            **locked.sides(),
            replaces=before,
            recorded_at=act.at,
            actor=record_of(act.by),
        )
        _refuse_second_cause(line, locked)
        line.save(force_insert=True)
        act.values["said"] = money_text(line.amount, line.currency)

    return engine.take(case, "write_line", by=by, at=at, version=version, key=key, values=given.told(), effect=effect)


def _strike(case: Case, line: int, *, by: Actor, at: datetime, version: int | None, key: str) -> Case:
    def effect(locked: Case, act: Act) -> None:
        found = _line_of(locked, line, "line")
        _end(found, act)
        act.values["words"] = found.words

    return engine.take(
        case, "strike_line", by=by, at=at, version=version, key=key, values={"line": line}, effect=effect
    )


def _end(line: CostLine, act: Act) -> None:
    line.ended_at, line.ended_by = max(act.at, line.recorded_at), record_of(act.by)
    line.save(update_fields=["ended_at", "ended_by"])


def _line_of(case: Estimate | Settlement, key: int, field: str) -> CostLine:
    found: CostLine | None = case.lines.standing().filter(pk=key).first()
    if found is None:
        raise Refused(_("This line was struck or replaced meanwhile, or never stood here: look again."), field=field)
    return found


def _at_cost(case: Estimate | Settlement, given: LineGiven) -> LineGiven:
    """An ordered part whose price was left out costs what its manufacturer confirmed. Raises Refused (currency)."""
    if given.kind != CostLine.Kind.PART or given.source != CostLine.Source.ORDER or given.unit_price is not None:
        return given
    found = costs_of_claim(dealer_id=case.dealer_id or 0, claim_number=case.claim.number).get(given.order_line or 0)
    if found is None or found.each is None:
        return given
    if found.each.currency != given.currency:
        raise Refused(
            _("This part was confirmed in %(confirmed)s. Write that currency, or the price in %(given)s.")
            % {"confirmed": found.each.currency, "given": given.currency},
            field="currency",
        )
    return replace(given, unit_price=found.each.amount)


def _rows(case: Estimate | Settlement, given: LineGiven, before: CostLine | None) -> dict[str, Any]:
    """The rows that a line points at. Raises Refused, naming the field."""
    found: dict[str, Any] = {"planned_id": _planned(case, given) or (before.planned_id if before else None)}
    if given.kind != CostLine.Kind.PART:
        return found
    if given.source == CostLine.Source.ORDER:
        line = _ordered(case, given, before)
        return {**found, "order_line": line, "part": line.part, "code": line.part.number}
    if given.source == CostLine.Source.OWNER:
        return {**found, "code": given.part_number.strip()[:40]}
    part = part_of(case.claim, given.part_number, field="part_number")
    return {**found, "part": part, "code": part.number}


def _planned(case: Estimate | Settlement, given: LineGiven) -> int | None:
    if given.planned is None:
        return None
    estimate = case.estimate if isinstance(case, Settlement) else None
    if estimate is None or not estimate.lines.standing().filter(pk=given.planned).exists():
        raise Refused(_("Choose a line of the authorised estimate."), field="planned")
    return given.planned


def _ordered(case: Estimate | Settlement, given: LineGiven, before: CostLine | None) -> OrderLine:
    """A line of an order for this claim, not charged already for more pieces than came."""
    rows = OrderLine.objects.filter(order__claim_number=case.claim.number, order__dealer_id=case.dealer_id)
    line = rows.select_related("part").filter(pk=given.order_line or 0).first()
    if line is None:
        raise Refused(_("Choose a part that was ordered for this request."), field="order_line")
    charged = CostLine.objects.standing().filter(order_line=line, settlement__isnull=isinstance(case, Estimate))
    charged = charged.exclude(pk=before.pk if before else 0).exclude(settlement__status="withdrawn")
    if isinstance(case, Estimate):
        charged = charged.filter(estimate=case)
    others = charged.aggregate(sum=Sum("quantity"))["sum"] or Decimal(0)
    if others + (given.quantity or 0) > line.quantity:
        raise Refused(
            _("%(ordered)s were ordered, and %(charged)s stand on a line already.")
            % {"ordered": line.quantity, "charged": others},
            field="quantity",
        )
    return line


def _refuse_second_cause(line: CostLine, case: Estimate | Settlement) -> None:
    if line.causal and case.lines.standing().filter(causal=True).exists():
        raise Refused(_("Another part is marked as the cause already: take that mark off first."), field="causal")
