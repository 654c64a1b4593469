"""Simulated industry-years: draw counts from a known truth, judge every day of them, and score three rules.

The rule under trial is the one in ``paths`` that also judges real cells: nothing is re-written for speed.
Clocks due are Poisson, so those met and those missed are independent Poisson counts and can be drawn at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from apps.judgement.lagging import lagging_days
from apps.judgement.panels import Panel, opening_days, panel_from_dense, with_families
from apps.judgement.statistics.grouped import Counts, Floats
from apps.judgement.version import RuleVersion
from apps.lab.judging.alternatives import ALTERNATIVES
from apps.lab.judging.industry import (
    COUNTRIES,
    DAYS_IN_WEEK,
    DAYS_IN_YEAR,
    OBLIGATION_SHARES,
    REGIONS,
    REPAIR,
    Industry,
    Maker,
    build_industry,
    busy_days,
)

NAIVE_DAYS = 30
NAIVE_FEWEST = 5
FOLLOW_UP_DAYS = DAYS_IN_YEAR
GOAL_BEFORE, GOAL_AFTER, GOAL_TARGET, GOAL_WEEKLY = 0.95, 0.80, 0.90, 20.0
GOAL_STREAM = 1_000_000  # its own random stream, apart from those of the industries
RULES_TRIED = ("rule", "naive_threshold", "naive_mean")

# Durations for the rule of the mean of finished repairs: the limit is 15 days. Late repairs are finished after
# these days or, three in five, are not finished within the time looked at.
LIMIT_DAYS = 15
DURATIONS = np.array([2, 4, 7, 10, 14, 20, 30, 45, 60])
ON_TIME = np.array([0.15, 0.25, 0.3, 0.2, 0.1, 0, 0, 0, 0])
LATE = np.array([0, 0, 0, 0, 0, 0.15, 0.1, 0.1, 0.05])


@dataclass(frozen=True, slots=True)
class MakerOutcome:
    """What one rule did to one maker: compliant years seen, those with a flag, and days from onset to its flag.

    ``delay``: ``None`` when not found within a year of the onset, or when the maker never lags.
    """

    kind: str
    lags: bool
    compliant_years: int
    flagged_years: int
    delay: int | None


def simulate_industry(
    seed: int, number: int, years: int, rule: RuleVersion, others: Sequence[str] = ()
) -> dict[str, list[MakerOutcome]]:
    """Return, for each rule tried, the outcome of every maker of one industry over ``years`` of daily looks.

    ``others`` names alternatives to be tried on the same counts, too.
    """
    rng = np.random.default_rng([seed, number])
    warm_up = rule.weeks_needed * DAYS_IN_WEEK
    industry = build_industry(rng, warm_up, years)
    due, met = draw_counts(rng, industry)
    scopes = _Scopes(industry)
    panel = scopes.side_by_side(due, met)
    flags = {
        "rule": lagging_days(panel, warm_up + 1, industry.days, rule),
        "naive_threshold": bare_threshold(panel, warm_up + 1, industry.days),
        **{name: ALTERNATIVES[name](panel, warm_up + 1, industry.days) for name in others},
    }
    outcomes = {
        name: [_outcome(maker, hits[scopes.maker == i].any(axis=0), warm_up) for i, maker in enumerate(industry.makers)]
        for name, hits in flags.items()
    }
    means = mean_of_finished(rng, industry)[:, warm_up:]
    outcomes["naive_mean"] = [_outcome(maker, means[i], warm_up) for i, maker in enumerate(industry.makers)]
    return outcomes


def simulate_goal(seed: int, makers: int, rule: RuleVersion) -> list[MakerOutcome]:
    """Return the goal's case by itself: one cell each, 20 clocks a week, 95 % → 80 % kept at a target of 90 %.

    Each maker falls on a day of its own choosing within the year, and is followed for a year.
    """
    rng = np.random.default_rng([seed, GOAL_STREAM])
    warm_up = rule.weeks_needed * DAYS_IN_WEEK
    onset = rng.integers(warm_up, warm_up + DAYS_IN_YEAR, makers)
    days = warm_up + DAYS_IN_YEAR + FOLLOW_UP_DAYS
    shares = np.where(np.arange(days) < onset[:, None], GOAL_BEFORE, GOAL_AFTER)
    rates = GOAL_WEEKLY / DAYS_IN_WEEK * busy_days(days)
    met = rng.poisson(rates * shares)
    panel = panel_from_dense(1, met + rng.poisson(rates * (1 - shares)), met, GOAL_TARGET)
    hits = lagging_days(panel, warm_up + 1, days, rule)
    return [_outcome(Maker("goal", int(day), slice(i, i + 1)), hits[i], warm_up) for i, day in enumerate(onset)]


def draw_counts(rng: np.random.Generator, industry: Industry) -> tuple[Counts, Counts]:
    """Return clocks due and met, cells × days; clustered cells draw one share a week (beta-binomial)."""
    shares = np.array(industry.shares)
    for cell in np.flatnonzero(industry.correlation_of):
        weekly = shares[cell, ::DAYS_IN_WEEK]
        spread = 1 / industry.correlation_of[cell] - 1
        drawn = rng.beta(weekly * spread, (1 - weekly) * spread)
        shares[cell] = np.repeat(drawn, DAYS_IN_WEEK)[: industry.days]
    met = rng.poisson(industry.rates * shares)
    return met + rng.poisson(industry.rates * (1 - shares)), met


def bare_threshold(panel: Panel, first_end: int, last_end: int) -> npt.NDArray[np.bool_]:
    """Naive rule 1: flag whenever the share of the last 30 days is below target (five clocks at least)."""
    ends = np.arange(first_end, last_end + 1)
    starts = np.maximum(ends - NAIVE_DAYS, 0)
    due, met, expected = (t[:, ends] - t[:, starts] for t in (panel.due, panel.met, panel.expected))
    return np.asarray((due >= NAIVE_FEWEST) & (met * 1_000_000 < expected), dtype=bool)


def mean_of_finished(rng: np.random.Generator, industry: Industry) -> npt.NDArray[np.bool_]:
    """Naive rule 2: flag a maker when repairs finished in the last 30 days took more than 15 days on average."""
    days = industry.days
    hits = np.zeros((len(industry.makers), days), dtype=bool)
    for number, maker in enumerate(industry.makers):
        cells = np.arange(maker.cells.start, maker.cells.stop)
        cells = cells[industry.obligation_of[cells] == REPAIR]
        rates, shares = industry.rates[cells], industry.shares[cells]
        kept, missed = (rates * shares).sum(axis=0), (rates * (1 - shares)).sum(axis=0)
        expected = kept[:, None] * ON_TIME + missed[:, None] * LATE
        started = rng.poisson(expected)
        finished, spent = np.zeros(days), np.zeros(days)
        for column, duration in enumerate(DURATIONS):
            finished[duration:] += started[:-duration, column]
            spent[duration:] += duration * started[:-duration, column]
        number_finished, days_spent = _last_days(finished, NAIVE_DAYS), _last_days(spent, NAIVE_DAYS)
        hits[number] = (number_finished >= NAIVE_FEWEST) & (days_spent > LIMIT_DAYS * number_finished)
    return hits


def _last_days(values: Floats, days: int) -> Floats:
    total = np.concatenate((np.zeros(days), np.cumsum(values)))
    return total[days:] - total[:-days]


def _outcome(maker: Maker, hits: npt.NDArray[np.bool_], warm_up: int) -> MakerOutcome:
    """Score one maker's days of flags; day 0 of ``hits`` is the first after the warm-up."""
    onset = None if maker.onset is None else maker.onset - warm_up
    clean_days = len(hits) if onset is None else onset
    years = clean_days // DAYS_IN_YEAR
    by_year = hits[: years * DAYS_IN_YEAR].reshape(years, DAYS_IN_YEAR).any(axis=1)
    delay = None
    if onset is not None:
        after = hits[onset : onset + FOLLOW_UP_DAYS]
        delay = int(np.argmax(after)) + 1 if after.any() else None
    return MakerOutcome(maker.kind, onset is not None, years, int(by_year.sum()), delay)


