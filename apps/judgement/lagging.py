"""The rule over many days at once: on which days is there evidence of lagging, and on which does an open flag close.

A first, cheap pass leaves only the days on which the strict limit could lie below target at all (clustering can
only widen it); the full evidence is then computed for those. The result is the same as day by day.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from apps.judgement.e_values import DAYS_IN_WEEK, evidence_of, weeks_before
from apps.judgement.panels import MILLION, Panel
from apps.judgement.statistics.grouped import Counts
from apps.judgement.version import RuleVersion

Flags = npt.NDArray[np.bool_]

LOOKS_AT_ONCE = 8192
LOOK_BACK_DAYS = 28
# The cheap pass must never lose a day to rounding.
MARGIN = 1e-6


def lagging_days(panel: Panel, first_end: int, last_end: int, rule: RuleVersion) -> Flags:
    """Return, for cells × end columns ``first_end … last_end``, whether there is evidence of lagging on that day.

    It must stand on the rule's days on end: on that day and on each of those before it.
    """
    before = rule.days_on_end - 1
    without = max(before - first_end, 0)  # days before the data have none
    says = _saying_days(panel, first_end - before + without, last_end, rule)
    says = np.concatenate((np.zeros((panel.cells, without), dtype=bool), says), axis=1)
    days = last_end - first_end + 1
    stands = says[:, before:].copy()
    for day in range(before):
        stands &= says[:, day : day + days]
    return stands


def _saying_days(panel: Panel, first_end: int, last_end: int, rule: RuleVersion) -> Flags:
    """Return the days on which some window says lagging."""
    candidates = _could_lag(panel, first_end, last_end, rule)
    cells, offsets = np.nonzero(candidates)
    for start in range(0, len(cells), LOOKS_AT_ONCE):
        part = slice(start, start + LOOKS_AT_ONCE)
        rows, columns = cells[part], offsets[part]
        ends = columns + first_end
        looks = evidence_of(weeks_before(panel, rows, ends, rule), panel.spread_of(rows, ends), rule)
        candidates[rows, columns] = looks.lagging.any(axis=1)
    return candidates


def closing_days(panel: Panel, first_end: int, last_end: int, rule: RuleVersion) -> Flags:
    """Return, for cells × end columns, whether an open flag closes on that day.

    It closes when the share is at target in the window shown and in every shorter window with enough clocks;
    or when even the longest window shown has too few clocks to say anything.
    """
    shape = (panel.cells, last_end - first_end + 1)
    at_target, decided = np.ones(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for weeks in sorted({*rule.windows, *rule.shown}):
        due, met, expected = _window(panel, first_end, last_end, weeks)
        enough = due >= rule.fewest_due
        kept = met * MILLION >= expected
        at_target &= decided | ~enough | kept
        if weeks in rule.shown:
            decided |= enough
    return at_target | ~decided


def latest_evidence(panel: Panel, end: int, rule: RuleVersion) -> Counts:
    """Return the end column of the evidence that still holds each cell lagging at ``end``; 0 where none does.

    Looks back from ``end`` for whichever came last, a day with evidence or a day on which a flag closes.
    Evidence wins when both fall on one day.
    """
    found = np.zeros(panel.cells, dtype=np.int64)
    pending = np.arange(panel.cells)
    last, span = end, 1
    while len(pending) and last > 0:
        first = max(1, last - span + 1)
        part = panel if len(pending) == panel.cells else panel.rows(pending)
        evidence, closing = lagging_days(part, first, last, rule), closing_days(part, first, last, rule)
        any_evidence, any_closing = evidence.any(axis=1), closing.any(axis=1)
        evidence_end = last - np.argmax(evidence[:, ::-1], axis=1)
        closing_end = last - np.argmax(closing[:, ::-1], axis=1)
        holds = any_evidence & (~any_closing | (evidence_end >= closing_end))
        found[pending[holds]] = evidence_end[holds]
        pending = pending[~any_evidence & ~any_closing]
        last, span = first - 1, LOOK_BACK_DAYS
    return found


def state_days(panel: Panel, first_end: int, last_end: int, rule: RuleVersion) -> Flags:
    """Return, for cells × end columns, whether the cell is lagging on that day: evidence, or not yet recovered.

    The same as judging every day by itself, in one pass: for trends and for trials.
    """
    before = latest_evidence(panel, first_end - 1, rule) > 0
    evidence = lagging_days(panel, first_end, last_end, rule)
    closing = closing_days(panel, first_end, last_end, rule) & ~evidence
    place = np.arange(evidence.shape[1])
    last_evidence = np.maximum.accumulate(np.where(evidence, place, -1), axis=1)
    last_closing = np.maximum.accumulate(np.where(closing, place, -1), axis=1)
    untouched = (last_evidence < 0) & (last_closing < 0)
    return np.asarray(np.where(untouched, before[:, None], last_evidence > last_closing), dtype=bool)


def _could_lag(panel: Panel, first_end: int, last_end: int, rule: RuleVersion) -> Flags:
    """Return the days on which some window's strict limit, without any discount for clusters, is below target.

    Wilson's upper limit is below the target exactly when ``expected − met > z·sqrt(n·t·(1−t))``.
    """
    found = np.zeros((panel.cells, last_end - first_end + 1), dtype=bool)
    for weeks in rule.windows:
        due, met, expected = _window(panel, first_end, last_end, weeks)
        shortfall = expected - MILLION * met
        maybe = (due >= rule.fewest_due) & (shortfall > 0)
        total, wanted, short = due[maybe], expected[maybe] / MILLION, shortfall[maybe] / MILLION
        room = rule.strict_z**2 * wanted * (1 - wanted / total)
        maybe[maybe] = short**2 > room * (1 - MARGIN)
        found |= maybe
    return found


def _window(panel: Panel, first_end: int, last_end: int, weeks: int) -> tuple[Counts, Counts, Counts]:
    """Return due, met and expected (millionths) of the window of ``weeks`` that ends at each end column."""
    length = DAYS_IN_WEEK * weeks
    due, met, expected = (
        _moving(total, first_end, last_end, length) for total in (panel.due, panel.met, panel.expected)
    )
    return due, met, expected


def _moving(totals: Counts, first_end: int, last_end: int, length: int) -> Counts:
    moving = totals[:, first_end : last_end + 1].copy()
    inside = max(length - first_end, 0)  # ends before this one have a window that begins with the data
    moving[:, inside:] -= totals[:, max(first_end - length, 0) : max(last_end + 1 - length, 0)]
    return moving
