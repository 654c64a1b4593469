"""Other rules that were weighed for docs/decisions/0010-judgement-rule.md, so that its table can be made again.

Each takes a panel and a span of end columns and returns cells × days, as the rule itself does. They are here to be
compared with, not to judge anybody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import log
from statistics import NormalDist

import numpy as np

from apps.judgement.lagging import Flags, lagging_days
from apps.judgement.panels import MILLION, Panel
from apps.judgement.statistics.grouped import Floats
from apps.judgement.version import RULE_2026_1

Rule = Callable[[Panel, int, int], Flags]

QUARTER_DAYS = 91
FEWEST_DUE = 20
NO_CLUSTERS = 1e12  # so firm a belief in single misses that no week can shake it


def quarter_scores(panel: Panel, first_end: int, last_end: int) -> Floats:
    """Return the score ``(expected − met)/sqrt(n·t·(1−t))`` of the last 91 days; −9 with fewer than 20 clocks."""
    ends = np.arange(first_end, last_end + 1)
    starts = np.maximum(ends - QUARTER_DAYS, 0)
    due, met, expected = (t[:, ends] - t[:, starts] for t in (panel.due, panel.met, panel.expected))
    wanted = expected / MILLION
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = (wanted - met) / np.sqrt(wanted * (1 - wanted / due))
    return np.where(due >= FEWEST_DUE, scores, -9.0)


def wilson_quarter(panel: Panel, first_end: int, last_end: int, *, z: float) -> Flags:
    """Flag when the Wilson upper limit of the last 91 days is below target, looked at every day."""
    return np.asarray(quarter_scores(panel, first_end, last_end) > z, dtype=bool)


def weekly_benjamini_hochberg(panel: Panel, first_end: int, last_end: int, *, rate: float = 0.05) -> Flags:
    """Flag by Benjamini–Hochberg over all cells of the industry, once a week, on the last 91 days."""
    scores = quarter_scores(panel, first_end, last_end)
    hits = np.zeros(scores.shape, dtype=bool)
    normal = NormalDist()
    for day in range(0, scores.shape[1], 7):
        judged = np.flatnonzero(scores[:, day] > -9)
        order = judged[np.argsort(-scores[judged, day])]
        allowed = rate * np.arange(1, len(order) + 1) / max(len(order), 1)
        p_values = np.array([normal.cdf(-score) for score in scores[order, day]])
        below = np.flatnonzero(p_values <= allowed)
        if len(below):
            hits[order[: below[-1] + 1], day] = True
    return hits


def cusum(panel: Panel, first_end: int, last_end: int, *, factor: float = 2.25, limit: float) -> Flags:
    """Flag when the CUSUM for odds of missing ``factor`` times those at target passes ``limit``.

    With factor 2.25 it is the best possible chart for a fall from 90 % to 80 % (Moustakides 1986).
    """
    due, met = np.diff(panel.due, axis=1), np.diff(panel.met, axis=1)
    total, wanted = panel.due[:, -1], panel.expected[:, -1] / MILLION
    target = np.divide(wanted, total, out=np.full(len(total), 0.9), where=total > 0)
    steps = (due - met) * log(factor) - due * np.log1p((factor - 1) * (1 - target))[:, None]
    hits = np.zeros((panel.cells, last_end - first_end + 1), dtype=bool)
    height = np.zeros(panel.cells)
    for day in range(last_end):
        height = np.maximum(height + steps[:, day], 0.0)
        if day + 1 >= first_end:
            hits[:, day + 1 - first_end] = height >= limit
            height = np.where(height >= limit, 0.0, height)
    return hits


ALTERNATIVES: dict[str, Rule] = {
    "wilson_91_days_95": partial(wilson_quarter, z=1.96),
    "wilson_91_days_998": partial(wilson_quarter, z=3.09),
    "wilson_91_days_alpha_spent": partial(wilson_quarter, z=4.9),  # 1 % over 365 days × 60 cells
    "benjamini_hochberg_weekly": weekly_benjamini_hochberg,
    "cusum_fast": partial(cusum, limit=5.0),
    "cusum_safe": partial(cusum, limit=log(RULE_2026_1.odds_against_chance)),
    "without_own_record": partial(lagging_days, rule=replace(RULE_2026_1, reference_weeks=0)),
    "without_cluster_discount": partial(lagging_days, rule=replace(RULE_2026_1, cluster_prior_weeks=NO_CLUSTERS)),
}
