"""The grid: manufacturers of every size, in few and many countries, under every truth; who is flagged within a year.

One point of the grid is many manufacturers alike, each with four duties in each country, judged in every country, every
region and overall. A manufacturer counts as flagged when any of these cells shows evidence within the year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from apps.judgement.lagging import lagging_days
from apps.judgement.panels import MILLION, Panel, opening_days, panel_from_dense, with_families
from apps.judgement.statistics.grouped import Counts, Floats
from apps.judgement.version import RuleVersion
from apps.lab.judging.industry import DAYS_IN_WEEK, DAYS_IN_YEAR, OBLIGATION_SHARES, TARGETS, busy_days
from apps.lab.judging.truths import (
    COMPLIANT,
    STOP_DAYS,
    TIGHTENED_BY,
    Footing,
    Truth,
    declared,
    new_year_days,
    none_kept,
    tightened,
)

SIZES = (5, 25, 100, 500, 2000)
COUNTRIES = (1, 3, 12, 30)
WARM_UP_WEEKS = 104
COUNTRIES_A_REGION = 3
ROWS_AT_ONCE = 1500
DAYS = WARM_UP_WEEKS * DAYS_IN_WEEK + DAYS_IN_YEAR


@dataclass(frozen=True, slots=True)
class Point:
    """Duties a week of one manufacturer, its countries, and its truth by name."""

    weekly: float
    countries: int
    truth: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many manufacturers of a point there were, and days from the first day judged to each one's first flag."""

    point: Point
    delays: tuple[int | None, ...]

    @property
    def flagged(self) -> int:
        """Manufacturers flagged within the year."""
        return sum(delay is not None for delay in self.delays)


def points() -> Iterator[Point]:
    """Every size × number of countries × compliant truth."""
    for truth in COMPLIANT:
        for weekly in SIZES:
            for countries in COUNTRIES:
                yield Point(weekly, countries, truth)


def try_point(point: Point, makers: int, seed: int, rule: RuleVersion, *, every: int = 1) -> Outcome:
    """Judge ``makers`` manufacturers of a point for a year, looking every so many days.

    The result depends on the point, the number of makers, the seed and the rule only.
    """
    targets = np.tile(TARGETS, point.countries)
    rates = np.tile(OBLIGATION_SHARES, point.countries) * point.weekly / point.countries
    delays = _try(COMPLIANT[point.truth], point.countries, targets, rates, makers, seed, rule, every)
    return Outcome(point, delays)


def try_case(
    truth: Truth, countries: int, targets: Floats, rates: Floats, makers: int, seed: int, rule: RuleVersion
) -> tuple[int | None, ...]:
    """Return the delays under one truth for a manufacturer with given targets and clocks a week of its cells."""
    return _try(truth, countries, targets, rates, makers, seed, rule, 1)


def _try(
    truth: Truth, countries: int, targets: Floats, rates: Floats, makers: int, seed: int, rule: RuleVersion, every: int
) -> tuple[int | None, ...]:
    cells = len(targets)
    rng = np.random.default_rng([seed, cells, round(1000 * float(rates.sum()))])
    at_once = max(1, ROWS_AT_ONCE // cells)
    delays: list[int | None] = []
    for start in range(0, makers, at_once):
        number = min(at_once, makers - start)
        on = Footing(rng, number, targets, np.arange(cells) // (cells // countries), DAYS, DAYS - DAYS_IN_YEAR)
        panel, owner = _panel(on, truth, rates)
        delays += _first_flags(panel, owner, on, rule, every)
    return tuple(delays)


def _panel(on: Footing, truth: Truth, rates: Floats) -> tuple[Panel, Counts]:
    """Draw the counts and pool them; return the panel of all scopes and the maker of each row."""
    shares = truth(on)
    daily = rates[None, :, None] / DAYS_IN_WEEK * busy_days(on.days)
    if truth is declared:
        daily = _after_closures(daily, new_year_days(on))
    met = on.rng.poisson(np.broadcast_to(daily * shares, on.shape))
    due = met + on.rng.poisson(np.broadcast_to(daily * (1 - shares), on.shape))
    if truth is none_kept:
        due[:, :, : on.warm_up] = 0  # a new manufacturer
    groups = scopes(on.country, len(on.targets))
    rows = [np.stack([counts[:, group].sum(axis=1) for group in groups], axis=1) for counts in (due, met)]
    due, met = (counts.reshape(-1, on.days) for counts in rows)
    owner = np.repeat(np.arange(on.makers), len(groups))
    targets = np.tile([on.targets[group[0]] for group in groups], on.makers)
    panel = panel_from_dense(1, due, met, targets)
    opened = opening_days(panel).reshape(on.makers, len(groups))[:, : len(on.targets)]
    panel = with_families(panel, owner, [days[days > 0] for days in opened])
    return (_with_lower_target_before(panel, on.warm_up) if truth is tightened else panel), owner


def _after_closures(daily: Floats, closed: np.ndarray) -> Floats:
    """What falls due each day when that of closed days falls due a fortnight later."""
    waiting = np.where(closed, daily, 0.0)
    later = np.concatenate((np.zeros_like(waiting[..., :STOP_DAYS]), waiting[..., :-STOP_DAYS]), axis=-1)
    return np.asarray(np.where(closed, 0.0, daily) + later, dtype=np.float64)


def _with_lower_target_before(panel: Panel, day: int) -> Panel:
    """The panel as if the targets had been raised on that day by what ``tightened`` says."""
    lower = panel.due * round(TIGHTENED_BY * MILLION)
    lower[:, day:] = lower[:, day : day + 1]
    return replace(panel, expected=panel.expected - lower)


def scopes(country: Counts, cells: int) -> list[Counts]:
    """Return the cells of each scope of one manufacturer: countries first, then regions and the whole.

    A region or a whole of a single country is that country again, and is left out.
    """
    duties = cells // (int(country.max()) + 1)
    duty = np.arange(cells) % duties
    found = [np.array([cell]) for cell in range(cells)]
    for region in (country // COUNTRIES_A_REGION, np.full(cells, -1)):
        for code in np.unique(region):
            parts = [np.flatnonzero((region == code) & (duty == each)) for each in range(duties)]
            found += [part for part in parts if len(part) > 1]
    whole = {group.tobytes(): group for group in found}  # with one region the whole is that region
    return list(whole.values())


def _first_flags(panel: Panel, owner: Counts, on: Footing, rule: RuleVersion, every: int) -> list[int | None]:
    if every == 1:
        hits = lagging_days(panel, on.warm_up + 1, on.days, rule)
    else:
        ends = range(on.warm_up + every, on.days + 1, every)
        hits = np.concatenate([lagging_days(panel, end, end, rule) for end in ends], axis=1)
    of_maker = np.zeros((on.makers, hits.shape[1]), dtype=bool)
    np.logical_or.at(of_maker, owner, hits)
    return [int(np.argmax(row) + 1) * every if row.any() else None for row in of_maker]
