"""What the day counts say on a day: for each window, its counts, its strict limit and the evidence against chance.

**Evidence** (an e-value). Let each clock be kept with probability at least ``p0``. Then the product over the
clocks of a window of ``M`` for a missed one, divided by ``1 + (M−1)(1−p0)`` for every one, has an expectation of at
most 1, for any factor ``M > 1`` and any varying chances above ``p0``; so has the mean over several ``M``. By Ville's
inequality the chance that it *ever* reaches ``1/a``, however often one looks, is at most ``a``.

**Reference.** ``p0`` is the target, or the lower limit of the cell's own record in the year before the window when
that is higher. It is fixed before the window begins, so the argument above stands.

**Clustering.** Misses that come in clusters (a strike week) carry less evidence than the same number of single ones.
The weeks' spread around their mean, beyond chance, is measured inside the window and inside the reference record
(Pearson's χ² by its degrees of freedom, held back towards 1); all counts are divided by it. It is never below 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from apps.judgement.panels import MILLION, Panel
from apps.judgement.statistics.grouped import Counts, Floats
from apps.judgement.statistics.proportion import wilson_limits
from apps.judgement.version import RuleVersion, SharedErrorRule

DAYS_IN_WEEK = 7
NO_EVIDENCE = -np.inf


@dataclass(frozen=True, slots=True)
class Weeks:
    """Running totals over the weeks before a day, latest first: column ``j`` is the last ``j`` weeks."""

    due: Counts
    met: Counts
    expected: Counts  # millionths
    squares: Floats  # Σ met²/due over weeks with clocks due
    busy: Counts  # weeks with clocks due
    worst: Counts  # one column a window of the rule: shortfall of its worst weeks that are spared, in millionths


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row a look (cell and day), one column a window of the rule."""

    due: Counts
    met: Counts
    target: Floats
    reference: Floats
    dispersion: Floats
    strict_upper: Floats
    log_e: Floats
    lagging: npt.NDArray[np.bool_]
    #: For each look: natural logarithm of the evidence asked for.
    threshold: Floats
    #: For each look: the column of the window shown, and whether it has enough clocks.
    shown: Counts
    enough: npt.NDArray[np.bool_]


def weeks_before(panel: Panel, cells: Counts, ends: Counts, rule: RuleVersion) -> Weeks:
    """Return the running weekly totals of each look: cell number and end column, one entry each."""
    edges = np.maximum(ends[:, None] - DAYS_IN_WEEK * np.arange(rule.weeks_needed + 1), 0)
    rows = cells[:, None]
    due, met, expected = (_since(total[rows, edges]) for total in (panel.due, panel.met, panel.expected))
    week_due, week_met = np.diff(due, axis=1), np.diff(met, axis=1)
    squares = np.divide(week_met**2, week_due, out=np.zeros(week_due.shape), where=week_due > 0)
    shortfall = np.diff(expected, axis=1) - MILLION * week_met
    return Weeks(
        due=due,
        met=met,
        expected=expected,
        squares=_with_zero(np.cumsum(squares, axis=1)),
        busy=_with_zero(np.cumsum(week_due > 0, axis=1)),
        worst=_worst_weeks(shortfall, rule),
    )


def evidence_of(weeks: Weeks, spread: Counts, rule: RuleVersion) -> Evidence:
    """Return the evidence of every window of the rule for each look, by the reading of its version.

    ``spread`` is the number of scopes among which the manufacturer of each look spends its error.
    """
    if isinstance(rule, SharedErrorRule):
        return _against_target(weeks, spread, rule)
    return _against_record(weeks, rule)


