"""Reads of stock: what is there, what is coming, what should be ordered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, DateField, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from apps.organizations.scope import Actor
from apps.vehicles.components import Component

from ..models import (
    Bin,
    BinBalance,
    OrderLine,
    Part,
    Reservation,
    StockBalance,
    StockMovement,
    StockTake,
    StockTakeLine,
    Transfer,
)
from ..steps import COMING, CONFIRMED, ON_THE_WAY

_OF_BALANCE = ("on_hand", "free", "quarantined", "in_transit", "reorder_level")
#: Of what was given out for repairs, so many may still come back by the page.
_LATELY = 30


@dataclass(frozen=True)
class Availability:
    """Of one part at one dealer, in pieces: on the shelf, ordered and not here, of that promised or under way.

    ``free`` of those on the shelf no request is promised; those in quarantine and in transit are not on the shelf.
    ``reorder_level``: the dealer's own.
    """

    on_hand: int = 0
    free: int = 0
    quarantined: int = 0
    in_transit: int = 0
    on_order: int = 0
    promised: int = 0
    next_promised_on: date | None = None
    reorder_level: int = 0

    @property
    def is_below_level(self) -> bool:
        """As of balances: StockBalance.BELOW_LEVEL."""
        return self.on_hand < self.reorder_level


def numbers_on_shelf(*, dealer_id: int, lines: Iterable[tuple[int, int]]) -> list[str]:
    """Of lines (part id, quantity) the numbers of parts of which as many are free on the dealer's shelf (1 query)."""
    wanted = dict(lines)
    rows = StockBalance.objects.filter(dealer_id=dealer_id, part_id__in=wanted).order_by("part_number")
    return [row.part_number for row in rows if row.free >= wanted[row.part_id]]


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
    shelves = {row.part_id: row for row in StockBalance.objects.filter(dealer_id=dealer_id, part_id__in=ids)}
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
            **({name: getattr(shelves[pk], name) for name in _OF_BALANCE} if pk in shelves else {}),
            on_order=coming[pk]["on_order"] if pk in coming else 0,
            promised=coming[pk]["promised"] if pk in coming else 0,
            next_promised_on=coming[pk]["next_on"] if pk in coming else None,
        )
        for pk in ids
    }


def ledger(*, dealer_id: int, part_id: int) -> QuerySet[StockMovement]:
    """The movements of one part at one dealer, newest first, with their bins (index movement_dealer_part)."""
    rows = StockMovement.objects.filter(dealer_id=dealer_id, part_id=part_id)
    return rows.select_related("bin__point").order_by("-id")


def bins_of_part(*, dealer_id: int, part_id: int) -> QuerySet[BinBalance]:
    """Where a part lies at a dealer, by point and bin; emptied bins are left out (1 query)."""
    rows = BinBalance.objects.filter(dealer_id=dealer_id, part_id=part_id).exclude(on_hand=0)
    return rows.select_related("bin__point").order_by("bin__point__name", "bin__code", "id")


def contents_of(bin: Bin) -> QuerySet[BinBalance]:
    """What lies in a bin, by part number (index binbalance_bin_number)."""
    rows = BinBalance.objects.filter(bin=bin).exclude(on_hand=0).select_related("part")
    return rows.order_by("part_number", "id")


def bins_of(dealer_id: int, *kinds: str) -> QuerySet[Bin]:
    """A dealer's bins of some kinds by point and code, without kinds all of them (1 query)."""
    rows = Bin.objects.filter(dealer_id=dealer_id, **({"kind__in": kinds} if kinds else {}))
    return rows.select_related("point").order_by("point__name", "code", "id")


def bins_with_counts(dealer_id: int) -> QuerySet[Bin]:
    """A dealer's bins with how many parts (``kinds_of_part``) and pieces lie in each (1 query)."""
    there = Q(balances__on_hand__gt=0)
    return bins_of(dealer_id).annotate(
        kinds_of_part=Count("balances", filter=there), pieces=Coalesce(Sum("balances__on_hand"), 0)
    )


def reservations_of(*, dealer_id: int, claim_number: str) -> QuerySet[Reservation]:
    """What is and was kept for a request, with where it is and what became of it (2 queries)."""
    rows = Reservation.objects.filter(dealer_id=dealer_id, claim_number=claim_number)
    return _told(rows).select_related("part").order_by("part__number", "id")


def reservations(dealer_id: int) -> QuerySet[Reservation]:
    """All that is and was kept at a dealer, by age (2 queries a page)."""
    return _told(Reservation.objects.filter(dealer_id=dealer_id)).select_related("part").order_by("id")


def reserved_of_part(*, dealer_id: int, part_id: int) -> QuerySet[Reservation]:
    """Who is promised a part now, who comes first first (2 queries, index reservation_open)."""
    rows = Reservation.objects.filter(dealer_id=dealer_id, part_id=part_id, status__in=Reservation.OPEN)
    return _told(rows).order_by(*Reservation.FIRST)


def given_out_lately(*, dealer_id: int, part_id: int) -> list[Reservation]:
    """The newest that were given out for repairs: what may come back (1 query, index reservation_issued)."""
    rows = Reservation.objects.filter(Reservation.FOR_REPAIRS, dealer_id=dealer_id, part_id=part_id)
    return list(rows.order_by("-id")[:_LATELY])


def stocktakes() -> QuerySet[StockTake]:
    """Stock-takes in sight, newest first, with their points (index stocktake_newest)."""
    return StockTake.objects.select_related("point", "counted_by").order_by("-opened_at", "-id")


def lines_of_count(stocktake: StockTake) -> QuerySet[StockTakeLine]:
    """The lines of a stock-take along the shelves (index stocktakeline_walk)."""
    return stocktake.lines.select_related("bin", "part").order_by("place", "id")


def transfers() -> QuerySet[Transfer]:
    """Transfers in sight, newest first, with their points (index transfer_newest)."""
    return Transfer.objects.select_related("source", "target").order_by("-sent_at", "-id")


def _told(rows: QuerySet[Reservation]) -> QuerySet[Reservation]:
    """With where the pieces are, the day that is promised of those that come, and what became of them."""
    days = (
        OrderLine.objects.filter(order_id=OuterRef("order_id"), part_id=OuterRef("part_id"), status__in=COMING)
        .order_by()
        .values("part_id")
        .annotate(day=Min("promised_on"))
        .values("day")
    )
    shown = rows.annotate(promised_on=Subquery(days, output_field=DateField()))
    return shown.select_related("bin__point", "order", "partrequest", "transferline__transfer").prefetch_related(
        "events"
    )
