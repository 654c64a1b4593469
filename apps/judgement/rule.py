"""The judgement of a cell on a day: compliant, watch, lagging or not enough data.

*Lagging* when in one of the rule's windows the strict upper limit of the share kept lies below target **and** the
evidence against chance reaches its threshold; it stays lagging until the share is back at target (``paths``).
*Watch* when the share shown is below target. The state is a function of the day counts up to that day alone:
no earlier run matters, so any past day can be judged again, in any order, with the same result.

The day judged must be over. The rule in three sentences stands in docs/decisions/0010-judgement-rule.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from apps.judgement.e_values import DAYS_IN_WEEK, Evidence, evidence_of, weeks_before
from apps.judgement.lagging import Flags, latest_evidence
from apps.judgement.panels import MILLION, CellHistory, Panel, panel_from_histories
from apps.judgement.statistics.grouped import Counts, Floats
from apps.judgement.statistics.proportion import wilson_limits
from apps.judgement.version import CURRENT_RULE, RuleVersion

CELLS_AT_ONCE = 4096
# Reported figures are cut here, so that the last bit of a processor's logarithm cannot change a digest.
DECIMALS = 9


class State(StrEnum):
    """What the judgement says of a cell."""

    COMPLIANT = "compliant"
    WATCH = "watch"
    LAGGING = "lagging"
    NOT_ENOUGH_DATA = "not_enough_data"


class Reason(StrEnum):
    """Why; codes that the desks put into words."""

    TOO_FEW_DUE = "too_few_due"
    POOLED_WINDOW = "pooled_window"
    SHARE_AT_TARGET = "share_at_target"
    SHARE_BELOW_TARGET = "share_below_target"
    UPPER_LIMIT_BELOW_TARGET = "upper_limit_below_target"
    BEYOND_CHANCE = "beyond_chance"
    AGAINST_OWN_RECORD = "against_own_record"
    CLUSTERS_DISCOUNTED = "clusters_discounted"
    NOT_YET_RECOVERED = "not_yet_recovered"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The judgement of one cell on one day. Shares are between 0 and 1; ``None`` where there are no clocks.

    For a cell with evidence today the window is the one with the most evidence; otherwise it is the window shown
    (the shortest of 13, 26 and 52 weeks with enough clocks).
    """

    state: State
    window_days: int
    due: int
    met: int
    target: float | None
    share: float | None
    lower: float | None
    upper: float | None
    #: Upper limit at the strict confidence, clusters discounted: below target in a lagging window.
    strict_upper: float | None
    #: Natural logarithm of the evidence against chance in the window with most of it; ``None``: no window to judge.
    log_e: float | None
    threshold: float
    #: Share the evidence was measured against: the target, or the cell's own earlier record when higher.
    reference: float | None
    #: By how much clustering discounts the counts; 1: not at all.
    dispersion: float | None
    #: The latest day with evidence of lagging, while the state is lagging.
    evidence_on: date | None
    reasons: tuple[Reason, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Judgements:
    """The judgements of many cells on one day, one entry each; ``row(i)`` gives the i-th in words."""

    at: date
    rule: RuleVersion
    lagging: Flags
    evidence_today: Flags
    evidence_day: Counts  # ordinal; 0 when not lagging
    enough: Flags
    window_weeks: Counts
    due: Counts
    met: Counts
    expected: Counts  # millionths
    share: Floats
    target: Floats
    lower: Floats
    upper: Floats
    strict_upper: Floats
    log_e: Floats
    threshold: Floats
    reference: Floats
    dispersion: Floats

    def __len__(self) -> int:
        return len(self.lagging)

    @property
    def states(self) -> list[State]:
        """The state of each cell."""
        return [self._state(i) for i in range(len(self))]

    def row(self, i: int) -> Judgement:
        """Return the judgement of the i-th cell."""
        return Judgement(
            state=self._state(i),
            window_days=DAYS_IN_WEEK * int(self.window_weeks[i]),
            due=int(self.due[i]),
            met=int(self.met[i]),
            target=_number(self.target[i]),
            share=_number(self.share[i]),
            lower=_number(self.lower[i]),
            upper=_number(self.upper[i]),
            strict_upper=_number(self.strict_upper[i]),
            log_e=_number(self.log_e[i]),
            threshold=round(float(self.threshold[i]), DECIMALS),
            reference=_number(self.reference[i]),
            dispersion=_number(self.dispersion[i]),
            evidence_on=date.fromordinal(int(self.evidence_day[i])) if self.lagging[i] else None,
            reasons=self._reasons(i),
            rule=self.rule.id,
        )

    def _state(self, i: int) -> State:
        if self.lagging[i]:
            return State.LAGGING
        if not self.enough[i]:
            return State.NOT_ENOUGH_DATA
        return State.COMPLIANT if self._at_target(i) else State.WATCH

    def _at_target(self, i: int) -> bool:
        return bool(self.met[i] * MILLION >= self.expected[i])

    def _reasons(self, i: int) -> tuple[Reason, ...]:
        if not self.enough[i]:
            return (Reason.TOO_FEW_DUE,)
        reasons = [Reason.SHARE_AT_TARGET if self._at_target(i) else Reason.SHARE_BELOW_TARGET]
        if self.evidence_today[i]:
            reasons += [Reason.UPPER_LIMIT_BELOW_TARGET, Reason.BEYOND_CHANCE]
            if self.reference[i] > self.target[i]:
                reasons.append(Reason.AGAINST_OWN_RECORD)
            if self.dispersion[i] > 1:
                reasons.append(Reason.CLUSTERS_DISCOUNTED)
        elif self.lagging[i]:
            reasons.append(Reason.NOT_YET_RECOVERED)
        if self.window_weeks[i] > self.rule.shown[0]:
            reasons.append(Reason.POOLED_WINDOW)
        return tuple(reasons)


def judge(history: CellHistory, target: float, at: date, rule: RuleVersion = CURRENT_RULE) -> Judgement:
    """Judge one cell as of the end of day ``at``; later rows of ``history`` are not looked at.

    Raises ValueError for a target outside (0, 1) or counts with ``met > due``.
    """
    return judge_many(panel_from_histories([history], [target]), at, rule).row(0)


def judge_histories(
    histories: Sequence[CellHistory], targets: Sequence[float], at: date, rule: RuleVersion = CURRENT_RULE
) -> list[Judgement]:
    """Judge several ragged cells; the same as ``judge`` for each."""
    judged = judge_many(panel_from_histories(histories, targets), at, rule)
    return [judged.row(i) for i in range(len(judged))]


def judge_many(panel: Panel, at: date, rule: RuleVersion = CURRENT_RULE) -> Judgements:
    """Judge every cell of ``panel`` as of the end of day ``at``."""
    panel = panel.until(at.toordinal())
    end = panel.end_of(at.toordinal())
    parts = [
        _judge_part(panel.rows(np.arange(start, min(start + CELLS_AT_ONCE, panel.cells))), end, at, rule)
        for start in range(0, max(panel.cells, 1), CELLS_AT_ONCE)
    ]
    return parts[0] if len(parts) == 1 else _joined(parts)


def _judge_part(panel: Panel, end: int, at: date, rule: RuleVersion) -> Judgements:
    cell = np.arange(panel.cells)
    weeks = weeks_before(panel, cell, np.full(panel.cells, end), rule)
    evidence = evidence_of(weeks, panel.spread_of(cell, np.full(panel.cells, end)), rule)
    evidence_end = latest_evidence(panel, end, rule)
    lagging, today = evidence_end > 0, (evidence_end == end) & (end > 0)
    most = np.where(today, _most(evidence, evidence.lagging), _most(evidence, evidence.due >= rule.fewest_due))
    column = np.where(today, most, evidence.shown)
    window = rule.window_weeks[column]
    due, met, expected = weeks.due[cell, window], weeks.met[cell, window], weeks.expected[cell, window]
    lower, upper = wilson_limits(met, due, rule.shown_z)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = met / due
    return Judgements(
        at=at,
        rule=rule,
        lagging=lagging,
        evidence_today=today,
        evidence_day=np.where(lagging, panel.first_day + evidence_end - 1, 0),
        enough=evidence.enough,
        window_weeks=window,
        due=due,
        met=met,
        expected=expected,
        share=share,
        target=evidence.target[cell, column],
        lower=lower,
        upper=upper,
        strict_upper=evidence.strict_upper[cell, column],
        log_e=evidence.log_e[cell, most],
        threshold=evidence.threshold,
        reference=evidence.reference[cell, most],
        dispersion=evidence.dispersion[cell, column],
    )


def _most(evidence: Evidence, among: Flags) -> Counts:
    """Return for each cell the window with the most evidence among those admitted."""
    most: Counts = np.argmax(np.where(among, evidence.log_e, -np.inf), axis=1)
    return most


def _joined(parts: list[Judgements]) -> Judgements:
    arrays = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in Judgements.__slots__
        if name not in {"at", "rule"}
    }
    return Judgements(at=parts[0].at, rule=parts[0].rule, **arrays)


def _number(value: float) -> float | None:
    return round(float(value), DECIMALS) if np.isfinite(value) else None
