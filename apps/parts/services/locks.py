"""The one order in which rows of stock are locked, so that nobody ever waits for somebody who waits for them.

1. A manufacturer's books, held open (apps/casework/books.py).
2. The case: a claim, an order, a transfer, a stock-take (the engine locks it).
3. Balances, ``StockBalance``, by dealer and part, all that a verb will touch at once and before anything else of stock.
4. Bins, reservations and the ledger of a dealer and part: under the lock of their balance alone.

Whoever holds a balance asks for no case.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from apps.organizations.models import Organization

from ..models import Part, StockBalance


def balance_of(dealer_id: int, part: Part) -> StockBalance:
    """The dealer's balance of the part, made when there is none, locked until the transaction ends."""
    return balances_of([(dealer_id, part)])[dealer_id, part.pk]


def balances_of(wanted: Iterable[tuple[int, Part]]) -> dict[tuple[int, int], StockBalance]:
    """Balances by (dealer id, part id), locked in their order; (2 queries when all are there).

    What is missing is made first, in the same order, while none is locked: whoever waits for somebody that makes the
    same row holds nothing that the other one still wants.
    """
    parts = {(dealer_id, part.pk): part for dealer_id, part in wanted}
    if not parts:
        return {}
    there = set(_of(parts).order_by().values_list("dealer_id", "part_id"))
    if missing := parts.keys() - there:
        _make({place: parts[place] for place in missing})
    rows = _of(parts).order_by("dealer_id", "part_id").select_for_update()
    return {(row.dealer_id or 0, row.part_id): row for row in rows}


def _of(places: Iterable[tuple[int, int]]) -> QuerySet[StockBalance]:
    by_dealer: dict[int, list[int]] = {}
    for dealer_id, part_id in places:
        by_dealer.setdefault(dealer_id, []).append(part_id)
    here = Q()
    for dealer_id, part_ids in by_dealer.items():
        here |= Q(dealer_id=dealer_id, part_id__in=part_ids)
    return StockBalance.objects.filter(here)


def _make(places: dict[tuple[int, int], Part]) -> None:
    countries = dict(
        Organization.objects.filter(pk__in={dealer_id for dealer_id, _ in places}).values_list("pk", "country")
    )
    StockBalance.objects.bulk_create(
        [
            StockBalance(
                dealer_id=dealer_id,
                manufacturer_id=part.manufacturer_id,
                country=countries[dealer_id],
                part=part,
                part_number=part.number,
            )
            for (dealer_id, _part), part in sorted(places.items())
        ],
        ignore_conflicts=True,
    )
