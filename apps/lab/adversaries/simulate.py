"""Years of manufacturers that begin to miss and to hide it, judged by the real rule and the real limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from apps.judgement.lagging import lagging_days
from apps.judgement.panels import panel_from_dense
from apps.judgement.statistics.grouped import Counts, Floats
from apps.judgement.statistics.peers import against_peers
from apps.judgement.version import RuleVersion
from apps.lab.adversaries.tricks import USUAL, Fate, Trick
from apps.lab.judging.industry import DAYS_IN_WEEK, WEEKS_IN_YEAR, busy_days
from apps.oversight.signals import LEAST_CASES, LEAST_HITS, WINDOW_DAYS

#: Kept before the first day and after it, at this target; cases a week of the manufacturer under trial.
BEFORE, AFTER, TARGET, WEEKLY = 0.95, 0.80, 0.90, 20.0
#: Peers in its country, and how alike their habits are (of a beta distribution: more is more alike).
PEERS, ALIKE = 11, 150.0
WINDOW = WINDOW_DAYS // DAYS_IN_WEEK
_YEAR = WEEKS_IN_YEAR


@dataclass(frozen=True, slots=True)
class Delays:
    """Days from the first hidden miss until a flag, and until a signal; infinite: not within the year."""

    flag: Floats
    signal: Floats

    @property
    def first(self) -> Floats:
        return np.minimum(self.flag, self.signal)


def hide(trick: Trick, share: float, *, makers: int, rule: RuleVersion, seed: int) -> Delays:
    """Let manufacturers hide a ``share`` of their misses by a trick from a day on; ``seed`` decides all."""
    rng = np.random.default_rng([seed, int(100 * share), *trick.name.encode()])
    return Delays(_flags(rng, trick, share, makers, rule), _signals(rng, trick, share, makers))


def honest(*, makers: int, seed: int) -> dict[str, float]:
    """Share of manufacturers that keep their duties and do what peers do, with a signal within a year, by measure."""
    rng = np.random.default_rng([seed, 999])
    found = {}
    for measure, usual in USUAL.items():
        own = _habits(rng, usual, makers)
        hits, cases = _weeks(rng, own, np.full(makers, WEEKLY))
        found[measure] = float(np.isfinite(_first_beyond(rng, usual, hits, cases)).mean())
    return found


def _flags(rng: np.random.Generator, trick: Trick, share: float, makers: int, rule: RuleVersion) -> Floats:
    """Days until the rule flags what is left to be counted."""
    warm_up = rule.weeks_needed * DAYS_IN_WEEK
    days = warm_up + _YEAR * DAYS_IN_WEEK
    late = np.arange(days) >= warm_up
    kept = np.where(late, AFTER, BEFORE)
    rates = WEEKLY / DAYS_IN_WEEK * busy_days(days)
    met = rng.poisson(rates * kept, (makers, days))
    missed = rng.poisson(rates * (1 - kept), (makers, days))
    hidden = rng.binomial(missed, np.where(late, share, 0.0))
    missed -= hidden
    if trick.fate is not Fate.VOID:
        saved = rng.binomial(hidden, trick.saved)
        met += _moved(saved, trick.later)
        missed += _moved(hidden - saved, trick.later)
    panel = panel_from_dense(1, met + missed, met, TARGET)
    hits = lagging_days(panel, warm_up + 1, days, rule)
    return _first(hits)


def _moved(daily: Counts, days: int) -> Counts:
    """The counts, due so many days later."""
    return np.concatenate((np.zeros_like(daily[:, :days]), daily[:, : daily.shape[1] - days]), axis=1)


def _signals(rng: np.random.Generator, trick: Trick, share: float, makers: int) -> Floats:
    """Days until one of the shares in which the trick shows is beyond the peers' alarm limit."""
    added = (1 - AFTER) * share
    first = np.full(makers, np.inf)
    for shows in trick.shows:
        usual = USUAL[shows.measure]
        own = _habits(rng, usual, makers)
        weeks = np.arange(-WINDOW, _YEAR) >= shows.after
        habit = own[:, None] + np.where(weeks, added * shows.weight, 0.0)
        cases = rng.poisson(WEEKLY * shows.cases, habit.shape)
        hits = rng.binomial(cases, np.minimum(habit, 1.0))
        first = np.minimum(first, _first_beyond(rng, usual, hits, cases))
    return first


def _habits(rng: np.random.Generator, usual: float, size: int) -> Floats:
    """How often each of many firms does a thing."""
    return rng.beta(usual * ALIKE, (1 - usual) * ALIKE, size)


def _weeks(rng: np.random.Generator, habit: Floats, weekly: Floats) -> tuple[Counts, Counts]:
    cases = rng.poisson(weekly[:, None], (len(habit), WINDOW + _YEAR))
    return rng.binomial(cases, habit[:, None]), cases


def _first_beyond(rng: np.random.Generator, usual: float, hits: Counts, cases: Counts) -> Floats:
    """Days until the quarter up to a week's end lies beyond the limit of peers of its own, for each manufacturer."""
    first = np.full(len(hits), np.inf)
    for maker in range(len(hits)):
        peers_hits, peers_cases = _weeks(rng, _habits(rng, usual, PEERS), rng.uniform(5, 40, PEERS))
        mine = _quarters(hits[maker : maker + 1])[0], _quarters(cases[maker : maker + 1])[0]
        others = _quarters(peers_hits), _quarters(peers_cases)
        for week in range(1, _YEAR + 1):
            k, n = int(mine[0][week]), int(mine[1][week])
            if n < LEAST_CASES or k < LEAST_HITS:
                continue
            stand = against_peers(k, n, others[0][:, week].tolist(), others[1][:, week].tolist())
            if stand is not None and stand.place == "above_alarm":
                first[maker] = week * DAYS_IN_WEEK
                break
    return first


def _quarters(weekly: Counts) -> Counts:
    """Sums over the quarter up to the end of each week, from the week of the onset on."""
    total = np.cumsum(np.concatenate((np.zeros((len(weekly), 1), dtype=weekly.dtype), weekly), axis=1), axis=1)
    return total[:, WINDOW:] - total[:, :-WINDOW]


def _first(hits: np.ndarray) -> Floats:
    return np.where(hits.any(axis=1), np.argmax(hits, axis=1) + 1.0, np.inf)
