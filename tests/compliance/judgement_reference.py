"""The decision rule once more, in plain Python over one cell and one day: what the fast code is compared with.

Written from docs/decisions/0010-judgement-rule.md, not from the fast code; slow, and easy to read aloud.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import exp, log, sqrt

from apps.judgement.version import RuleVersion, SharedErrorRule

Counts = dict[int, tuple[int, int]]  # day -> (due, met)


@dataclass(frozen=True)
class Window:
    """Counts of the days after ``start`` up to and including ``end``."""

    due: int
    met: int
    weeks: tuple[tuple[int, int], ...]  # (due, met) of its weeks, latest first

    def below(self, target: Fraction) -> bool:
        return self.met < target * self.due


def window(counts: Counts, end: int, length: int, skip: int = 0) -> Window:
    weeks = []
    for number in range(skip, skip + length):
        days = [counts.get(end - 7 * number - offset, (0, 0)) for offset in range(7)]
        weeks.append((sum(due for due, _ in days), sum(met for _, met in days)))
    return Window(sum(due for due, _ in weeks), sum(met for _, met in weeks), tuple(weeks))


def wilson_limit(k: float, n: float, z: float, sign: int) -> float:
    share = k / n
    root = sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (share + z * z / (2 * n) + sign * z * root) / (1 + z * z / n)


def chi_square(part: Window) -> tuple[float, int]:
    if part.met in (0, part.due):
        return 0.0, 0
    share = part.met / part.due
    busy = [(due, met) for due, met in part.weeks if due]
    return sum((met - due * share) ** 2 / (due * share * (1 - share)) for due, met in busy), len(busy) - 1


def log_evidence(due: float, missed: float, reference: float, rule: RuleVersion) -> float:
    logs = [missed * log(m) - due * log(1 + (m - 1) * (1 - reference)) for m in rule.odds_factors]
    top = max(logs)
    return top + log(sum(exp(value - top) for value in logs) / len(logs))


def shown_weeks(counts: Counts, day: int, rule: RuleVersion) -> int | None:
    return next((w for w in rule.shown if window(counts, day, w).due >= rule.fewest_due), None)


def evidence_today(counts: Counts, target: Fraction, day: int, rule: RuleVersion) -> dict[int, float]:
    """The windows (in weeks) that say lagging on a day, with their log-evidence."""
    shown = shown_weeks(counts, day, rule) or rule.shown[-1]
    recent = [window(counts, day, w) for w in rule.windows if w <= shown]
    still_short = all(w.below(target) for w in recent if w.due >= rule.fewest_due)
    found = {}
    for weeks in rule.windows:
        now = window(counts, day, weeks)
        record = window(counts, day, rule.reference_weeks, skip=weeks)
        if now.due < rule.fewest_due or not now.below(target) or (weeks > shown and not still_short):
            continue
        (inside, inside_df), (outside, outside_df) = chi_square(now), chi_square(record)
        prior = rule.cluster_prior_weeks
        spread = max(1.0, (prior + inside + outside) / (prior + inside_df + outside_df))
        reference = float(target)
        if record.due >= rule.fewest_due:
            reference = max(reference, wilson_limit(record.met / spread, record.due / spread, rule.reference_z, -1))
        upper = wilson_limit(now.met / spread, now.due / spread, rule.strict_z, 1)
        evidence = log_evidence(now.due / spread, (now.due - now.met) / spread, reference, rule)
        chance = sqrt(now.due * float(target) * (1 - float(target)))
        worst = sorted((max(target * due - met, Fraction(0)) for due, met in now.weeks), reverse=True)
        if (
            upper < target
            and evidence >= log(rule.odds_against_chance)
            and target * now.due - now.met - sum(worst[: rule.worst_weeks_spared]) > rule.still_short_by * chance
        ):
            found[weeks] = evidence
    return found


def closes(counts: Counts, target: Fraction, day: int, rule: RuleVersion) -> bool:
    shown = shown_weeks(counts, day, rule)
    if shown is None:
        return True
    windows = [window(counts, day, w) for w in rule.windows if w <= shown]
    return not any(w.below(target) for w in windows if w.due >= rule.fewest_due)


def state(counts: Counts, target: Fraction, day: int, rule: RuleVersion) -> str:
    first = min(counts, default=day)
    for past in range(day, first - 1, -1):
        if evidence_today(counts, target, past, rule):
            return "lagging"
        if closes(counts, target, past, rule):
            break
    shown = shown_weeks(counts, day, rule)
    if shown is None:
        return "not_enough_data"
    return "watch" if window(counts, day, shown).below(target) else "compliant"


# Rule 2026.2, from docs/decisions/0030-error-once-a-manufacturer.md.


def evidence_today_2(
    counts: Counts, target: Fraction, day: int, spread: int, rule: SharedErrorRule
) -> dict[int, float]:
    """The windows (in weeks) that say lagging on a day, where some window did on each of the days before it, too.

    The manufacturer has been judged in ``spread`` scopes all that time.
    """
    said = [said_on(counts, target, day - back, spread, rule) for back in range(rule.stands_days)]
    return said[0] if all(said) else {}


def said_on(counts: Counts, target: Fraction, day: int, spread: int, rule: SharedErrorRule) -> dict[int, float]:
    """The windows that say lagging on one day by itself."""
    shown = shown_weeks(counts, day, rule) or rule.shown[-1]
    recent = [window(counts, day, w) for w in rule.windows if w <= shown]
    still_short = all(w.below(target) for w in recent if w.due >= rule.fewest_due)
    t, asked = float(target), log(rule.odds_against_chance) + log(spread)
    found = {}
    for weeks in rule.windows:
        now = window(counts, day, weeks)
        busy = [due for due, _ in now.weeks if due]
        if now.due < rule.fewest_due or len(busy) < rule.fewest_weeks or (weeks > shown and not still_short):
            continue
        (inside, df_in), (outside, df_out) = (
            chi_square(now),
            chi_square(window(counts, day, rule.reference_weeks, skip=weeks)),
        )
        prior = rule.cluster_prior_weeks
        seen = max(1.0, (prior + inside + outside) / (prior + df_in + df_out))
        floor = 1 + rule.least_correlation * (now.due / len(busy) - 1)
        wide = max(1 + rule.cluster_caution * (seen - 1), floor)
        evidence = log_evidence(now.due / wide, (now.due - now.met) / wide, t, rule)
        upper = wilson_limit(now.met / wide, now.due / wide, rule.strict_z, 1)
        short = sorted((max(target * due - met, Fraction(0)) for due, met in now.weeks), reverse=True)
        spared = rule.worst_weeks_spared + (1 if weeks >= rule.one_more_spared_from else 0)
        rest = float(target * now.due - now.met - sum(short[:spared]))
        gap = sqrt(rule.still_short_by**2 + rule.still_short_growth * log(spread))
        if upper < t and evidence >= asked and rest > gap * sqrt(now.due * t * (1 - t) * wide):
            found[weeks] = evidence
    return found
