"""How long ordered lines take until all of them is in the dealer's stock, and where the time goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from ..models import DeliveryProblem, OrderLine, PartsOrder

#: One row an ordered line with all its pieces: ``came`` when each of them was booked in before the end.
_LINES = """
    WITH pieces AS (
        SELECT coalesce(l.split_from_id, l.id) AS line, o.submitted_at, o.priority = %(off_road)s AS off_road,
               l.id, l.dispatched_at, l.delivered_at, l.received_at,
               coalesce(l.received_at < %(end)s, false) AS booked
        FROM {lines} l
        JOIN {orders} o ON o.id = l.order_id
        LEFT JOIN {problems} p ON p.line_id = l.id AND p.reported_at < %(end)s
        WHERE l.manufacturer_id = %(maker)s AND o.submitted_at >= %(start)s AND o.submitted_at < %(end)s
          AND p.id IS NULL AND NOT (l.cancelled_by = 'dealer' AND l.cancelled_at < %(end)s)
          AND (%(country)s = '' OR l.country = %(country)s)
          AND (%(powertrain)s = '' OR o.powertrain = %(powertrain)s)
    ), lines AS (
        SELECT DISTINCT ON (line) line, off_road, submitted_at, dispatched_at, delivered_at, received_at,
               bool_and(booked) OVER (PARTITION BY line) AS came
        FROM pieces ORDER BY line, received_at DESC NULLS FIRST, id DESC
    )
"""
_DAYS = """
    SELECT off_road,
           floor(extract(epoch FROM CASE WHEN came THEN received_at ELSE %(end)s END - submitted_at) / 86400)::int,
           count(*) FILTER (WHERE came), count(*) FILTER (WHERE NOT came)
    FROM lines GROUP BY 1, 2 ORDER BY 1, 2
"""
_STAGES = """
    SELECT off_road, {sent}, {way}, {booking} FROM lines WHERE came GROUP BY 1
"""
_MEDIAN = "percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM {}) / 86400)"


@dataclass(frozen=True)
class Stages:
    """Medians in days over lines that came: until sent (the manufacturer's), on the way, until booked in.

    Without a proof of delivery nobody knows when a line was at the door: all of it is on the way. None: no line.
    """

    sent: float | None = None
    way: float | None = None
    booking: float | None = None


@dataclass(frozen=True)
class Cycle:
    """Lines by whole days since the order: (days, came, still open); and the stages of those that came."""

    days: tuple[tuple[int, int, int], ...] = ()
    stages: Stages = Stages()


def cycles(*, start: datetime, end: datetime, maker_id: int, country: str, powertrain: str) -> dict[bool, Cycle]:
    """Lines ordered from ``start`` to before ``end``, as they stood at ``end``; True: of cars off the road (2 queries).

    A line came with its last piece. What the dealer took back by then does not count; what the manufacturer cancelled,
    and pieces that are owed again, are waited for until they come.
    """
    asked = {
        "start": start, "end": end, "maker": maker_id, "country": country, "powertrain": powertrain,
        "off_road": PartsOrder.Priority.VEHICLE_OFF_ROAD.value,
    }  # fmt: skip
    days: dict[bool, list[tuple[int, int, int]]] = {True: [], False: []}
    for off_road, whole, came, still in _rows(_DAYS, asked):
        days[off_road].append((whole, came, still))
    stages = {row[0]: Stages(*row[1:]) for row in _rows(_stages(), asked)}
    return {key: Cycle(tuple(rows), stages.get(key, Stages())) for key, rows in days.items()}


def _stages() -> str:
    return _STAGES.format(
        sent=_MEDIAN.format("dispatched_at - submitted_at"),
        way=_MEDIAN.format("coalesce(delivered_at, received_at) - dispatched_at"),
        booking=_MEDIAN.format("received_at - delivered_at"),
    )


def _rows(question: str, asked: dict[str, Any]) -> list[Any]:
    tables = {
        "lines": OrderLine._meta.db_table,
        "orders": PartsOrder._meta.db_table,
        "problems": DeliveryProblem._meta.db_table,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LINES.format(**tables) + question, asked)
        found: list[Any] = cursor.fetchall()
    return found
