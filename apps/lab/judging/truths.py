"""Truths of one manufacturer for the grid: what share of its duties it really keeps, cell by cell and day by day.

A year of judging follows ``warm_up`` days of record. Everything is invented. All but the last group are compliant:
in no cell does the share that is kept lie below the target for longer than a stop that nobody could help.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from apps.judgement.statistics.grouped import Counts, Floats
from apps.lab.judging.industry import DAYS_IN_WEEK, DAYS_IN_YEAR

STOPPED_SHARE = 0.30
HOLIDAY_SHARE = 0.60
HOLIDAYS_A_YEAR = 3
TIGHTENED_BY = 0.05
STOP_DAYS = 2 * DAYS_IN_WEEK
#: Days from one lunar New Year to the next, in turn (2015 to 2025: 354, 355, 384, 354, 354, 384, 354, 355, 384, 354).
LUNAR_YEARS = (354, 355, 384)


@dataclass(frozen=True, slots=True)
class Footing:
    """Many manufacturers alike: the target and country of each of their cells, the days, and the first day judged."""

    rng: np.random.Generator
    makers: int
    targets: Floats  # of the cells of one manufacturer
    country: Counts
    days: int
    warm_up: int

    @property
    def shape(self) -> tuple[int, int, int]:
        """Makers × cells × days."""
        return self.makers, len(self.targets), self.days


Truth = Callable[[Footing], Floats]  # shares that broadcast to the footing's shape


def good(on: Footing) -> Floats:
    """Two to six points above target, steady."""
    above = on.rng.uniform(0.02, 0.06, (on.makers, len(on.targets)))
    return np.minimum(on.targets + above, 0.99)[:, :, None]


def near(on: Footing) -> Floats:
    """Up to two points above target."""
    return np.minimum(on.targets + on.rng.uniform(0, 0.02, (on.makers, len(on.targets))), 0.99)[:, :, None]


def on_target(on: Footing) -> Floats:
    """Exactly on target in every cell, always."""
    return on.targets[None, :, None]


def slipped_all(on: Footing) -> Floats:
    """97 % until the first day judged, then exactly on target in every cell for the whole year."""
    return _from(on, on.warm_up, np.full(len(on.targets), 0.97), on.targets)


def slipped_one(on: Footing) -> Floats:
    """97 % everywhere, but the first cell is exactly on target from the first day judged on."""
    after = np.full(len(on.targets), 0.97)
    after[0] = on.targets[0]
    return _from(on, on.warm_up, np.full(len(on.targets), 0.97), after)


def seasonal(on: Footing) -> Floats:
    """Between six points above target and exactly on target, with the seasons."""
    height = np.minimum(0.06, 0.99 - on.targets)[:, None]
    swing = (1 + np.cos(2 * np.pi * np.arange(on.days) / DAYS_IN_YEAR)) / 2
    return (on.targets[:, None] + height * swing)[None]


def clustered(on: Footing, *, correlation: float, above: float = 0.03) -> Floats:
    """Above target on average, but the share of each week is drawn (beta-binomial): misses come in bad weeks."""
    mean = np.minimum(on.targets + above, 0.985)[None, :, None]
    spread = 1 / correlation - 1
    weeks = (on.makers, len(on.targets), -(-on.days // DAYS_IN_WEEK))
    drawn = on.rng.beta(np.broadcast_to(mean * spread, weeks), np.broadcast_to((1 - mean) * spread, weeks))
    return np.repeat(drawn, DAYS_IN_WEEK, axis=2)[:, :, : on.days]


def strike(on: Footing) -> Floats:
    """A good one; each year one week of strike in one of its countries."""
    return _stopped(on, share=STOPPED_SHARE, length=DAYS_IN_WEEK, times=1, where="one")


def holidays(on: Footing) -> Floats:
    """A good one; three weeks of national holidays a year in each country, at dates of its own."""
    return _stopped(on, share=HOLIDAY_SHARE, length=DAYS_IN_WEEK, times=HOLIDAYS_A_YEAR, where="each")


def new_year(on: Footing) -> Floats:
    """A good one; a fortnight's stop in each year, everywhere at once, on any day of it: two may lie weeks apart."""
    return _stopped(on, share=STOPPED_SHARE, length=STOP_DAYS, times=1, where="all")