def _against_target(weeks: Weeks, spread: Counts, rule: SharedErrorRule) -> Evidence:
    """2026.2: the target alone is the measure, and the evidence asked for grows with the manufacturer's scopes."""
    window = rule.window_weeks
    due, met, expected = weeks.due[:, window], weeks.met[:, window], weeks.expected[:, window]
    busy = weeks.busy[:, window]
    enough = (due >= rule.fewest_due) & (busy >= rule.fewest_weeks)
    target = np.divide(expected, MILLION * due, out=np.full(due.shape, np.nan), where=due > 0)
    dispersion = _cautious(_dispersion(weeks, window, window + rule.reference_weeks, rule), due, busy, rule)
    _, strict_upper = wilson_limits(met / dispersion, due / dispersion, rule.strict_z)
    log_e = np.where(enough, log_evidence(due / dispersion, (due - met) / dispersion, target, rule), NO_EVIDENCE)
    threshold = rule.threshold + np.log(spread)
    with np.errstate(invalid="ignore"):
        lagging = enough & (strict_upper < target) & (log_e >= threshold[:, None])
        chance = _chance(expected, target) * np.sqrt(dispersion)
    still_short_by = np.sqrt(rule.still_short_by**2 + rule.still_short_growth * np.log(spread))
    lagging &= expected - MILLION * met - weeks.worst > still_short_by[:, None] * chance
    lagging, shown, any_shown = _while_short(lagging, due, expected - MILLION * met, rule)
    return Evidence(due, met, target, target, dispersion, strict_upper, log_e, lagging, threshold, shown, any_shown)


def _cautious(dispersion: Floats, due: Counts, busy: Counts, rule: SharedErrorRule) -> Floats:
    """Return the dispersion with the clustering seen enlarged, and never less than a small correlation makes."""
    seen = 1 + rule.cluster_caution * (dispersion - 1)
    floor = 1 + rule.least_correlation * (due / np.maximum(busy, 1) - 1)
    return np.asarray(np.maximum(seen, floor), dtype=np.float64)


def _against_record(weeks: Weeks, rule: RuleVersion) -> Evidence:
    """2026.1: the target or, when higher, the cell's own record is the measure, for every cell by itself."""
    window, before = rule.window_weeks, rule.window_weeks + rule.reference_weeks
    due, met, expected = weeks.due[:, window], weeks.met[:, window], weeks.expected[:, window]
    enough = due >= rule.fewest_due
    target = np.divide(expected, MILLION * due, out=np.full(due.shape, np.nan), where=due > 0)

    dispersion = _dispersion(weeks, window, before, rule)
    past_due, past_met = weeks.due[:, before] - due, weeks.met[:, before] - met
    record, _ = wilson_limits(past_met / dispersion, past_due / dispersion, rule.reference_z)
    reference = np.where(past_due >= rule.fewest_due, np.fmax(target, record), target)

    _, strict_upper = wilson_limits(met / dispersion, due / dispersion, rule.strict_z)
    log_e = np.where(enough, log_evidence(due / dispersion, (due - met) / dispersion, reference, rule), NO_EVIDENCE)
    with np.errstate(invalid="ignore"):
        lagging = enough & (strict_upper < target) & (log_e >= rule.threshold)
    shortfall = expected - MILLION * met
    # Without its worst weeks the window must still fall short, by more than chance does: a strike decides nothing.
    with np.errstate(invalid="ignore"):
        lagging &= shortfall - weeks.worst > rule.still_short_by * _chance(expected, target)
    lagging, shown, any_shown = _while_short(lagging, due, shortfall, rule)
    threshold = np.full(len(due), rule.threshold)
    return Evidence(due, met, target, reference, dispersion, strict_upper, log_e, lagging, threshold, shown, any_shown)


def _while_short(
    lagging: npt.NDArray[np.bool_], due: Counts, shortfall: Counts, rule: RuleVersion
) -> tuple[npt.NDArray[np.bool_], Counts, npt.NDArray[np.bool_]]:
    """Return the windows that count, and the window shown with whether it has enough clocks.

    What lies further back than the window shown counts only while that window and every shorter one are below target,
    too: a manufacturer that has recovered is not flagged again for its past.
    """
    shown, any_shown = _window_shown(due, rule)
    recent = np.arange(due.shape[1]) <= shown[:, None]
    still_short = np.where(recent & (due >= rule.fewest_due), shortfall > 0, True).all(axis=1, keepdims=True)
    return lagging & (recent | still_short), shown, any_shown


