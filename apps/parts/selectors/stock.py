"""Reads of stock: what is there, what is coming, what should be ordered."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from apps.organizations.scope import Actor
from apps.vehicles.components import Component

from ..models import MOST_IN_A_LINE, OrderLine, Part, StockBalance, StockMovement
from ..steps import CONFIRMED, DRAFT, ON_THE_WAY, OPEN

COMING = (*OPEN, *ON_THE_WAY)
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Availability:
    """Of one part at one dealer, in pieces: on the shelf, ordered and not here, of that promised or under way."""

    on_hand: int = 0
    on_order: int = 0
    promised: int = 0
    next_promised_on: date | None = None


@dataclass(frozen=True)
class Suggestion:
    """What to order of a part: ``wanted`` on the shelf less what is there and coming."""

    part: Part
    on_hand: int
    on_order: int
    issued: int
    wanted: int
    quantity: int

    @property
    def monthly(self) -> float:
        """Mean pieces issued a month over the last twelve."""
        return self.issued / 12


def numbers_on_shelf(*, dealer_id: int, lines: Iterable[tuple[int, int]]) -> list[str]:
    """Of lines (part id, quantity) the numbers of the parts of which the dealer has as many on its shelf (1 query)."""
    wanted = dict(lines)
    rows = StockBalance.objects.filter(dealer_id=dealer_id, part_id__in=wanted).order_by("part_number")
    return [row.part_number for row in rows if row.on_hand >= wanted[row.part_id]]


def numbers_for_others(*, component: str, lines: Iterable[tuple[int, int]]) -> list[str]:
    """Of lines (part id, quantity) the numbers of parts that are named for another component (1 query)."""
    known = Part.objects.filter(pk__in=[pk for pk, _ in lines]).exclude(component__in=("", component, Component.OTHER))
    return list(known.order_by("number").values_list("number", flat=True))


def stock_seen_by(actor: Actor) -> QuerySet[StockBalance]:
    """Balances of the actor's side by part number, with what is on order (1 query a page).

    Indexes stockbalance_dealer and stockbalance_maker. The subquery runs for the rows of the page only.
    """
    coming = (
        OrderLine.objects.filter(dealer_id=OuterRef("dealer_id"), part_id=OuterRef("part_id"), status__in=COMING)
        .order_by()
        .values("part_id")
        .annotate(total=Sum("quantity"))
        .values("total")
    )
    return (
        StockBalance.objects.select_related("part", "manufacturer", "dealer")
        .annotate(on_order=Coalesce(Subquery(coming, output_field=IntegerField()), 0))
        .order_by("part_number", "id")
    )


def availability(*, dealer_id: int, part_ids: Iterable[int]) -> dict[int, Availability]:
    """What a dealer has and awaits of some parts (2 queries)."""
    ids = list(part_ids)
    on_hand = dict(StockBalance.objects.filter(dealer_id=dealer_id, part_id__in=ids).values_list("part_id", "on_hand"))
    promised = Q(status__in=(CONFIRMED, *ON_THE_WAY))
    rows = (
        OrderLine.objects.filter(dealer_id=dealer_id, part_id__in=ids, status__in=COMING)
        .order_by()
        .values("part_id")
        .annotate(
            on_order=Sum("quantity"),
            promised=Coalesce(Sum("quantity", filter=promised), 0),
            next_on=Min("promised_on", filter=Q(status=CONFIRMED)),
        )
    )
    coming = {row["part_id"]: row for row in rows}
    return {
        pk: Availability(
            on_hand=on_hand.get(pk, 0),
            on_order=coming[pk]["on_order"] if pk in coming else 0,
            promised=coming[pk]["promised"] if pk in coming else 0,
            next_promised_on=coming[pk]["next_on"] if pk in coming else None,
        )
        for pk in ids
    }


def ledger(*, dealer_id: int, part_id: int) -> QuerySet[StockMovement]:
    """The movements of one part at one dealer, newest first (index movement_dealer_part)."""
    return StockMovement.objects.filter(dealer_id=dealer_id, part_id=part_id).order_by("-id")


def suggestions(*, dealer_id: int, at: datetime, cover_months: int = 2) -> list[Suggestion]:
    """Parts to order, by manufacturer and number (4 queries).

    Wanted on the shelf: the mean monthly issues of the last twelve months × ``cover_months``, rounded up, or the
    reorder level where that is more. What is on hand, on order or in a draft is taken off.
    """
    issued: dict[int, int] = dict(
        StockMovement.objects.filter(
            dealer_id=dealer_id, kind=StockMovement.Kind.ISSUE, moved_at__gt=at - YEAR, moved_at__lte=at
        )
        .order_by()
        .values_list("part_id")
        .annotate(total=-Sum("quantity"))
    )
    balances = StockBalance.objects.filter(Q(part_id__in=issued) | Q(reorder_level__gt=0), dealer_id=dealer_id)
    ordered: dict[int, int] = dict(
        OrderLine.objects.filter(dealer_id=dealer_id, status__in=(DRAFT, *COMING))
        .order_by()
        .values_list("part_id")
        .annotate(total=Sum("quantity"))
    )
    found = []
    orderable = balances.filter(part__active=True).select_related("part", "part__manufacturer")
    for balance in orderable.order_by("manufacturer_id", "part_number", "id"):
        pieces, coming = issued.get(balance.part_id, 0), ordered.get(balance.part_id, 0)
        wanted = max(math.ceil(pieces * cover_months / 12), balance.reorder_level)
        quantity = min(wanted - balance.on_hand - coming, MOST_IN_A_LINE)
        if quantity > 0:
            found.append(Suggestion(balance.part, balance.on_hand, coming, pieces, wanted, quantity))
    return found


def balances_off() -> QuerySet[StockBalance]:
    """Balances that are not the sum of their movements: always none; asked by tests and checks."""
    total = (
        StockMovement.objects.filter(dealer_id=OuterRef("dealer_id"), part_id=OuterRef("part_id"))
        .order_by()
        .values("part_id")
        .annotate(total=Sum("quantity"))
        .values("total")
    )
    summed = Coalesce(Subquery(total, output_field=IntegerField()), 0)
    return StockBalance.objects.annotate(summed=summed).exclude(on_hand=F("summed"))
