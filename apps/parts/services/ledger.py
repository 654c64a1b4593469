"""A line of the ledger and what follows: the bin's content, the dealer's balance. Nothing else writes them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import keys
from apps.casework.actors import record_of
from apps.core.errors import Refused
from apps.organizations.scope import Actor

from ..models import MOST_ON_HAND, Bin, BinBalance, Part, StockBalance, StockMovement
from .bins import content_of

#: Which column of the dealer's balance counts the bins of a kind.
_COLUMNS = {Bin.Kind.SHELF: "on_hand", Bin.Kind.QUARANTINE: "quarantined", Bin.Kind.TRANSIT: "in_transit"}


@dataclass(frozen=True)
class Slip:
    """What stands on a movement's slip; the same ``key`` is the same movement, ``reference`` names the document."""

    key: str
    by: Actor
    at: datetime
    reference: str = ""
    note: str = ""
    claim_number: str = ""

    def named(self, key: str) -> Slip:
        """The same slip with another key."""
        return replace(self, key=key)


def write(
    balance: StockBalance, bin: Bin, part: Part, kind: StockMovement.Kind, quantity: int, slip: Slip
) -> StockMovement:
    """Move ``quantity`` (negative: out) in a bin, under the balance's lock; what is promised was freed before.

    Raises Refused when more would lie in the dealer's bins than can be kept, or fewer than none.
    """
    content = content_of(bin, part)
    if content.on_hand + quantity < 0:
        raise Refused(
            _("Only %(have)s of part %(part)s lie in bin %(bin)s: take fewer, or count it.")
            % {"have": content.on_hand, "part": part.number, "bin": bin.code},
            field="quantity",
            code="not_enough",
        )
    column = _COLUMNS[Bin.Kind(bin.kind)]
    after = getattr(balance, column) + quantity
    if after > MOST_ON_HAND:
        raise Refused(
            _("The stock of part %(part)s would be %(after)s; %(most)s is the most that can be kept. Check the figure.")
            % {"part": part.number, "after": after, "most": MOST_ON_HAND},
            field="quantity",
        )
    content.on_hand += quantity
    content.save(update_fields=["on_hand"])
    setattr(balance, column, after)
    balance.save(update_fields=[column])
    return _line(balance, content, kind, quantity, slip)


def over(
    balance: StockBalance, part: Part, kind: StockMovement.Kind, amount: int, slip: Slip, source: Bin, target: Bin
) -> StockMovement:
    """Move pieces from one bin into another: two lines, the first of which is returned."""
    written = write(balance, source, part, kind, -amount, slip)
    write(balance, target, part, kind, amount, slip.named(f"{slip.key}+"[-80:]))
    return written


def promise(balance: StockBalance, content: BinBalance, quantity: int) -> None:
    """Keep so many more (negative: fewer) of a bin for requests, under the balance's lock."""
    content.reserved += quantity
    content.save(update_fields=["reserved"])
    balance.reserved += quantity
    balance.save(update_fields=["reserved"])


def done_before(dealer_id: int, part: Part, kind: StockMovement.Kind, key: str) -> StockMovement | None:
    """The movement that this key has made already; asked under the balance's lock."""
    done = StockMovement.objects.filter(dealer_id=dealer_id, key=key).first()
    if done is not None and (done.part_id, done.kind) != (part.pk, kind.value):
        raise key_taken()
    return done


def same_content(slip: Slip, part: Part, kind: StockMovement.Kind, quantity: int) -> None:
    """Raise Conflict when the slip's key came with something else before."""
    content = {
        "part": part.pk, "kind": kind.value, "quantity": quantity, "reference": slip.reference, "note": slip.note,
    }  # fmt: skip
    keys.same_content(slip.key, by=slip.by, kind="stock", content=content, at=slip.at)


def key_taken() -> Refused:
    return Refused(_("This request was used for another movement of stock. Open the page again."), code="key_taken")


def not_enough(part: Part, have: int, want: int, kept: int = 0) -> Refused:
    """Fewer are free than somebody wants to take."""
    if kept:
        text = _("Only %(have)s of part %(part)s are free, not %(want)s: %(kept)s are kept for requests. Take fewer.")
    else:
        text = _(
            "Only %(have)s of part %(part)s are on hand, not %(want)s. Take fewer, or correct the stock by a count."
        )
    values = {"have": have, "part": part.number, "want": want, "kept": kept}
    return Refused(text % values, field="quantity", code="not_enough")


def _line(
    balance: StockBalance, content: BinBalance, kind: StockMovement.Kind, quantity: int, slip: Slip
) -> StockMovement:
    movement = StockMovement(
        part_id=content.part_id,
        bin_id=content.bin_id,
        kind=kind,
        quantity=quantity,
        balance=content.on_hand,
        moved_at=slip.at,
        reference=slip.reference[:60],
        note=slip.note[:200],
        claim_number=slip.claim_number,
        key=slip.key,
        by_name=slip.by.name[:150],
        actor=record_of(slip.by),
        **balance.sides(),
    )
    try:
        with transaction.atomic():
            movement.save(force_insert=True)
    except IntegrityError as error:
        # The same key at the same moment for another part: the lock of this balance could not see it.
        raise key_taken() from error
    return movement
