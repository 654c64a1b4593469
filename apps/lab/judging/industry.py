"""An industry with known truth: makers, where they sell, how many clocks fall due, what share they really keep.

Everything here is invented for trying the rule. A maker's *kind* is its truth:

compliant (never below target in any cell, but for a strike)
  ``good``       94–99 % kept, steady
  ``strike``     a good one, but each year one week of 30 % kept in one country: force majeure, nobody's verdict
  ``near``       0–3 points above target, steady
  ``at_target``  exactly on target in every cell: the least favourable case
  ``seasonal``   between 6 points above and exactly on target, with the seasons
  ``slipped``    95 % until a random day, then exactly on target for ever
  ``clustered``  3 points above target on average, but misses come in bad weeks (beta-binomial, ρ = 0.05)
lagging (from a known day on)
  ``drop20``     one cell with 20 clocks a week falls from 95 % to 80 % at a target of 90 %: the goal's case
  ``drop_all``   every cell falls from 95 % to 80 %
  ``slide``      every cell slides from 95 % to 75 % within 26 weeks; lagging from where it crosses the target
  ``small``      a maker with 4 clocks a week in all falls from 95 % to 65 %
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from apps.judgement.statistics.grouped import Counts, Floats

DAYS_IN_WEEK = 7
WEEKS_IN_YEAR = 52
DAYS_IN_YEAR = WEEKS_IN_YEAR * DAYS_IN_WEEK

COUNTRIES = 12
REGIONS = 4
OBLIGATION_SHARES = np.array([0.3, 0.3, 0.25, 0.15])
TARGETS = np.array([0.90, 0.90, 0.95, 0.85])
REPAIR = 0  # the obligation whose durations the rule of mean repairs looks at

COMPLIANT_KINDS = {"good": 17, "strike": 3, "near": 11, "at_target": 5, "seasonal": 5, "slipped": 5, "clustered": 5}
LAGGING_KINDS = {"drop20": 3, "drop_all": 2, "slide": 2, "small": 2}
CLUSTER_CORRELATION = 0.05
STRIKE_SHARE = 0.30
SLIDE_DAYS = 26 * DAYS_IN_WEEK


@dataclass(frozen=True, slots=True)
class Maker:
    """One maker's truth. ``onset``: first day on which it truly lags; ``None`` for a compliant one."""

    kind: str
    onset: int | None
    cells: slice


@dataclass(frozen=True, slots=True)
class Industry:
    """All makers' cells as arrays: one row a cell, one column a day for rates and true shares."""

    makers: list[Maker]
    maker_of: Counts
    country_of: Counts
    obligation_of: Counts
    target_of: Floats
    #: clocks due a day, and the share of them truly kept
    rates: Floats
    shares: Floats
    correlation_of: Floats

    @property
    def days(self) -> int:
        """Days of the whole history."""
        return int(self.rates.shape[1])


def build_industry(rng: np.random.Generator, warm_up_days: int, years: int) -> Industry:
    """Return an industry of 60 makers over ``warm_up_days`` and then ``years`` of 52 weeks."""
    days = warm_up_days + years * DAYS_IN_YEAR
    calendar = busy_days(days)
    makers: list[Maker] = []
    columns: dict[str, list[np.ndarray]] = {
        name: [] for name in ("maker", "country", "obligation", "target", "rates", "shares", "correlation")
    }
    first = 0
    for kind, number in {**COMPLIANT_KINDS, **LAGGING_KINDS}.items():
        for _ in range(number):
            country, obligation, weekly = _footprint(rng, kind)
            target = TARGETS[obligation]
            change = int(rng.integers(warm_up_days, days - DAYS_IN_YEAR)) if years > 1 else warm_up_days
            shares, onset = _true_shares(rng, kind, target, days, change)
            makers.append(Maker(kind, onset, slice(first, first + len(country))))
            first += len(country)
            columns["maker"].append(np.full(len(country), len(makers) - 1))
            columns["country"].append(country)
            columns["obligation"].append(obligation)
            columns["target"].append(target)
            columns["rates"].append(weekly[:, None] / DAYS_IN_WEEK * calendar)
            columns["shares"].append(shares)
            columns["correlation"].append(np.full(len(country), CLUSTER_CORRELATION if kind == "clustered" else 0.0))
    joined = {name: np.concatenate(parts) for name, parts in columns.items()}
    return Industry(
        makers,
        joined["maker"],
        joined["country"],
        joined["obligation"],
        joined["target"],
        joined["rates"],
        joined["shares"],
        joined["correlation"],
    )