def lunar_new_year(on: Footing) -> Floats:
    """A good one; a fortnight's stop at New Year, everywhere at once, as far apart as the moon has it."""
    return np.where(new_year_days(on), STOPPED_SHARE, good(on))


def declared(on: Footing) -> Floats:
    """A good one that declares its fortnight at New Year as a closure: nothing falls due in it, then twice as much."""
    return good(on)


def new_year_days(on: Footing) -> np.ndarray:
    """Which days lie in the fortnight after New Year (makers × 1 × days); each manufacturer's years begin elsewhere."""
    stopped = np.zeros((on.makers, 1, on.days), dtype=bool)
    for maker in range(on.makers):
        start, year = int(on.rng.integers(LUNAR_YEARS[0])), int(on.rng.integers(len(LUNAR_YEARS)))
        while start < on.days:
            stopped[maker, 0, start : start + STOP_DAYS] = True
            start, year = start + LUNAR_YEARS[year % len(LUNAR_YEARS)], year + 1
    return stopped


def tightened(on: Footing) -> Floats:
    """Two points above the old target; then the rule asks five points more, and exactly that is kept from then on."""
    return _from(on, on.warm_up, on.targets - TIGHTENED_BY + 0.02, on.targets)


COMPLIANT: dict[str, Truth] = {
    "good": good,
    "near": near,
    "on_target": on_target,
    "slipped_one": slipped_one,
    "slipped_all": slipped_all,
    "seasonal": seasonal,
    "clustered_05": lambda on: clustered(on, correlation=0.05),
    "clustered_10": lambda on: clustered(on, correlation=0.10),
    "strike": strike,
    "holidays": holidays,
    "new_year": new_year,
    "lunar_new_year": lunar_new_year,
    "declared": declared,
    "tightened": tightened,
}


def falls_all(on: Footing) -> Floats:
    """95 %, then 80 % in every cell."""
    return _from(on, on.warm_up, np.maximum(on.targets, 0.95), np.full(len(on.targets), 0.80))


def falls_one(on: Footing) -> Floats:
    """95 % everywhere, then 80 % in the first cell."""
    after = np.maximum(on.targets, 0.95)
    after[0] = 0.80
    return _from(on, on.warm_up, np.maximum(on.targets, 0.95), after)


def always_74(on: Footing) -> Floats:
    """95 %, then 74 % in every cell."""
    return _from(on, on.warm_up, np.maximum(on.targets, 0.95), np.full(len(on.targets), 0.74))


def none_kept(on: Footing) -> Floats:
    """A new manufacturer: nothing fell due before the first day judged, and nothing is ever kept."""
    return np.zeros((1, 1, 1))


def _from(on: Footing, day: int, before: Floats, after: Floats) -> Floats:
    late = np.arange(on.days) >= day
    return np.where(late, after[:, None], before[:, None])[None].copy()


def _stopped(on: Footing, *, share: float, length: int, times: int, where: str) -> Floats:
    shares = np.repeat(good(on), on.days, axis=2)
    countries = int(on.country.max()) + 1
    for maker in range(on.makers):
        for year_start in range(on.warm_up % DAYS_IN_YEAR, on.days, DAYS_IN_YEAR):
            chosen = [int(on.rng.integers(countries))] if where == "one" else range(countries)
            common = on.rng.integers(0, DAYS_IN_YEAR - length, times)
            for country in chosen:
                starts = on.rng.integers(0, DAYS_IN_YEAR - length, times) if where == "each" else common
                for start in year_start + starts:
                    shares[maker, on.country == country, start : start + length] = share
    return shares
