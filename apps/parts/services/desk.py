"""Many lines at once: the same answer or the same consignment for lines of several orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from apps.core.errors import Refused
from apps.organizations.scope import Actor

from ..models import OrderLine, PartsOrder
from .fulfilment import dispatch_lines
from .promises import confirm_lines


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one order's lines; ``refused`` says what hinders, empty when it was done."""

    order: PartsOrder
    lines: int
    refused: str = ""


def promise_many(
    *, line_ids: Iterable[int], day: date, key: str, by: Actor, at: datetime, reason: str = "", note: str = ""
) -> list[Told]:
    """Promise open lines of several orders for one day. Each order is one step and is told by itself."""

    def act(order: PartsOrder, lines: list[OrderLine]) -> None:
        promised = {line.pk: day for line in lines}
        own = f"{key[:40]}:{order.pk}"
        confirm_lines(order=order, promised=promised, by=by, at=at, reason=reason, note=note, key=own)

    return _each(line_ids, act)


def dispatch_many(*, line_ids: Iterable[int], tracking: str, key: str, by: Actor, at: datetime) -> list[Told]:
    """Send open lines of several orders off whole, under one consignment number. Each order is told by itself."""

    def act(order: PartsOrder, lines: list[OrderLine]) -> None:
        own = f"{key[:40]}:{order.pk}"
        dispatch_lines(order=order, line_ids=[line.pk for line in lines], tracking=tracking, by=by, at=at, key=own)

    return _each(line_ids, act)


def _each(line_ids: Iterable[int], act: Callable[[PartsOrder, list[OrderLine]], None]) -> list[Told]:
    """Take a step on each order of some lines: what is refused for one hinders no other."""
    rows = OrderLine.objects.filter(pk__in=set(line_ids)).select_related("order").order_by("order_id", "id")
    by_order: dict[PartsOrder, list[OrderLine]] = defaultdict(list)
    for line in rows:
        by_order[line.order].append(line)
    told = []
    for order, lines in by_order.items():
        try:
            act(order, lines)
        except Refused as refused:
            told.append(Told(order, len(lines), str(refused.message)))
        else:
            told.append(Told(order, len(lines)))
    return told
