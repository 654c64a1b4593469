"""Who gets what of a scarce part, and when the rest comes: rules without a database.

First the cars that stand still, then what is due first, then equal shares of what is left, so that no dealer is served
because it is large. Source: policy of this portal, after the trade's usage of order classes (docs/parts.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate

from .models import Allocation, PartsOrder

Rule = Allocation.Rule
_RULES = {
    PartsOrder.Priority.VEHICLE_OFF_ROAD.value: Rule.STANDS_STILL,
    PartsOrder.Priority.DAILY.value: Rule.OLDEST_DUE,
    PartsOrder.Priority.STOCK.value: Rule.SHARE,
}
_TURN = list(_RULES.values())


@dataclass(frozen=True, slots=True)
class Wish:
    """An open line: how many pieces, of which order class, and when its dispatch is due."""

    line: int
    quantity: int
    priority: str
    due: datetime

    @property
    def rule(self) -> Rule:
        return _RULES[self.priority]


@dataclass(frozen=True, slots=True)
class Given:
    """What a line gets of what is there, in its turn."""

    wish: Wish
    quantity: int


def in_turn(wishes: Iterable[Wish]) -> list[Wish]:
    """Wishes in the order in which they are served: class, then due time, then age of the line."""
    return sorted(wishes, key=lambda wish: (_TURN.index(wish.rule), wish.due, wish.line))


def share_out(wishes: Iterable[Wish], available: int) -> list[Given]:
    """Every wish in its turn with what it gets of ``available`` pieces; never more than it asks for."""
    queue = in_turn(wishes)
    ahead = [wish for wish in queue if wish.rule is not Rule.SHARE]
    given, left = [], available
    for wish in ahead:
        part = min(wish.quantity, left)
        given.append(Given(wish, part))
        left -= part
    return given + _shares(queue[len(ahead) :], left)


def _shares(wishes: Sequence[Wish], left: int) -> list[Given]:
    """Equal shares by what was ordered, whole pieces; what rounding leaves goes to the largest rest, earlier first."""
    total = sum(wish.quantity for wish in wishes)
    if total <= left:
        return [Given(wish, wish.quantity) for wish in wishes]
    whole = [wish.quantity * left // total for wish in wishes]
    rests = sorted(range(len(wishes)), key=lambda n: (-(wishes[n].quantity * left % total), n))
    more = set(rests[: left - sum(whole)])
    return [Given(wish, whole[n] + (n in more)) for n, wish in enumerate(wishes)]


def covered_on(wishes: Iterable[Wish], inbound: Iterable[tuple[date, int]]) -> dict[int, date | None]:
    """By line the day on which the planned receipts (day, pieces), in turn, cover all of it; None: none does."""
    days = sorted(inbound)
    sums = list(accumulate(pieces for _day, pieces in days))
    found: dict[int, date | None] = {}
    needed = 0
    for wish in in_turn(wishes):
        needed += wish.quantity
        found[wish.line] = next((day for (day, _n), total in zip(days, sums, strict=True) if total >= needed), None)
    return found
