"""Verbs on stock. Each writes one line of the ledger and the new balance, under the balance's lock."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import keys
from apps.core.errors import Conflict, Refused
from apps.organizations.door import door
from apps.organizations.models import Organization
from apps.organizations.scope import Actor

from ..models import MOST_IN_A_LINE, MOST_ON_HAND, Part, StockBalance, StockMovement
from ..quantities import checked_quantity


@transaction.atomic
@door("parts.stock")
def receive_stock(
    *, dealer_id: int, part: Part, quantity: int, reference: str, key: str, by: Actor, at: datetime, note: str = ""
) -> StockMovement:
    """Put ``quantity`` (1 to 10,000) on the shelf. The same ``key`` again changes nothing.

    Raises Refused for a quantity out of range or a shelf that would overflow.
    """
    amount = checked_quantity(quantity, part.number)
    return _move(dealer_id, part, StockMovement.Kind.RECEIPT, amount, reference, note, key, by, at)


@transaction.atomic
@door("parts.stock")
def issue_stock(
    *, dealer_id: int, part: Part, quantity: int, reference: str, key: str, by: Actor, at: datetime, note: str = ""
) -> StockMovement:
    """Take ``quantity`` (1 to 10,000) off the shelf. The same ``key`` again changes nothing.

    Raises Refused when fewer are on hand: stock is never negative.
    """
    amount = checked_quantity(quantity, part.number)
    return _move(dealer_id, part, StockMovement.Kind.ISSUE, -amount, reference, note, key, by, at)


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
) -> StockMovement | None:
    """Set the balance to what was counted; the ledger gets the difference, with the reason.

    ``seen`` is the balance that the counting person looked at: when it is no longer true, Conflict is raised, or
    the count would undo a movement made meanwhile. Returns None when the balance was right already.
    """
    if isinstance(counted, bool) or not isinstance(counted, int) or not 0 <= counted <= MOST_ON_HAND:
        raise Refused(
            _("%(value)s is no count of parts. Write a whole number from 0 to %(most)s.")
            % {"value": counted, "most": MOST_ON_HAND},
            field="counted",
        )
    balance = _locked_balance(dealer_id, part)
    content = {"part": part.pk, "counted": counted, "reason": reason}
    done = _done_before(dealer_id, part, StockMovement.Kind.COUNT, key)
    if done is not None:
        keys.same_content(key, by=by, kind="stock", content=content, at=at)
        return done
    if seen is not None and seen != balance.on_hand:
        raise Conflict(
            _("While you counted, the stock of part %(part)s changed from %(seen)s to %(now)s. Count again.")
            % {"part": part.number, "seen": seen, "now": balance.on_hand},
            field="counted",
            code="stock_moved",
        )
    difference = counted - balance.on_hand
    if difference == 0:
        return None
    keys.same_content(key, by=by, kind="stock", content=content, at=at)
    return _write(balance, part, StockMovement.Kind.COUNT, difference, "", reason, key, by, at)


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
    balance = _locked_balance(dealer_id, part)
    balance.reorder_level = level
    balance.save(update_fields=["reorder_level"])
    return balance


def _move(
    dealer_id: int,
    part: Part,
    kind: StockMovement.Kind,
    quantity: int,
    reference: str,
    note: str,
    key: str,
    by: Actor,
    at: datetime,
) -> StockMovement:
    balance = _locked_balance(dealer_id, part)
    done = _done_before(dealer_id, part, kind, key)
    content = {"part": part.pk, "kind": kind.value, "quantity": quantity, "reference": reference, "note": note}
    keys.same_content(key, by=by, kind="stock", content=content, at=at)
    if done is not None:
        return done
    after = balance.on_hand + quantity
    if after < 0:
        raise Refused(
            _("Only %(have)s of part %(part)s are on hand, not %(want)s. Take fewer, or correct the stock by a count.")
            % {"have": balance.on_hand, "part": part.number, "want": -quantity},
            field="quantity",
            code="not_enough",
        )
    if after > MOST_ON_HAND:
        raise Refused(
            _("The stock of part %(part)s would be %(after)s; %(most)s is the most that can be kept. Check the figure.")
            % {"part": part.number, "after": after, "most": MOST_ON_HAND},
            field="quantity",
        )
    return _write(balance, part, kind, quantity, reference, note, key, by, at)


def _write(
    balance: StockBalance,
    part: Part,
    kind: StockMovement.Kind,
    quantity: int,
    reference: str,
    note: str,
    key: str,
    by: Actor,
    at: datetime,
) -> StockMovement:
    balance.on_hand += quantity
    balance.save(update_fields=["on_hand"])
    movement = StockMovement(
        part=part,
        kind=kind,
        quantity=quantity,
        balance=balance.on_hand,
        moved_at=at,
        reference=reference[:60],
        note=note[:200],
        key=key,
        by_name=by.name[:150],
        **balance.sides(),
    )
    try:
        with transaction.atomic():
            movement.save(force_insert=True)
    except IntegrityError as error:
        # The same key at the same moment for another part: the lock of this balance could not see it.
        raise _key_taken() from error
    return movement


def _done_before(dealer_id: int, part: Part, kind: StockMovement.Kind, key: str) -> StockMovement | None:
    """The movement that this key has made already; asked under the balance's lock."""
    done = StockMovement.objects.filter(dealer_id=dealer_id, key=key).first()
    if done is not None and (done.part_id, done.kind) != (part.pk, kind.value):
        raise _key_taken()
    return done


def _key_taken() -> Refused:
    return Refused(_("This request was used for another movement of stock. Open the page again."), code="key_taken")


def _locked_balance(dealer_id: int, part: Part) -> StockBalance:
    """The dealer's balance of the part, made when there is none, locked until the transaction ends."""
    rows = StockBalance.objects.select_for_update().filter(dealer_id=dealer_id, part_id=part.pk)
    balance = rows.first()
    if balance is not None:
        return balance
    fresh = StockBalance(
        dealer_id=dealer_id,
        manufacturer_id=part.manufacturer_id,
        country=Organization.objects.values_list("country", flat=True).get(pk=dealer_id),
        part=part,
        part_number=part.number,
    )
    StockBalance.objects.bulk_create([fresh], ignore_conflicts=True)
    return rows.get()
