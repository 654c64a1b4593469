"""Pieces between two dealers: kept at the one that promised them, sent, received, settled.

The only place in which one dealer's step moves another's books: both balances are locked in the one order of locks.py,
in the system's scope, and each ledger names the other firm and no person of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from apps.casework.engine import Act
from apps.core.errors import Conflict
from apps.organizations.scope import system_scope

from ..models import Bin, PartRequest, Reservation, ReservationEvent, StockBalance, StockMovement
from . import bins, holding, ledger
from .holding import Hand
from .ledger import Slip
from .locks import balances_of

_S, _E, _K = Reservation.Status, ReservationEvent.Kind, StockMovement.Kind


@contextmanager
def _books(case: PartRequest, *dealers: int | None) -> Iterator[list[StockBalance]]:
    """The dealers' balances of the part, locked."""
    with system_scope("a request between dealers moves their stock"):
        found = balances_of((dealer or 0, case.part) for dealer in dealers)
        yield [found[dealer or 0, case.part_id] for dealer in dealers]


def keep(case: PartRequest, act: Act) -> None:
    """Keep the offered pieces at the supplier, wherever they lie free. Raises Conflict when fewer are."""
    with _books(case, case.supplier_id) as (balance,):
        left, hand = case.offered or 0, _hand(act)
        if balance.free < left:
            raise Conflict(
                _("The other dealer has not so many free any more: ask anew, or ask somebody else."),
                code="no_longer_free",
            )
        for content in holding.shelves(balance, case.part, None):
            if left:
                kept = _kept_for(case, balance, min(left, content.free), hand)
                holding.hold(balance, content, kept, hand)
                left -= kept.quantity


def let_go(case: PartRequest, act: Act) -> None:
    """Keep nothing for the request any longer; who waits at the supplier gets it."""
    with _books(case, case.supplier_id) as (balance,):
        for kept in _kept(case):
            holding.end(balance, kept, _hand(act), case.number)
        holding.serve(balance, case.part, _hand(act))


def send_off(case: PartRequest, act: Act) -> int:
    """Bring what is kept and still there on its way, from its bins; returns how many pieces."""
    with _books(case, case.supplier_id, case.dealer_id) as (balance, ours):
        hand, slip = _hand(act), _slip(case, act)
        there = [kept for kept in _kept(case) if kept.status == _S.HELD]
        for kept in there:
            place = kept.bin or bins.home_bin(case.supplier_id, act.at)
            case.way = case.way or bins.beside(place, Bin.Kind.TRANSIT, act.at)
            holding.let_go(balance, kept)
            kept.status = _S.ISSUED
            kept.save(update_fields=["status"])
            hand.note(kept, _E.ISSUED, case.number)
            named = slip.named(f"{slip.key}:{kept.pk}")
            ledger.over(balance, case.part, _K.TO_DEALER, kept.quantity, named, place, case.way)
        # What a count found missing is not waited for.
        for kept in _kept(case):
            holding.end(balance, kept, hand, case.number)
        sent = sum(kept.quantity for kept in there)
        # Known from now on to whoever waits at the asker.
        PartRequest.objects.filter(pk=case.pk).update(status=case.status, sent=sent, expected_on=case.expected_on)
        holding.serve(ours, case.part, hand)
        return sent


def arrive(case: PartRequest, amount: int, act: Act) -> None:
    """Let so many pieces leave the supplier's books and lie at the asker, for the claim that they were asked for."""
    if not amount:
        return
    with _books(case, case.supplier_id, case.dealer_id) as (theirs, ours):
        slip, way = _slip(case, act), _way(case, act)
        shelf = bins.main_bin(case.dealer_id or 0, case.point_id, act.at)
        ledger.write(theirs, way, case.part, _K.TO_DEALER, -amount, slip)
        ledger.write(ours, shelf, case.part, _K.OF_DEALER, amount, slip)
        # What is promised of it first: never more than is still under way.
        holding.keep_what_came(ours, shelf, case.part, amount, case, _hand(act))
        case.received += amount
        PartRequest.objects.filter(pk=case.pk).update(status=case.status, received=case.received)
        holding.serve(ours, case.part, _hand(act))


def break_promises(case: PartRequest, act: Act) -> None:
    """Whoever at the asker was promised what does not come now waits anew."""
    with _books(case, case.dealer_id) as (ours,):
        PartRequest.objects.filter(pk=case.pk).update(status=case.status)
        holding.miss_way(ours, case, case.part, _hand(act), case.number)


def back_on_shelf(case: PartRequest, act: Act) -> None:
    """What was missing is with the supplier: onto the main shelf of the point that it left."""
    with _books(case, case.supplier_id) as (balance,):
        way = _way(case, act)
        shelf = bins.main_bin(case.supplier_id, way.point_id, act.at)
        ledger.over(balance, case.part, _K.PUT, case.missing, _slip(case, act), way, shelf)
        holding.came(balance, shelf, case.part, case.missing, source=None, by=act.by, at=act.at)


def lose(case: PartRequest, act: Act) -> None:
    """What was missing is lost: the supplier's loss, with its words in the ledger."""
    with _books(case, case.supplier_id) as (balance,):
        ledger.write(balance, _way(case, act), case.part, _K.SCRAP, -case.missing, _slip(case, act))


def _way(case: PartRequest, act: Act) -> Bin:
    """The sender's bin of what is under way; asked for inside its books."""
    return case.way or bins.beside(bins.home_bin(case.supplier_id, act.at), Bin.Kind.TRANSIT, act.at)


def _kept_for(case: PartRequest, balance: StockBalance, quantity: int, hand: Hand) -> Reservation:
    kept = Reservation.objects.create(
        partrequest=case, part_id=case.part_id, quantity=quantity, status=_S.SHORT, off_road=case.off_road,
        made_at=hand.at, key=f"partrequest:{case.pk}", **balance.sides(),
    )  # fmt: skip
    hand.note(kept, _E.MADE, case.number)
    return kept


def _kept(case: PartRequest) -> Sequence[Reservation]:
    """What is kept for it at the supplier, on a shelf or no longer there."""
    rows = Reservation.objects.filter(partrequest=case, dealer_id=case.supplier_id, status__in=Reservation.OPEN)
    return list(rows.select_related("bin").order_by("id"))


def _hand(act: Act) -> Hand:
    return Hand(act.by, act.at)


def _slip(case: PartRequest, act: Act) -> Slip:
    """Keyed by case and step: the same step is one movement in each ledger."""
    by = replace(act.by, name=act.by.organization_name or act.by.name)
    return Slip(f"pr:{case.pk}:{case.version}", by, act.at, case.number, act.note)
