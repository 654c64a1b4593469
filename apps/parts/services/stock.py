"""Verbs on a dealer's shelves. Each writes the ledger under the balance's lock (locks.py) and once for each key."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import keys
from apps.core.errors import Conflict, Refused
from apps.organizations.door import door
from apps.organizations.scope import Actor

from ..models import MOST_IN_A_LINE, MOST_ON_HAND, Bin, BinBalance, Part, PartsOrder, StockBalance, StockMovement
from ..quantities import checked_quantity
from ..selectors.over import came_over
from . import bins, holding, ledger
from .ledger import Slip
from .locks import balance_of

_K = StockMovement.Kind


@transaction.atomic
@door("parts.stock")
def receive_stock(
    *,
    dealer_id: int,
    part: Part,
    quantity: int,
    reference: str,
    key: str,
    by: Actor,
    at: datetime,
    note: str = "",
    bin: Bin | None = None,
    order: PartsOrder | None = None,
) -> StockMovement:
    """Put ``quantity`` (1 to 10,000) into a bin, without one the main bin. The same ``key`` again changes nothing.

    What came with an ``order`` is kept for the requests that it was ordered for; the rest for those that wait without
    a source. Raises Refused for a quantity out of range or a shelf that would overflow.
    """
    amount = checked_quantity(quantity, part.number)
    slip = Slip(key, by, at, reference, note)
    balance = balance_of(dealer_id, part)
    done = ledger.done_before(dealer_id, part, _K.RECEIPT, key)
    ledger.same_content(slip, part, _K.RECEIPT, amount)
    if done is not None:
        return done
    place = bin or holding.place_for(dealer_id, part, order, at)
    written = ledger.write(balance, place, part, _K.RECEIPT, amount, slip)
    holding.came(balance, place, part, amount, source=order, by=by, at=at)
    return written


@transaction.atomic
@door("parts.stock")
def sell_stock(
    *,
    dealer_id: int,
    part: Part,
    quantity: int,
    reference: str,
    key: str,
    by: Actor,
    at: datetime,
    note: str = "",
    bin: Bin | None = None,
) -> StockMovement:
    """Sell ``quantity`` (1 to 10,000) over the counter under an invoice. For a repair, parts are given to its request.

    Raises Refused when fewer are free: stock is never negative, and what a request is promised is not sold.
    """
    slip = Slip(key, by, at, reference, note)
    return _out(dealer_id, part, _K.SALE, checked_quantity(quantity, part.number), slip, bin)


@transaction.atomic
@door("parts.stock")
def scrap_stock(
    *, dealer_id: int, part: Part, quantity: int, reason: str, key: str, by: Actor, at: datetime, bin: Bin | None = None
) -> StockMovement:
    """Throw free pieces away, and say why."""
    return _out(
        dealer_id, part, _K.SCRAP, checked_quantity(quantity, part.number), Slip(key, by, at, note=_why(reason)), bin
    )


@transaction.atomic
@door("parts.stock")
def put_stock(
    *, dealer_id: int, part: Part, quantity: int, source: Bin, target: Bin, key: str, by: Actor, at: datetime
) -> StockMovement:
    """Put free pieces from one bin into another of the same service point; to another point goes a transfer."""
    if source.pk == target.pk or source.point_id != target.point_id:
        raise Refused(_("Choose another bin of the same service point; a transfer goes to another."), field="target")
    amount = checked_quantity(quantity, part.number)
    return _over(dealer_id, part, _K.PUT, amount, Slip(key, by, at, f"{source.code} → {target.code}"), source, target)


@transaction.atomic
@door("parts.stock")
def set_aside(
    *, dealer_id: int, part: Part, quantity: int, reason: str, source: Bin, key: str, by: Actor, at: datetime
) -> StockMovement:
    """Put free pieces that may be faulty into quarantine: they are not on hand until they are cleared or scrapped."""
    target, amount = bins.beside(source, Bin.Kind.QUARANTINE, at), checked_quantity(quantity, part.number)
    return _over(dealer_id, part, _K.ASIDE, amount, Slip(key, by, at, note=_why(reason)), source, target)


@transaction.atomic
@door("parts.stock")
def clear_stock(
    *, dealer_id: int, part: Part, quantity: int, reason: str, target: Bin, key: str, by: Actor, at: datetime
) -> StockMovement:
    """Put pieces from quarantine back on a shelf, where requests that wait for them get them."""
    source, amount = bins.beside(target, Bin.Kind.QUARANTINE, at), checked_quantity(quantity, part.number)
    return _over(dealer_id, part, _K.CLEARED, amount, Slip(key, by, at, note=_why(reason)), source, target)


@transaction.atomic
@door("parts.stock")
def count_stock(
    *,
    dealer_id: int,
    part: Part,
    counted: int,
    reason: str,
    key: str,
    by: Actor,
    at: datetime,
    seen: int | None = None,
    bin: Bin | None = None,
) -> StockMovement | None:
    """Set the content of a bin to what was counted; the ledger gets the difference, with the reason.

    ``seen`` is the content that the counting person looked at: when it is no longer true, Conflict is raised, or
    the count would undo a movement made meanwhile. Returns None when the content was right already. Requests that
    were promised what is not there wait again.
    """
    if isinstance(counted, bool) or not isinstance(counted, int) or not 0 <= counted <= MOST_ON_HAND:
        raise Refused(
            _("%(value)s is no count of parts. Write a whole number from 0 to %(most)s.")
            % {"value": counted, "most": MOST_ON_HAND},
            field="counted",
        )
    balance = balance_of(dealer_id, part)
    place = bin or bins.home_bin(dealer_id, at)
    content = {"part": part.pk, "counted": counted, "reason": reason, **({"bin": bin.pk} if bin else {})}
    done = ledger.done_before(dealer_id, part, _K.COUNT, key)
    if done is not None:
        keys.same_content(key, by=by, kind="stock", content=content, at=at)
        return done
    there = bins.content_of(place, part).on_hand
    if seen is not None and seen != there:
        raise Conflict(
            _("While you counted, the stock of part %(part)s changed from %(seen)s to %(now)s. Count again.")
            % {"part": part.number, "seen": seen, "now": there},
            field="counted",
            code="stock_moved",
        )
    if counted == there:
        return None
    keys.same_content(key, by=by, kind="stock", content=content, at=at)
    return correct(balance, place, part, counted - there, Slip(key, by, at, note=reason))


def correct(balance: StockBalance, place: Bin, part: Part, difference: int, slip: Slip) -> StockMovement:
    """Write what a count found more or fewer in a bin, under the balance's lock; promises follow what is there."""
    if difference < 0:
        holding.make_room(balance, bins.content_of(place, part), -difference, slip)
    written = ledger.write(balance, place, part, _K.COUNT, difference, slip)
    holding.came(balance, place, part, max(difference, 0), source=None, by=slip.by, at=slip.at)
    return written


