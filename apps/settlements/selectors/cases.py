"""Estimates and settlements with their lines, as lists and pages read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet, Sum

from apps.claims.models import Claim
from apps.core.money import Money, totals

from ..exceeded import Exceeded
from ..models import CostLine, Decision, Estimate, ExchangeRate, FaultCode, LineDecision, Settlement
from .exceeding import exceeded_by
from .rates import BOOKS, converted, rates_on

NEWEST = ("-drafted_at", "-id")
BY_DUE = ("next_due_at", "id")
_FIRMS = ("claim", "dealer", "manufacturer")


def estimates() -> QuerySet[Estimate]:
    """Estimates in scope, newest first (1 query a page; indexes estimate_*newest)."""
    return Estimate.objects.select_related(*_FIRMS).order_by(*NEWEST)


def settlements() -> QuerySet[Settlement]:
    """Settlements in scope, newest first (1 query a page; indexes settlement_*newest)."""
    return Settlement.objects.select_related(*_FIRMS).order_by(*NEWEST)


def estimates_waiting() -> QuerySet[Estimate]:
    """Estimates that wait for their manufacturer, most urgent first (1 query a page; index estimate_maker_due)."""
    waiting = (Estimate.Status.ASKED, Estimate.Status.QUESTIONED)
    return estimates().filter(status__in=waiting).order_by(*BY_DUE)


def settlements_waiting() -> QuerySet[Settlement]:
    """Settlements that wait for their manufacturer, most urgent first (1 query a page; index settlement_maker_due)."""
    waiting = (Settlement.Status.SUBMITTED, Settlement.Status.DISPUTED)
    return settlements().filter(status__in=waiting).order_by(*BY_DUE)


def sums_of(rows: Sequence[Estimate] | Sequence[Settlement]) -> dict[int, list[Money]]:
    """What the cases of one page come to, by key and currency (1 query)."""
    named = "estimate" if rows and isinstance(rows[0], Estimate) else "settlement"
    groups = (
        CostLine.objects.standing().filter(**{f"{named}__in": [row.pk for row in rows]}).order_by(named, "currency")
    )
    found: dict[int, list[Money]] = defaultdict(list)
    for key, currency, amount in groups.values_list(named, "currency").annotate(sum=Sum("amount")):
        found[key].append(Money(amount, currency))
    return found


def fault_codes(claim: Claim) -> QuerySet[FaultCode]:
    """What was read on the visits of a claim (1 query)."""
    return claim.fault_codes.order_by("id")


def lines_of_claim(claim: Claim) -> list[CostLine]:
    """What is or was done: the lines of its last settlement, else of its last estimate, in scope."""
    settlement = claim.settlements.exclude(status=Settlement.Status.WITHDRAWN).order_by("-id").first()
    estimate = None if settlement else claim.estimates.exclude(status=Estimate.Status.WITHDRAWN).order_by("-id").first()
    case = settlement or estimate
    return list(case.lines.standing()) if case else []


@dataclass(frozen=True)
class LineRow:
    """A line with the decision on it that counts, and by how much it exceeds what was authorised."""

    line: CostLine
    decided: LineDecision | None
    exceeded: Exceeded | None


@dataclass(frozen=True)
class InBooks:
    """A sum in the currency of the manufacturer's books; no ``money`` where no rate is on record."""

    of: Money
    money: Money | None
    rate: ExchangeRate | None


@dataclass(frozen=True)
class Costs:
    """What a page shows of an estimate's or a settlement's money."""

    rows: Sequence[LineRow]
    totals: Sequence[Money]
    decided: Sequence[Money]
    owner: Sequence[Money]
    in_books: Sequence[InBooks]
    above: Sequence[Exceeded]
    decisions: Sequence[Decision]

    @property
    def above_all(self) -> Exceeded | None:
        """The ceiling that all lines together exceed."""
        return next((row for row in self.above if row.key is None), None)


def costs_of(case: Estimate | Settlement) -> Costs:
    """Lines, decisions, sums and rates of one case (at most 8 queries, however many lines)."""
    lines = list(case.lines.standing().select_related("part", "planned"))
    in_order = Prefetch("lines", LineDecision.objects.select_related("line", "plan", "term").order_by("id"))
    decisions = list(case.decisions.prefetch_related(in_order).order_by("number"))
    standing = next((row for row in decisions if row.pk == case.decision_id), None)
    decided = {row.line_id: row for row in standing.lines.all()} if standing else {}
    above = exceeded_by(case) if isinstance(case, Settlement) else []
    by_line = {row.key: row for row in above}
    sums = totals(line.money for line in lines)
    return Costs(
        rows=[LineRow(line, decided.get(line.pk), by_line.get(line.pk)) for line in lines],
        totals=sums,
        decided=totals(Money(row.amount, row.currency) for row in decided.values()),
        owner=[
            money
            for money in totals(Money(row.customer_amount, row.currency) for row in decided.values())
            if money.amount
        ],
        in_books=_in_books(case, sums),
        above=above,
        decisions=decisions,
    )


def _in_books(case: Estimate | Settlement, sums: Sequence[Money]) -> list[InBooks]:
    foreign = {money.currency for money in sums} - {BOOKS}
    if not foreign:
        return []
    day = case.drafted_at.date()
    rates = rates_on(foreign, BOOKS, day=day, manufacturer_id=case.manufacturer_id)
    return [
        InBooks(money, converted(money, BOOKS, rates), rates.get(money.currency))
        for money in sums
        if money.currency != BOOKS
    ]
