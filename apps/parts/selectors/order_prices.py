"""What ordered parts cost: expected before they are ordered, and confirmed afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from apps.core.money import Money, totals

from ..models import DeliveryProblem, LinePrice, OrderLine, PartPrice
from ..pricing import Said, holds_from, in_force
from ..steps import GONE


@dataclass
class Priced:
    """What one piece of a line costs; ``later`` is a higher price that does not hold yet for what leaves before."""

    line: OrderLine
    each: Money | None = None
    said: list[LinePrice] = field(default_factory=list)
    holds_from: datetime | None = None

    @property
    def sum(self) -> Money | None:
        """Of all pieces of the line."""
        return Money(self.each.amount * self.line.quantity, self.each.currency) if self.each else None

    @property
    def earlier(self) -> list[LinePrice]:
        """What was said before and is another price than the last one."""
        return [row for row in self.said if self.last and row.money != self.last.money]

    @property
    def last(self) -> LinePrice | None:
        """What was said last."""
        return self.said[-1] if self.said else None


def expected_prices(part_ids: Iterable[int], *, market: str, on: date) -> dict[int, Money]:
    """The catalogue's price of each part in a market on a day, where one is said (1 query; index partprice_newest).

    The market's own counts before that of all markets; of several currencies the one that was said last. The walls
    leave a dealer those of its countries.
    """
    rows = PartPrice.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=on), part_id__in=set(part_ids), market__in=("", market),
        valid_from__lte=on,
    ).order_by("part_id", "-market", "-valid_from", "-id")  # fmt: skip
    first = rows.distinct("part_id")
    return {row.part_id: Money(row.amount, row.currency) for row in first}


def priced(lines: Iterable[OrderLine]) -> dict[int, Priced]:
    """What each line costs, by its id (1 query); lines bring their ``problem`` where they have one."""
    wanted = list(lines)
    said: dict[int, list[LinePrice]] = defaultdict(list)
    for row in LinePrice.objects.filter(line_id__in={line.split_from_id or line.pk for line in wanted}).order_by("id"):
        said[row.line_id].append(row)
    return {line.pk: _priced(line, said[line.split_from_id or line.pk]) for line in wanted}


def _priced(line: OrderLine, rows: list[LinePrice]) -> Priced:
    own = [row for row in rows if row.part_id == line.part_id]
    told = [Said(row.money, row.said_at) for row in own]
    left = line.dispatched_at or _came_over(line)
    later = holds_from(told[-1], in_force(told[:-1], None)) if len(told) > 1 else None
    waits = later is not None and left is None and later > told[-1].at
    return Priced(line, in_force(told, left), own, later if waits else None)


def _came_over(line: OrderLine) -> datetime | None:
    """Pieces that came over were never sent: they cost what held when they were found."""
    problem: DeliveryProblem | None = getattr(line, "problem", None)
    return problem.reported_at if problem and problem.kind == DeliveryProblem.Kind.OVER else None


def sums(rows: Iterable[Priced]) -> list[Money]:
    """What the lines that were not cancelled, reported or sent back come to, by currency."""
    return totals(row.sum for row in rows if row.sum and row.line.status not in GONE)


def costs_of_claim(*, dealer_id: int, claim_number: str) -> dict[int, Priced]:
    """The lines ordered for a claim, neither cancelled nor failed, with what they cost, by id (2 queries)."""
    lines = OrderLine.objects.filter(order__dealer_id=dealer_id, order__claim_number=claim_number)
    return priced(lines.exclude(status__in=GONE).select_related("part", "problem").order_by("order_id", "id"))


def total_of(wanted: Iterable[tuple[int, int]], prices: dict[int, Money]) -> list[Money]:
    """What (part id, quantity) come to, by currency; parts without a price are left out."""
    return totals(
        Money(prices[part].amount * Decimal(count), prices[part].currency) for part, count in wanted if part in prices
    )
