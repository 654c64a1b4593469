"""What was asked for of each part by month, and how long ordered parts take, as a workshop's own records say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import numpy as np
from django.db.models import Min, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from apps.duties.models import ObligationVersion, Party
from apps.duties.names import PARTS_ARRIVAL
from apps.duties.selectors import rule_in_force
from apps.organizations.models import Organization

from ..demand.methods import Months
from ..models import OrderLine, Part, ReorderAdvice, StockMovement
from ..steps import ON_THE_WAY, OPEN

#: Whole months looked back on.
MONTHS: Final = 36
#: Fewer receipts from a manufacturer say nothing of how long its parts take.
FEWEST: Final = 5
#: Where no duty says how long parts may take.
_WITHOUT_RULE_DAYS: Final = 45
#: Working days, and hours of eight a day, as days of the calendar.
_CALENDAR_DAYS: Final = {"working_days": 7 / 5, "working_hours": 7 / 40, "calendar_days": 1.0}


@dataclass(frozen=True)
class History:
    """``demand``: a row a part, a column a month from ``first_month`` on; NaN before the part was kept."""

    first_month: date
    parts: list[Part]
    demand: Months


@dataclass(frozen=True)
class LeadTime:
    """Within ``days`` four of five orders were there, of ``known`` receipts; nought: as long as the duty allows."""

    days: int
    known: int


def history_of(*, dealer_id: int, at: datetime) -> History:
    """What was asked for of each part in the whole months before ``at`` (4 queries).

    Issues count when they were made; what a repair waits for, or its manufacturer could not send, when it was ordered:
    a shelf that was empty says nothing of what was needed.
    """
    last = at.astimezone(UTC).date().replace(day=1)
    first = _months_before(last, MONTHS)
    asked: dict[tuple[int, date], int] = {}
    for part_id, month, pieces in (*_issued(dealer_id, first, last), *_waited_for(dealer_id, first, last)):
        asked[part_id, month] = asked.get((part_id, month), 0) + pieces
    parts = list(Part.objects.filter(pk__in={part_id for part_id, _month in asked}).order_by("pk"))
    since = _kept_since(dealer_id, parts)
    demand = np.full((len(parts), MONTHS), np.nan)
    for part_id, month in asked:
        since[part_id] = min(since.get(part_id, month), month)
    for row, part in enumerate(parts):
        demand[row, max(0, _between(first, since[part.pk])) :] = 0
    places = {part.pk: row for row, part in enumerate(parts)}
    for (part_id, month), pieces in asked.items():
        demand[places[part_id], _between(first, month)] = max(pieces, 0)
    return History(first, parts, demand)


def lead_times(*, dealer: Organization, at: datetime) -> dict[int, LeadTime]:
    """By manufacturer, from the receipts of the last two years (2 queries); unknown ones get the duty's time."""
    lines = OrderLine.objects.filter(
        dealer=dealer, received_at__lte=at, received_at__gt=at.replace(year=at.year - 2, day=1)
    ).select_related("order")
    days: dict[int, list[int]] = {}
    for line in lines.iterator(chunk_size=2_000):
        if line.order.submitted_at and line.received_at:
            days.setdefault(line.manufacturer_id or 0, []).append((line.received_at - line.order.submitted_at).days)
    allowed = LeadTime(_allowed(rule_in_force(PARTS_ARRIVAL, country=str(dealer.country), on=at.date())), 0)
    known = {
        maker: LeadTime(int(np.ceil(np.percentile(each, 80))), len(each))
        for maker, each in days.items()
        if len(each) >= FEWEST
    }
    return _Leads(allowed, known)


class _Leads(dict[int, LeadTime]):
    """Lead times by manufacturer, with an answer for those that are not known."""

    def __init__(self, allowed: LeadTime, known: dict[int, LeadTime]) -> None:
        super().__init__(known)
        self.allowed = allowed

    def __missing__(self, maker: int) -> LeadTime:
        return self.allowed


def newest_advice(*, dealer_id: int, at: datetime) -> dict[int, ReorderAdvice]:
    """By part, the advice that holds as of ``at`` (1 query, index reorderadvice_once)."""
    rows = ReorderAdvice.objects.filter(dealer_id=dealer_id, made_at__lte=at)
    return {row.part_id: row for row in rows.order_by("part_id", "-made_at").distinct("part_id")}


def _allowed(rule: ObligationVersion | None) -> int:
    return _WITHOUT_RULE_DAYS if rule is None else int(np.ceil(rule.amount * _CALENDAR_DAYS[rule.unit]))


def _issued(dealer_id: int, first: date, last: date) -> list[tuple[int, date, int]]:
    moved = StockMovement.objects.filter(dealer_id=dealer_id, kind__in=StockMovement.DEMAND)
    return _by_month(moved, "moved_at", first, last, sign=-1)


def _waited_for(dealer_id: int, first: date, last: date) -> list[tuple[int, date, int]]:
    """Ordered for a repair and not here: still open, or given up by its manufacturer."""
    waits = Q(status__in=(*OPEN, *ON_THE_WAY)) | Q(cancelled_by=Party.MANUFACTURER)
    lines = OrderLine.objects.filter(waits, dealer_id=dealer_id).exclude(order__claim_number="")
    return _by_month(lines, "order__submitted_at", first, last, sign=1)


def _by_month(rows: QuerySet[Any], moment: str, first: date, last: date, *, sign: int) -> list[tuple[int, date, int]]:
    within = {f"{moment}__gte": _midnight(first), f"{moment}__lt": _midnight(last)}
    months = rows.filter(**within).order_by().annotate(month=TruncMonth(moment, tzinfo=UTC))
    found = months.values_list("part_id", "month").annotate(pieces=Sum("quantity"))
    return [(part_id, month.date(), sign * pieces) for part_id, month, pieces in found]


def _kept_since(dealer_id: int, parts: list[Part]) -> dict[int, date]:
    moved = StockMovement.objects.filter(dealer_id=dealer_id, part__in=parts).order_by().values_list("part_id")
    found = moved.annotate(since=Min("moved_at")).values_list("part_id", "since")
    return {part_id: since.astimezone(UTC).date() for part_id, since in found}


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _between(first: date, day: date) -> int:
    return (day.year - first.year) * 12 + day.month - first.month


def _months_before(day: date, months: int) -> date:
    whole = day.year * 12 + day.month - 1 - months
    return date(whole // 12, whole % 12 + 1, 1)