def busy_days(days: int) -> Floats:
    """Return how busy each day is: nothing at weekends, a swell of 20 % with the year, mean 1."""
    day = np.arange(days)
    weekday = np.where(day % DAYS_IN_WEEK < 5, DAYS_IN_WEEK / 5, 0.0)
    return np.asarray(weekday * (1 + 0.2 * np.sin(2 * np.pi * day / DAYS_IN_YEAR)), dtype=np.float64)


def _footprint(rng: np.random.Generator, kind: str) -> tuple[Counts, Counts, Floats]:
    """Return country, obligation and clocks a week of each cell of a maker: from tiny to large."""
    weekly = 4.0 if kind == "small" else float(np.clip(rng.lognormal(np.log(25), 1.3), 1, 500))
    countries = 1 if kind == "small" else int(np.clip(rng.poisson(1 + weekly / 15), 1, COUNTRIES))
    where = np.sort(rng.choice(COUNTRIES, countries, replace=False))
    split = rng.dirichlet(np.full(countries, 1.5))
    country = np.repeat(where, len(OBLIGATION_SHARES))
    obligation = np.tile(np.arange(len(OBLIGATION_SHARES)), countries)
    rates = weekly * np.repeat(split, len(OBLIGATION_SHARES)) * np.tile(OBLIGATION_SHARES, countries)
    if kind == "drop20":
        rates[REPAIR] = 20.0
    return country, obligation, rates


def _strike(rng: np.random.Generator, shares: Floats) -> None:
    """Lower one random week of each year to 30 % in one random country of the maker."""
    cells, days = shares.shape
    for year in range(days // DAYS_IN_YEAR):
        country = len(OBLIGATION_SHARES) * int(rng.integers(0, cells // len(OBLIGATION_SHARES)))
        first = year * DAYS_IN_YEAR + int(rng.integers(0, DAYS_IN_YEAR - DAYS_IN_WEEK))
        shares[country : country + len(OBLIGATION_SHARES), first : first + DAYS_IN_WEEK] = STRIKE_SHARE


def _true_shares(
    rng: np.random.Generator, kind: str, target: Floats, days: int, change: int
) -> tuple[Floats, int | None]:
    """Return the share truly kept in each cell on each day, and the day from which the maker lags."""
    day, cells = np.arange(days), len(target)
    flat = np.ones((1, days))
    late = (day >= change)[None, :]
    before = np.maximum(target, 0.95)[:, None]  # no cell starts below its own target
    onset: int | None = None
    if kind in ("good", "strike"):
        shares = np.maximum(target + 0.01, rng.uniform(0.94, 0.99, cells))[:, None] * flat
        if kind == "strike":
            _strike(rng, shares)
    elif kind == "near":
        shares = np.minimum(target + rng.uniform(0, 0.03, cells), 0.995)[:, None] * flat
    elif kind == "at_target":
        shares = target[:, None] * flat
    elif kind == "seasonal":
        height = np.minimum(0.06, 0.99 - target)[:, None]
        shares = target[:, None] + height * (1 + np.cos(2 * np.pi * day / DAYS_IN_YEAR))[None, :] / 2
    elif kind == "slipped":
        shares = np.where(late, target[:, None], before)
    elif kind == "clustered":
        shares = np.minimum(target + 0.03, 0.985)[:, None] * flat
    elif kind == "drop20":
        onset = change
        shares = np.where(late & (np.arange(cells) == REPAIR)[:, None], 0.80, before)
    elif kind == "drop_all":
        onset = change
        shares = np.where(late, 0.80, before)
    elif kind == "slide":
        along = np.clip((day - change) / SLIDE_DAYS, 0, 1)[None, :]
        shares = before - along * (before - 0.75)
        onset = int(np.argmax((shares < target[:, None] - 1e-9).any(axis=0)))
    elif kind == "small":
        onset = change
        shares = np.where(late, 0.65, before)
    else:
        raise ValueError(f"unknown kind of maker {kind!r}")
    return np.broadcast_to(shares, (cells, days)), onset