@transaction.atomic
@door("parts.stock")
def set_reorder_level(*, dealer_id: int, part: Part, level: int) -> StockBalance:
    """Set the level below which the part is listed to be ordered; 0 watches nothing."""
    if not 0 <= level <= MOST_IN_A_LINE:
        raise Refused(
            _("%(value)s is no reorder level. Write a whole number from 0 to %(most)s.")
            % {"value": level, "most": MOST_IN_A_LINE},
            field="level",
        )
    balance = balance_of(dealer_id, part)
    balance.reorder_level = level
    balance.save(update_fields=["reorder_level"])
    return balance


def _out(
    dealer_id: int, part: Part, kind: StockMovement.Kind, amount: int, slip: Slip, bin: Bin | None
) -> StockMovement:
    """Take free pieces off one bin: the one that is named, else the first that has as many."""
    balance = balance_of(dealer_id, part)
    done = ledger.done_before(dealer_id, part, kind, slip.key)
    ledger.same_content(slip, part, kind, -amount)
    if done is not None:
        return done
    content = bins.content_of(bin, part) if bin else _bin_with(balance, part, amount)
    _refuse_taken(content, part, amount)
    return ledger.write(balance, content.bin, part, kind, -amount, slip)


def _bin_with(balance: StockBalance, part: Part, amount: int) -> BinBalance:
    rows = BinBalance.objects.filter(dealer_id=balance.dealer_id, part=part, bin__kind=Bin.Kind.SHELF)
    for content in rows.select_related("bin").order_by("bin_id"):
        if content.free >= amount:
            return content
    raise ledger.not_enough(part, balance.free, amount, balance.reserved)


def _over(
    dealer_id: int, part: Part, kind: StockMovement.Kind, amount: int, slip: Slip, source: Bin, target: Bin
) -> StockMovement:
    """Move free pieces between two bins of the dealer: two lines of the ledger, the first of which is returned."""
    balance = balance_of(dealer_id, part)
    done = ledger.done_before(dealer_id, part, kind, slip.key)
    ledger.same_content(slip, part, kind, -amount)
    if done is not None:
        return done
    content = bins.content_of(source, part)
    _refuse_taken(content, part, amount)
    written = ledger.over(balance, part, kind, amount, slip, source, target)
    if target.kind == Bin.Kind.SHELF:
        holding.came(balance, target, part, amount, source=None, by=slip.by, at=slip.at)
    return written


def _refuse_taken(content: BinBalance, part: Part, amount: int) -> None:
    """Raise Refused when fewer may be taken: others are kept for requests, or came over and are not the dealer's."""
    others = came_over(content.bin, part) if content.bin.kind == Bin.Kind.QUARANTINE else 0
    if content.free < amount:
        raise ledger.not_enough(part, content.free, amount, content.reserved)
    if content.free - others < amount:
        raise Refused(
            _("%(n)s of part %(part)s here came over and were not ordered: send them back, or wait for the answer.")
            % {"n": others, "part": part.number},
            field="quantity",
            code="not_ours",
        )


def _why(reason: str) -> str:
    if len(reason.strip()) < 3:
        raise Refused(_("Say why, in a few words."), field="reason")
    return reason.strip()
