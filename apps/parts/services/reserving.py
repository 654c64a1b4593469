"""Verbs on reservations: made for a request, given out, brought back, freed, or given to another request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import keys
from apps.casework.steps import Grounds
from apps.core.errors import Conflict, Refused
from apps.notifications.outbox import emit
from apps.organizations.door import door
from apps.organizations.scope import Actor

from ..models import (
    Bin,
    Part,
    PartsOrder,
    Reservation,
    ReservationEvent,
    StockBalance,
    StockMovement,
)
from ..quantities import checked_quantity
from . import holding, ledger
from .holding import Hand
from .ledger import Slip
from .locks import balance_of, balances_of

_S, _E, _K = Reservation.Status, ReservationEvent.Kind, StockMovement.Kind
#: Why one request gets what another was promised: both read it.
WHY_ANOTHER: Final = Grounds("reason", _("Why this request goes first"), least=10, most=500)


@dataclass(frozen=True)
class Need:
    """For which request parts are kept: where its car is repaired, and what puts it before others."""

    claim_number: str
    point_id: int | None = None
    off_road: bool = False
    due_at: datetime | None = None


@transaction.atomic
@door("parts.stock")
def reserve(
    *, dealer_id: int, need: Need, lines: Sequence[tuple[Part, int]], key: str, by: Actor, at: datetime
) -> list[Reservation]:
    """Keep parts for a request: from the shelves of its point, else of what is on order; the rest is short.

    ``lines`` are (part, quantity). The same ``key`` again gives the same reservations. Raises Refused for a quantity
    out of range, Conflict for a key that came with something else.
    """
    wanted = _totals(lines)
    balances = balances_of((dealer_id, part) for part, _quantity in wanted.values())
    content = {"claim": need.claim_number, "lines": sorted((pk, n) for pk, (_part, n) in wanted.items())}
    keys.same_content(key, by=by, kind="reservation", content=content, at=at)
    known = list(Reservation.objects.filter(dealer_id=dealer_id, key=key).order_by("id"))
    if known:
        return known
    made: list[Reservation] = []
    for pk, (part, quantity) in sorted(wanted.items()):
        balance = balances[dealer_id, pk]
        made += holding.place(balance, part, _new(balance, need, quantity, key, Hand(by, at)), Hand(by, at))
    return made


@transaction.atomic
@door("parts.stock")
def keep_order(*, order: PartsOrder, need: Need, by: Actor, at: datetime) -> None:
    """Keep what an order brings for the request it was made for: first for what is short, the rest is new."""
    lines = {line.part_id: line for line in order.lines.filter(split_from=None).select_related("part")}
    balances = balances_of((order.dealer_id or 0, line.part) for line in lines.values())
    hand = Hand(by, at)
    for pk, line in sorted(lines.items()):
        balance, left = balances[order.dealer_id or 0, pk], line.quantity
        mine = {"dealer_id": order.dealer_id, "claim_number": need.claim_number, "part_id": pk}
        for kept in Reservation.objects.filter(**mine, status=_S.SHORT).order_by("id"):
            if left:
                piece = holding.part_off(kept, min(kept.quantity, left))
                holding.join(piece, order.pk, hand)
                left -= piece.quantity
        if left:
            holding.join(_new(balance, need, left, f"order:{order.pk}", hand), order.pk, hand)


@transaction.atomic
@door("parts.stock")
def give_out(*, reservation: Reservation, quantity: int, key: str, by: Actor, at: datetime) -> StockMovement:
    """Give pieces that are kept for a request to its repair; Refused for more, Conflict for what is not there."""
    balance, part = balance_of(reservation.dealer_id or 0, reservation.part), reservation.part
    slip = Slip(key, by, at, reservation.claim_number, claim_number=reservation.claim_number)
    done = ledger.done_before(reservation.dealer_id or 0, part, _K.ISSUE, key)
    ledger.same_content(slip, part, _K.ISSUE, -quantity)
    if done is not None:
        return done
    kept = _still(reservation, _S.HELD)
    amount = checked_quantity(quantity, part.number, most=kept.quantity)
    piece = holding.part_off(kept, amount)
    holding.let_go(balance, piece)
    piece.status = _S.ISSUED
    piece.save(update_fields=["status"])
    Hand(by, at).note(piece, _E.ISSUED)
    return ledger.write(balance, Bin.objects.get(pk=piece.bin_id or 0), part, _K.ISSUE, -amount, slip)


@transaction.atomic
@door("parts.stock")
def bring_back(
    *, reservation: Reservation, quantity: int, reason: str, key: str, by: Actor, at: datetime
) -> StockMovement:
    """Put pieces that a repair did not need back into the bin that they came from; others may have them."""
    balance, part = balance_of(reservation.dealer_id or 0, reservation.part), reservation.part
    slip = Slip(key, by, at, reservation.claim_number, reason, reservation.claim_number)
    done = ledger.done_before(reservation.dealer_id or 0, part, _K.RETURN, key)
    ledger.same_content(slip, part, _K.RETURN, quantity)
    if done is not None:
        return done
    kept = _still(reservation, _S.ISSUED)
    amount = checked_quantity(quantity, part.number, most=kept.quantity)
    piece, hand = holding.part_off(kept, amount), Hand(by, at)
    piece.status = _S.FREED
    piece.save(update_fields=["status"])
    hand.note(piece, _E.RETURNED, reason)
    written = ledger.write(balance, Bin.objects.get(pk=piece.bin_id or 0), part, _K.RETURN, amount, slip)
    holding.serve(balance, part, hand)
    return written


@transaction.atomic
@door("parts.stock")
def free_claim(
    *, dealer_id: int, claim_number: str, why: str, by: Actor, at: datetime, until: datetime | None = None
) -> int:
    """Free what is kept for a request, as far as it was reserved ``until`` then; returns how many reservations.

    Again it finds nothing to do. Who waits for these parts gets them.
    """
    rows = Reservation.objects.filter(
        dealer_id=dealer_id, claim_number=claim_number, status__in=Reservation.OPEN
    ).select_related("part")
    if until is not None:
        rows = rows.filter(made_at__lte=until)
    parts = {kept.part_id: kept.part for kept in rows}
    balances = balances_of((dealer_id, part) for part in parts.values())
    # Read anew: under the lock nobody else moves them.
    found = list(rows.filter(part_id__in=parts).order_by("part_id", "id"))
    _end(found, balances, why, Hand(by, at))
    return len(found)


@transaction.atomic
@door("parts.stock")
def free(*, reservation: Reservation, why: str, by: Actor, at: datetime) -> None:
    """Free one reservation; one that is over stays as it is."""
    balance = balance_of(reservation.dealer_id or 0, reservation.part)
    kept = Reservation.objects.select_related("part").get(pk=reservation.pk)
    _of_a_claim(kept)
    if kept.status in Reservation.OPEN:
        _end([kept], {(kept.dealer_id or 0, kept.part_id): balance}, why, Hand(by, at))


@transaction.atomic
@door("parts.stock")
def reallocate(*, winner: Reservation, loser: Reservation, reason: str, by: Actor, at: datetime) -> int:
    """Give pieces on the shelf from one request to another that waits; returns how many.

    The loser gets what the winner waited for. Raises Refused (field ``reason``) without one, Conflict when either has
    changed meanwhile.
    """
    why = WHY_ANOTHER.checked(reason)
    balance = balance_of(loser.dealer_id or 0, loser.part)
    held, waits = _still(loser, _S.HELD), _still(winner, _S.COMING, _S.SHORT)
    if (held.part_id, held.dealer_id) != (waits.part_id, waits.dealer_id) or held.claim_number == waits.claim_number:
        raise Refused(_("Choose another request that waits for the same part."), field="winner")
    amount = min(held.quantity, waits.quantity)
    lost, won = holding.part_off(held, amount), holding.part_off(waits, amount)
    hand = Hand(by, at)
    won.bin_id, lost.bin_id = lost.bin_id, None
    won.status, lost.status = _S.HELD, won.status
    for source in ("order_id", "transferline_id", "partrequest_id"):
        setattr(lost, source, getattr(won, source))
        setattr(won, source, None)
    for kept, kind, other in ((lost, _E.GIVEN, won), (won, _E.GOT, lost)):
        kept.save(update_fields=["status", "bin", "order", "transferline", "partrequest"])
        hand.note(kept, kind, why, other.claim_number)
    emit(
        "stock.reallocated", at=at, loser=lost.claim_number, winner=won.claim_number, part=loser.part.number,
        quantity=amount, reason=why, dealer=lost.dealer_id, by=by.name,
    )  # fmt: skip
    holding.serve(balance, loser.part, hand)
    return amount


def _end(rows: Sequence[Reservation], balances: Mapping[tuple[int, int], StockBalance], why: str, hand: Hand) -> None:
    for kept in rows:
        holding.end(balances[kept.dealer_id or 0, kept.part_id], kept, hand, why)
    for (_dealer, part_id), part in {(kept.dealer_id or 0, kept.part_id): kept.part for kept in rows}.items():
        holding.serve(balances[_dealer, part_id], part, hand)


def _new(balance: StockBalance, need: Need, quantity: int, key: str, hand: Hand) -> Reservation:
    kept = Reservation.objects.create(
        claim_number=need.claim_number, part_id=balance.part_id, quantity=quantity, status=_S.SHORT,
        point_id=need.point_id, off_road=need.off_road, due_at=need.due_at, made_at=hand.at, key=key[:80],
        **balance.sides(),
    )  # fmt: skip
    hand.note(kept, _E.MADE)
    return kept


def _still(reservation: Reservation, *statuses: str) -> Reservation:
    """The reservation as it is under the lock; Conflict when it has moved on."""
    kept = Reservation.objects.get(pk=reservation.pk)
    _of_a_claim(kept)
    if kept.status not in statuses:
        raise Conflict(
            _("The reservation for %(claim)s is “%(status)s” by now. Look at it again.")
            % {"claim": kept.claim_number, "status": kept.get_status_display()},
            code="moved_on",
        )
    return kept


def _of_a_claim(kept: Reservation) -> None:
    if kept.is_for_dealer and kept.partrequest is not None:
        raise Refused(
            _("These pieces are promised to another dealer: send or cancel request %(number)s.")
            % {"number": kept.partrequest.number},
            code="promised_to_dealer",
        )


def _totals(lines: Sequence[tuple[Part, int]]) -> dict[int, tuple[Part, int]]:
    wanted: dict[int, tuple[Part, int]] = {}
    for part, quantity in lines:
        before = wanted[part.pk][1] if part.pk in wanted else 0
        wanted[part.pk] = part, before + checked_quantity(quantity, part.number)
    if not wanted:
        raise Refused(_("Name at least one part and how many of it."), field="lines")
    return wanted