class _Scopes:
    """Every maker × obligation in each country, each region and overall: which cells make which scope."""

    def __init__(self, industry: Industry) -> None:
        cell = np.arange(len(industry.maker_of))
        base = industry.maker_of * len(OBLIGATION_SHARES) + industry.obligation_of
        region = base * REGIONS + industry.country_of // (COUNTRIES // REGIONS)
        _, of_region, region_size = np.unique(region, return_inverse=True, return_counts=True)
        _, of_overall, overall_size = np.unique(base, return_inverse=True, return_counts=True)
        # A region or a whole of one country is that country again: nothing new to look at.
        self._groups = [cell]
        self._keep = [np.ones(len(cell), dtype=bool)]
        for group, size in ((of_region, region_size), (of_overall, overall_size)):
            self._groups.append(group)
            self._keep.append(size > 1)
        self.maker = self._first(industry.maker_of)
        self.target = self._first(industry.target_of)

    def side_by_side(self, due: Counts, met: Counts) -> Panel:
        """Return the panel of every scope, each with the spread of its maker."""
        panel = panel_from_dense(1, self._pool(due), self._pool(met), self.target)
        opened = opening_days(panel)[: len(due)]  # cells come first; pooled scopes do not count
        owner = self.maker[: len(due)]
        makers = range(int(self.maker.max()) + 1)
        return with_families(panel, self.maker, [opened[(owner == maker) & (opened > 0)] for maker in makers])

    def _pool(self, counts: Counts) -> Counts:
        """Return the counts of every scope."""
        parts = [counts]
        for group, keep in zip(self._groups[1:], self._keep[1:], strict=True):
            order = np.argsort(group, kind="stable")
            starts = np.concatenate(([0], np.cumsum(np.bincount(group))[:-1]))
            parts.append(np.add.reduceat(counts[order], starts, axis=0)[keep])
        return np.concatenate(parts)

    def _first(self, values: np.ndarray) -> np.ndarray:
        parts = []
        for group, keep in zip(self._groups, self._keep, strict=True):
            _, first = np.unique(group, return_index=True)
            parts.append(values[first][keep])
        return np.concatenate(parts)
