"""A second writing of the line fill rate, from plain lines: the tests hold the product's query against it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of a spare-parts order. ``completed_on``: when its whole quantity had left; ``None``: not yet."""

    ordered_on: date
    promised_on: date
    completed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Promised:
    """Days promised for one line, in the order in which they were said; ``completed_on`` as above."""

    days: tuple[date, ...]
    completed_on: date | None = None


def promises_kept(lines: Iterable[Promised], *, since: date, until: date) -> tuple[int, int]:
    """Days promised from ``since`` to ``until``, both inclusive, and those by which their line was complete."""
    due = [(day, line.completed_on) for line in lines for day in line.days if since <= day <= until]
    return len(due), sum(done is not None and done <= day for day, done in due)


def slips(lines: Iterable[Promised], *, since: date, until: date) -> tuple[int, int]:
    """Lines first promised from ``since`` to ``until``, and how often one of their days was later than that before."""
    counted = [line.days for line in lines if line.days and since <= line.days[0] <= until]
    return len(counted), sum(later > sooner for days in counted for sooner, later in pairwise(days))


def line_fill_rate(lines: Iterable[OrderLine], *, since: date, until: date) -> tuple[int, int]:
    """Lines *promised* from ``since`` to ``until``, both inclusive, and those of them shipped complete in time.

    Counting by promised date puts the same lines above and below the bar: a line that never ships counts as missed.
    """
    due = [line for line in lines if since <= line.promised_on <= until]
    return len(due), sum(line.completed_on is not None and line.completed_on <= line.promised_on for line in due)


@dataclass(frozen=True, slots=True)
class Sent:
    """One ordered line: its order, when it was ordered, and (moment, pieces) of each consignment that it was in."""

    order: str
    ordered_at: datetime
    quantity: int
    consignments: tuple[tuple[datetime, int], ...] = ()


def first_fill(lines: Iterable[Sent], *, start: datetime, end: datetime) -> tuple[int, int]:
    """Lines of orders counted from ``start`` to before ``end``, and those whole in their order's first consignment.

    An order counts when its first consignment leaves, or after 30 days without one.
    """
    rows = list(lines)
    firsts: dict[str, datetime] = {}
    for line in rows:
        for moment, _pieces in line.consignments:
            firsts[line.order] = min(moment, firsts.get(line.order, moment))
    counted = filled = 0
    for line in rows:
        cut = line.ordered_at + timedelta(days=30)
        first = firsts.get(line.order)
        in_time = first is not None and first < cut
        if start <= (first if in_time and first else cut) < end:
            counted += 1
            filled += (
                in_time and sum(pieces for moment, pieces in line.consignments if moment == first) >= line.quantity
            )
    return counted, filled


@dataclass(frozen=True, slots=True)
class Stock:
    """A part that a dealer has free in a country, or awaits there: the days on which it is promised or was sent."""

    part: str
    country: str
    free: int = 0
    promised: tuple[date, ...] = ()
    sent: tuple[date, ...] = ()


def in_country(
    cars: Iterable[tuple[str, str]], fits: dict[str, set[str]], stock: Iterable[Stock], *, day: date
) -> tuple[int, int]:
    """Parts needed by (country, model) of cars, each once a country, and those that are free or due by the day."""
    needed = {(country, part) for country, model in cars for part, models in fits.items() if model in models}
    soon = timedelta(days=7)
    there = {
        (row.country, row.part)
        for row in stock
        if row.free > 0
        or any(day <= promised <= day + soon for promised in row.promised)
        or any(day - timedelta(days=30) <= sent <= day for sent in row.sent)
    }
    return len(needed), len(needed & there)
