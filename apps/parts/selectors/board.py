"""What waits to be sent, part by part, and when it can leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Min, Q, QuerySet, Sum

from apps.core.db.days import by_place
from apps.core.today import today_in
from apps.duties import names
from apps.duties.models import Clock

from ..models import Allocation, OrderLine, Part, PartsOrder, PlannedReceipt
from ..sharing import Wish, covered_on, in_turn
from ..steps import OPEN

#: Behind everything that is due: a line whose duty pauses, or for which there is no rule.
UNDATED = datetime.max.replace(tzinfo=UTC)
#: A longer board is narrowed by its filters; the file has all.
MOST_PARTS = 200
#: Cars that stand still first, then the longest wait.
WORST = ("-still", "since", "part_id")
#: The country whose days promises and plans are.
MAKERS = "manufacturer__country"


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A part that lines wait for. ``cars`` are repairs, ``still`` lines of cars that stand still, ``late`` lines whose
    promised day is over.
    """

    part: Part
    lines: int
    units: int
    still: int
    cars: int
    late: int
    countries: list[str]
    since: datetime
    next_in: PlannedReceipt | None


@dataclass(slots=True)
class Waiting:
    """An open line in its turn: when planned receipts cover it, what it was given last, whether a promise breaks."""

    line: OrderLine
    due: datetime
    covered_on: date | None
    given: Allocation | None = None
    #: The promise cannot be kept by what is planned; never said where nothing is planned.
    breaks: bool = False
    #: The promised day is over.
    over: bool = False


@dataclass(slots=True)
class PartQueue:
    """Of one part the lines that wait, in turn, and what is planned to come."""

    waiting: list[Waiting] = field(default_factory=list)
    receipts: list[PlannedReceipt] = field(default_factory=list)

    @property
    def pieces(self) -> int:
        return sum(row.line.quantity for row in self.waiting)


def open_lines() -> QuerySet[OrderLine]:
    """Lines ordered and unsent in scope (index orderline_cell)."""
    return OrderLine.objects.filter(status__in=OPEN)


def board(
    lines: QuerySet[OrderLine], *, at: datetime, most: int | None = None, ordering: tuple[str, ...] = WORST
) -> list[BoardRow]:
    """The parts of some open lines, ``most`` of them or all, by what ``_grouped`` counts of them (3 queries).

    A promised or planned day is over with the day of the manufacturer, which sends: whoever reads.
    """
    found = list(_grouped(lines, at).order_by(*ordering)[:most])
    parts = Part.objects.select_related("manufacturer").in_bulk([row["part_id"] for row in found])
    coming = _next_receipts(parts, at)
    return [
        BoardRow(parts[part_id], next_in=coming.get(part_id), **row)
        for row in found
        if (part_id := row.pop("part_id")) in parts
    ]


def _grouped(lines: QuerySet[OrderLine], at: datetime) -> QuerySet[OrderLine, Any]:
    still = Q(order__priority=PartsOrder.Priority.VEHICLE_OFF_ROAD)
    repairs = Count("order__claim_number", distinct=True, filter=~Q(order__claim_number=""))
    return (
        lines.order_by()
        .values("part_id")
        .annotate(
            lines=Count("id"),
            units=Sum("quantity"),
            still=Count("id", filter=still),
            cars=repairs,
            late=Count("id", filter=by_place(lambda day: Q(promised_on__lt=day), at=at, country=MAKERS)),
            countries=ArrayAgg("country", distinct=True),
            since=Min("order__submitted_at"),
        )
    )


def _next_receipts(part_ids: Iterable[int], at: datetime) -> dict[int, PlannedReceipt]:
    ahead = by_place(lambda day: Q(expected_on__gte=day), at=at, country=MAKERS)
    rows = PlannedReceipt.objects.filter(PlannedReceipt.STANDING, ahead, part_id__in=list(part_ids))
    return {row.part_id: row for row in rows.order_by("part_id", "-expected_on", "-id")}


def wishes_of(part: Part) -> tuple[list[Wish], dict[int, OrderLine]]:
    """The open lines of a part in scope as wishes, and the lines by id (2 queries)."""
    rows = open_lines().filter(part=part).select_related("order__dealer").order_by("id")
    lines = {line.pk: line for line in rows}
    due = dict(
        Clock.objects.filter(
            subject_kind=Clock.Subject.ORDER_LINE, subject_id__in=lines, obligation_id=names.PARTS_SUPPLY
        ).values_list("subject_id", "due_at")
    )
    wishes = [Wish(pk, line.quantity, line.order.priority, due.get(pk) or UNDATED) for pk, line in lines.items()]
    return wishes, lines


def receipts_ahead(part: Part, *, at: datetime) -> list[PlannedReceipt]:
    """What is planned to come of a part and is not over, by its day (1 query and the firm's)."""
    rows = PlannedReceipt.objects.filter(PlannedReceipt.STANDING, part=part, expected_on__gte=_makers_day(part, at))
    return list(rows.order_by("expected_on", "id"))


def _makers_day(part: Part, at: datetime) -> date:
    return today_in(str(part.manufacturer.country), at)


def queue_of(part: Part, *, at: datetime) -> PartQueue:
    """Who waits for a part, in turn, with what is planned and what was shared out last (5 queries and the firm's).

    Days are the manufacturer's, as on the board.
    """
    today, receipts = _makers_day(part, at), receipts_ahead(part, at=at)
    wishes, lines = wishes_of(part)
    covered = covered_on(wishes, [(row.expected_on, row.quantity) for row in receipts])
    given = _given(lines)
    queue = PartQueue(receipts=receipts)
    for wish in in_turn(wishes):
        line, day = lines[wish.line], covered[wish.line]
        promised = line.promised_on
        over = promised is not None and promised < today
        breaks = over or (promised is not None and bool(receipts) and (day is None or day > promised))
        queue.waiting.append(Waiting(line, wish.due, day, given.get(line.pk), breaks, over))
    return queue


def _given(line_ids: Iterable[int]) -> dict[int, Allocation]:
    """The newest allocation by line, where the line still asks for as many as it did then."""
    rows = Allocation.objects.filter(line_id__in=list(line_ids), wanted=F("line__quantity")).order_by("made_at", "id")
    return {row.line_id: row for row in rows}
