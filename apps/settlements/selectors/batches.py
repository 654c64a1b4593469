"""What is owed and what was paid."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from ..models import Batch, BatchLine, LineDecision, Settlement

NEWEST = ("-made_at", "-id")
_ZERO = Decimal(0)


@dataclass(frozen=True)
class Owed:
    """So much more (or less) than was paid for a line, by the decision on it that counts."""

    line_id: int
    decided_id: int
    corrects_id: int | None
    amount: Decimal


def differing(rows: QuerySet[LineDecision]) -> QuerySet[Any]:
    """Those of which another share of the manufacturer was paid so far, with ``difference`` and ``last_paid``."""
    paid = BatchLine.objects.filter(line=OuterRef("line")).order_by().values("line")
    before = Coalesce(Subquery(paid.annotate(sum=Sum("amount")).values("sum")), _ZERO)
    last = Subquery(paid.annotate(last=Max("id")).values("last"))
    return rows.annotate(difference=F("maker_amount") - before, last_paid=last).exclude(difference=0)


def unpaid() -> QuerySet[Any]:
    """What counts of decided settlements and was not paid so, in scope (index settlement_to_pay)."""
    waiting = Settlement.objects.filter(status__in=Settlement.PAYABLE, gathered_at=None)
    return differing(LineDecision.objects.filter(decision__in=waiting.values("decision")))


def owed_to(manufacturer_id: int, dealer_id: int, currency: str) -> list[Owed]:
    """What a batch would hold (1 query)."""
    rows = unpaid().filter(manufacturer_id=manufacturer_id, dealer_id=dealer_id, currency=currency)
    return [Owed(row.line_id, row.pk, row.last_paid, row.difference) for row in rows.order_by("id")]


def owed_by_dealer() -> list[dict[str, Any]]:
    """For each dealer and currency: how many lines wait to be gathered, and what they come to (1 query)."""
    groups = unpaid().order_by().values("dealer_id", "dealer__name", "currency")
    return list(groups.annotate(lines=Count("id"), total=Sum("difference")).order_by("dealer__name", "currency"))


def batches() -> QuerySet[Batch]:
    """Batches in scope, newest first (1 query a page; indexes batch_*newest)."""
    return Batch.objects.select_related("dealer", "manufacturer", "payment").order_by(*NEWEST)


def lines_of(batch: Batch) -> QuerySet[BatchLine]:
    """What a batch pays, with the line, its settlement and claim, and the payment that it corrects (1 query)."""
    rows = batch.lines.select_related("line__settlement__claim", "decided", "corrects__batch")
    return rows.order_by("id")


def paid_for(settlement: Settlement) -> QuerySet[BatchLine]:
    """What was paid for a settlement, with the batches (1 query)."""
    return BatchLine.objects.filter(line__settlement=settlement).select_related("batch").order_by("id")
