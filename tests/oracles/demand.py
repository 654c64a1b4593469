"""Forecasts of seldom demand a second time, by the formulas of the papers, one part after another, without arrays.

Croston (1972): z and p are smoothed when there is demand, the forecast is z/p. Syntetos and Boylan (2005): times
(1 − α/2). Teunter, Syntetos and Babai (2011): z when there is demand, the chance each period; their product.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

Told = list[float | None]


def mean(demand: Sequence[int | None], alpha: float, beta: float) -> Told:
    told: Told = []
    for month in range(len(demand) + 1):
        last = [pieces for pieces in demand[max(0, month - 12) : month] if pieces is not None]
        told.append(sum(last) / len(last) if last else None)
    return told


def croston(demand: Sequence[int | None], alpha: float, beta: float, factor: float = 1.0) -> Told:
    told: Told = []
    size = interval = None
    since, known = 0, False
    for pieces in [*demand, None]:
        told.append(None if not known else 0.0 if size is None or interval is None else factor * size / interval)
        if pieces is None:
            continue
        known, since = True, since + 1
        if pieces:
            size = float(pieces) if size is None else alpha * pieces + (1 - alpha) * size
            interval = float(since) if interval is None else alpha * since + (1 - alpha) * interval
            since = 0
    return told


def sba(demand: Sequence[int | None], alpha: float, beta: float) -> Told:
    return croston(demand, alpha, beta, 1 - alpha / 2)


def tsb(demand: Sequence[int | None], alpha: float, beta: float) -> Told:
    told: Told = []
    size = chance = 0.0
    months = 0
    for pieces in [*demand, None]:
        told.append(size * chance if months else None)
        if pieces is None:
            continue
        months += 1
        if size == 0:
            if pieces:
                size, chance = float(pieces), 1 / months
            continue
        chance = beta * (1 if pieces else 0) + (1 - beta) * chance
        if pieces:
            size = alpha * pieces + (1 - alpha) * size
    return told


METHODS: dict[str, Callable[[Sequence[int | None], float, float], Told]] = {
    "mean": mean,
    "sba": sba,
    "tsb": tsb,
    "croston": croston,
}


def chosen(demand: Sequence[int | None], alpha: float, beta: float, forgets: float, learns: int) -> list[str]:
    """The name of the method for each month: the least sum of squared errors so far, older ones counting less."""
    told = {name: method(demand, alpha, beta) for name, method in METHODS.items()}
    errors = dict.fromkeys(METHODS, 0.0)
    names, known = [], 0
    for month in range(len(demand) + 1):
        names.append(min(METHODS, key=lambda name: errors[name]))
        pieces = demand[month] if month < len(demand) else None
        if pieces is None:
            continue
        if known >= learns:
            for name in METHODS:
                guess = told[name][month]
                assert guess is not None
                errors[name] = forgets * errors[name] + (pieces - guess) ** 2
        known += 1
    return names


def chances_over(sizes: Sequence[int], often: float, months: int) -> dict[int, float]:
    """Demand of whole months by trying every outcome of each."""
    month = [(0, 1 - often), *((size, often / len(sizes)) for size in sizes)]
    found: dict[int, float] = {}
    for outcome in product(month, repeat=months):
        pieces, chance = sum(size for size, _c in outcome), 1.0
        for _size, each in outcome:
            chance *= each
        found[pieces] = found.get(pieces, 0.0) + chance
    return found


def days_without(chances: dict[int, float], kept: int) -> float:
    """Days a year without a piece: demand is even, so of D pieces the last D − kept wait that share of the time."""
    return 365 * sum(chance * (1 - kept / pieces) for pieces, chance in chances.items() if pieces > kept)