def _window_shown(due: Counts, rule: RuleVersion) -> tuple[Counts, npt.NDArray[np.bool_]]:
    """Return for each look the column of the first window shown with enough clocks (else the last), and whether."""
    enough = due[:, rule.shown_columns] >= rule.fewest_due
    any_enough = enough[:, -1]
    return rule.shown_columns[np.where(any_enough, np.argmax(enough, axis=1), len(rule.shown) - 1)], any_enough


def log_evidence(due: Floats, missed: Floats, reference: Floats, rule: RuleVersion) -> Floats:
    """Return the logarithm of the mean over factors M of ``M^missed / (1 + (M−1)(1−reference))^due``."""
    logs = [
        missed * log_factor - due * np.log1p((factor - 1) * (1 - reference))
        for factor, log_factor in zip(rule.odds_factors, rule.log_factors, strict=True)
    ]
    with np.errstate(invalid="ignore"):  # windows without clocks have no target
        total = np.logaddexp.reduce(logs, axis=0)
    return np.asarray(total - np.log(len(logs)), dtype=np.float64)


def _chance(expected: Counts, target: Floats) -> Floats:
    """Return one standard deviation of the number met, in millionths, for a cell exactly on target."""
    return np.asarray(MILLION * np.sqrt(expected / MILLION * (1 - target)), dtype=np.float64)


def _worst_weeks(shortfall: Counts, rule: RuleVersion) -> Counts:
    """Return for each window the sum of the largest positive shortfalls of its weeks, as many as it is spared.

    The second largest so far is the largest of what each week leaves over beside the largest before it; and so on.
    """
    last, spared = rule.window_weeks - 1, rule.spared
    total = np.zeros((len(shortfall), len(last)), dtype=shortfall.dtype)
    rest = np.maximum(shortfall, 0)
    for number in range(int(spared.max())):
        largest = np.maximum.accumulate(rest, axis=1)
        total += np.where(number < spared, largest[:, last], 0)
        rest = np.minimum(rest, np.concatenate((np.zeros_like(rest[:, :1]), largest[:, :-1]), axis=1))
    return total


def _dispersion(weeks: Weeks, window: Counts, before: Counts, rule: RuleVersion) -> Floats:
    """Return how much wider than chance the weeks spread, at least 1, for each look and window."""
    start = np.zeros_like(window)
    inside, inside_weeks = _pearson(weeks, start, window)
    outside, outside_weeks = _pearson(weeks, window, before)
    prior = rule.cluster_prior_weeks
    return np.maximum(1.0, (prior + inside + outside) / (prior + inside_weeks + outside_weeks))


def _pearson(weeks: Weeks, near: Counts, far: Counts) -> tuple[Floats, Counts]:
    """Return Pearson's χ² of the weeks between two distances, and its degrees of freedom (0 when all are alike)."""
    due, met = weeks.due[:, far] - weeks.due[:, near], weeks.met[:, far] - weeks.met[:, near]
    squares, busy = weeks.squares[:, far] - weeks.squares[:, near], weeks.busy[:, far] - weeks.busy[:, near]
    varied = (met > 0) & (met < due)
    share = np.divide(met, due, out=np.full(due.shape, 0.5), where=varied)
    chi = np.maximum(0.0, squares - share * met) / (share * (1 - share))
    return np.where(varied, chi, 0.0), np.where(varied, busy - 1, 0)


def _since(totals: Counts) -> Counts:
    """Turn totals up to each edge into totals from each edge to the first one."""
    return totals[:, :1] - totals


def _with_zero(values: np.ndarray) -> np.ndarray:
    """Put a column for "the last 0 weeks" in front."""
    return np.concatenate((np.zeros((len(values), 1), dtype=values.dtype), values), axis=1)
