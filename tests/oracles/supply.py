"""A second writing of the line fill rate, from plain lines: the tests hold the product's query against it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of a spare-parts order. ``completed_on``: when its whole quantity had left; ``None``: not yet."""

    ordered_on: date
    promised_on: date
    completed_on: date | None = None


def line_fill_rate(lines: Iterable[OrderLine], *, since: date, until: date) -> tuple[int, int]:
    """Lines *promised* from ``since`` to ``until``, both inclusive, and those of them shipped complete in time.

    Counting by promised date puts the same lines above and below the bar: a line that never ships counts as missed.
    """
    due = [line for line in lines if since <= line.promised_on <= until]
    return len(due), sum(line.completed_on is not None and line.completed_on <= line.promised_on for line in due)
