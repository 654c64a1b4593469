"""Which pieces are promised to which request. All under the lock of the dealer's balance of the part (locks.py).

A piece is promised once: bins by a constraint of the database, orders because whoever promises or cancels holds the
same lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Min, Q, QuerySet, Sum

from apps.casework.actors import record_of
from apps.organizations.scope import Actor

from ..models import (
    Bin,
    BinBalance,
    OrderLine,
    Part,
    PartRequest,
    PartsOrder,
    Reservation,
    ReservationEvent,
    StockBalance,
    TransferLine,
)
from ..steps import COMING
from . import bins, ledger, transit
from .ledger import Slip

_S, _E = Reservation.Status, ReservationEvent.Kind
#: What pieces come from.
Source = PartsOrder | PartRequest | TransferLine


@dataclass(frozen=True)
class Hand:
    """Who promises, and when."""

    by: Actor
    at: datetime

    def note(self, kept: Reservation, kind: ReservationEvent.Kind, why: str = "", other: str = "") -> None:
        """Write what became of a reservation."""
        ReservationEvent.objects.create(
            reservation=kept, kind=kind, quantity=kept.quantity, happened_at=self.at, actor=record_of(self.by),
            note=why[:500], other_claim=other, **kept.sides(),
        )  # fmt: skip


def came(
    balance: StockBalance,
    place: Bin,
    part: Part,
    amount: int,
    *,
    source: Source | None,
    by: Actor,
    at: datetime,
) -> None:
    """Keep what lies in a bin now for the requests that it was ordered or asked for, then for others that wait."""
    hand = Hand(by, at)
    if source is not None:
        keep_what_came(balance, place, part, amount, source, hand)
    serve(balance, part, hand)


def keep_what_came(balance: StockBalance, place: Bin, part: Part, amount: int, source: Source, hand: Hand) -> None:
    """Keep pieces in a bin for those whom a source promised them, and for nobody else."""
    content, left = bins.content_of(place, part), amount
    for kept in _waiting_for(source, part) if amount else ():
        piece = part_off(kept, min(kept.quantity, left))
        hold(balance, content, piece, hand)
        left -= piece.quantity
        if not left:
            break


def place_for(dealer_id: int, part: Part, order: PartsOrder | None, at: datetime) -> Bin:
    """Where a receipt goes of which nobody says it: to the point of the first request that it was ordered for."""
    first = _on_order(order, [part.pk]).first() if order else None
    return bins.main_bin(dealer_id, first.point_id if first else None, at)


def serve(balance: StockBalance, part: Part, hand: Hand) -> None:
    """Give what is free to requests that wait: cars off the road first, then what is due first (1 query if none).

    Those that wait for an order of their own keep it; those that joined another's order are better off with a shelf.
    """
    waiting = Q(status=_S.SHORT) | (Q(status=_S.COMING) & ~Q(order__claim_number=F("claim_number")))
    rows = Reservation.objects.filter(waiting, dealer_id=balance.dealer_id, part=part)
    for kept in rows.order_by(*Reservation.FIRST):
        place(balance, part, kept, hand)


def place(balance: StockBalance, part: Part, kept: Reservation, hand: Hand) -> list[Reservation]:
    """Find a source for a reservation: shelves of its point, what is under way to it, then orders, soonest first.

    Returns its pieces.
    """
    pieces, rest = [], kept
    for content in shelves(balance, part, kept.point_id):
        piece = part_off(rest, min(rest.quantity, content.free))
        hold(balance, content, piece, hand)
        pieces.append(piece)
        if piece is rest:
            return pieces
    # What comes is for the own repairs: another dealer was offered what lay there.
    if rest.status == _S.COMING or rest.is_for_dealer:
        return [*pieces, rest]
    for way, free in transit.free_to(balance, rest):
        piece = part_off(rest, min(rest.quantity, free))
        transit.join(piece, way)
        _keep(piece)
        hand.note(piece, _E.UNDER_WAY, transit.number_of(way))
        pieces.append(piece)
        if piece is rest:
            return pieces
    for order_id, free in _free_orders(balance):
        piece = part_off(rest, min(rest.quantity, free))
        join(piece, order_id, hand)
        pieces.append(piece)
        if piece is rest:
            return pieces
    return [*pieces, rest]


def hold(balance: StockBalance, content: BinBalance, kept: Reservation, hand: Hand) -> None:
    """Let a reservation be of pieces in a bin."""
    transit.leave(kept)
    ledger.promise(balance, content, kept.quantity)
    kept.status, kept.bin_id, kept.order = _S.HELD, content.bin_id, None
    _keep(kept)
    hand.note(kept, _E.ARRIVED)


def join(kept: Reservation, order_id: int, hand: Hand) -> None:
    """Let a reservation be of pieces that come with an order."""
    kept.status, kept.bin, kept.order_id = _S.COMING, None, order_id
    _keep(kept)
    hand.note(kept, _E.ORDERED)


def let_go(balance: StockBalance, kept: Reservation) -> None:
    """Take a reservation's pieces off the promises of their bin, or of what is under way; the rest is the caller's."""
    transit.leave(kept)
    if kept.status == _S.HELD:
        content = BinBalance.objects.get(bin_id=kept.bin_id or 0, part_id=kept.part_id)
        ledger.promise(balance, content, -kept.quantity)


def end(balance: StockBalance, kept: Reservation, hand: Hand, why: str) -> None:
    """Keep pieces no longer; where they were stays on the row."""
    let_go(balance, kept)
    kept.status = _S.FREED
    _keep(kept)
    hand.note(kept, _E.FREED, why)


def miss(balance: StockBalance, kept: Reservation, hand: Hand, why: str) -> None:
    """Let a reservation be of nothing: it waits for the next piece."""
    let_go(balance, kept)
    kept.status, kept.bin, kept.order = _S.SHORT, None, None
    _keep(kept)
    hand.note(kept, _E.SHORT, why)


def miss_way(balance: StockBalance, way: transit.Way, part: Part, hand: Hand, why: str) -> None:
    """After fewer came than were under way: whoever was promised the rest, the last comers, waits anew."""
    for kept in transit.promised_of(way):
        miss(balance, kept, hand, why)
    serve(balance, part, hand)


def make_room(balance: StockBalance, content: BinBalance, fewer: int, slip: Slip) -> None:
    """Break promises of a bin that holds ``fewer`` than was thought: who comes last loses first."""
    left = fewer - content.free
    rows = Reservation.objects.filter(status=_S.HELD, bin_id=content.bin_id, part_id=content.part_id)
    for kept in reversed(rows.order_by(*Reservation.FIRST)):
        if left <= 0:
            return
        piece = part_off(kept, min(kept.quantity, left))
        miss(balance, piece, Hand(slip.by, slip.at), slip.note)
        left -= piece.quantity


def follow_order(
    order: PartsOrder, parts: Iterable[Part], balances: Mapping[tuple[int, int], StockBalance], hand: Hand
) -> None:
    """After pieces of an order came or were cancelled: who was promised more than comes waits anew, the last first."""
    by_part: dict[int, list[Reservation]] = {}
    for kept in _on_order(order, list({part.pk for part in parts})):
        by_part.setdefault(kept.part_id, []).append(kept)
    coming = _coming(order.pk) if by_part else {}
    for part in {part.pk: part for part in parts if part.pk in by_part}.values():
        balance = balances[order.dealer_id or 0, part.pk]
        _cut(balance, by_part[part.pk], coming.get(part.pk, 0), order, hand)
        serve(balance, part, hand)


def _cut(balance: StockBalance, rows: list[Reservation], coming: int, order: PartsOrder, hand: Hand) -> None:
    left = sum(kept.quantity for kept in rows) - coming
    for kept in reversed(rows):
        if left <= 0:
            return
        piece = part_off(kept, min(kept.quantity, left))
        miss(balance, piece, hand, order.number)
        left -= piece.quantity


def part_off(kept: Reservation, quantity: int) -> Reservation:
    """So many of a reservation as one of its own, or itself when that is all of it."""
    if quantity >= kept.quantity:
        return kept
    kept.quantity -= quantity
    kept.save(update_fields=["quantity"])
    same = (
        "claim_number",
        "part_id",
        "status",
        "point_id",
        "bin_id",
        "order_id",
        "partrequest_id",
        "transferline_id",
        "off_road",
        "due_at",
        "made_at",
        "key",
    )
    return Reservation.objects.create(quantity=quantity, **{name: getattr(kept, name) for name in same}, **kept.sides())


def _keep(kept: Reservation) -> None:
    kept.save(update_fields=["status", "bin", "order", "transferline", "partrequest", "quantity"])


def _on_order(order: PartsOrder, part_ids: list[int]) -> QuerySet[Reservation]:
    rows = Reservation.objects.filter(order=order, part_id__in=part_ids, status=_S.COMING)
    return rows.order_by(*Reservation.FIRST)


def _waiting_for(source: Source, part: Part) -> QuerySet[Reservation]:
    """Who waits for what a source brings: those whom it was promised, and the claim that another dealer was asked for.

    Promises of what is under way first, so that none is left over what has come.
    """
    if isinstance(source, PartsOrder):
        return _on_order(source, [part.pk])
    rows = Reservation.objects.filter(dealer_id=source.dealer_id, part=part)
    if isinstance(source, TransferLine):
        return rows.filter(transferline=source, status=_S.COMING).order_by(*Reservation.FIRST)
    promised = Q(partrequest=source, status=_S.COMING) & ~Q(claim_number="")
    asked_for = Q(claim_number=source.claim_number, status__in=Reservation.WAITS) & ~Q(claim_number="")
    return rows.filter(promised | asked_for).order_by(F("partrequest").asc(nulls_last=True), *Reservation.FIRST)


def shelves(balance: StockBalance, part: Part, point_id: int | None) -> list[BinBalance]:
    """What is free at a point, bin by bin."""
    rows = BinBalance.objects.filter(
        dealer_id=balance.dealer_id, part=part, bin__kind=Bin.Kind.SHELF, on_hand__gt=F("reserved")
    )
    here = rows if point_id is None else rows.filter(bin__point_id=point_id)
    return list(here.select_related("bin").order_by("bin__code", "bin_id"))


def _coming(order_id: int) -> dict[int, int]:
    lines = OrderLine.objects.filter(order_id=order_id, status__in=COMING).order_by()
    return dict(lines.values_list("part_id").annotate(Sum("quantity")))


def _free_orders(balance: StockBalance) -> list[tuple[int, int]]:
    """(order, pieces that no request is promised) of what the dealer has on order of a part, soonest promise first."""
    mine = {"dealer_id": balance.dealer_id, "part_id": balance.part_id}
    lines = OrderLine.objects.filter(**mine, status__in=COMING).order_by().values_list("order_id")
    coming = lines.annotate(Sum("quantity"), soonest=Min("promised_on"))
    kept = Reservation.objects.filter(**mine, status=_S.COMING).order_by().values_list("order_id")
    taken = dict(kept.annotate(Sum("quantity")))
    rows = coming.order_by(F("soonest").asc(nulls_last=True), "order_id")
    return [(order_id, n - taken.get(order_id, 0)) for order_id, n, _soonest in rows if n > taken.get(order_id, 0)]
