"""Axes: ticks in steps of 1, 2 or 5, and the straight line from values to pixels. Pure arithmetic."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


def nice_step(span: float, count: int) -> float:
    """Smallest step of the form 1, 2 or 5 × 10ⁿ that needs at most ``count`` steps for the span."""
    if span <= 0 or count < 1:
        return 1.0
    rough = span / count
    base = 10.0 ** math.floor(math.log10(rough))
    return next(base * step for step in (1, 2, 5, 10) if base * step >= rough * (1 - 1e-9))


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Ticks that enclose the range [low, high] in nice steps; always at least two."""
    if not math.isfinite(low) or not math.isfinite(high) or high < low:
        low, high = 0.0, 1.0
    if high == low:
        high = low + (abs(low) or 1.0)
    step = nice_step(high - low, count)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    digits = max(0, -math.floor(math.log10(step)) + 1)
    return [round(step * i, digits) + 0.0 for i in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class Linear:
    """Maps [low, high] to [start, end] pixels; values beyond are kept at the border."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        share = (value - self.low) / span if span else 0.0
        return self.start + (self.end - self.start) * min(1.0, max(0.0, share))


def share_ticks(values: Iterable[float | None], *, zero: bool = False, count: int = 5) -> list[float]:
    """Ticks for shares: from a nice value below the lowest (or 0) up to 1 at most."""
    known = [value for value in values if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    marks = ticks(0.0 if zero else low, max(high, low + 0.05), count)
    return [mark for mark in marks if -1e-9 <= mark <= 1 + 1e-9] or [0.0, 1.0]


def spread(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Push labels apart until neighbours are ``gap`` away, as near to their places as possible; order is
    kept.
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved: list[float] = [0.0] * len(places)
    last = -math.inf
    for i in order:
        moved[i] = last = max(places[i], last + gap, low)
    limit = high
    for i in reversed(order):
        moved[i] = limit = min(moved[i], limit)
        limit -= gap
    return moved
