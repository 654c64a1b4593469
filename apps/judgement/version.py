"""The constants of the decision rule, frozen under an id. A change is a new version, never an edit of an old one."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import ClassVar

import numpy as np

from apps.judgement.statistics.grouped import Counts, Floats
from apps.judgement.statistics.proportion import z_value


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """Everything the judgement depends on besides the counts and the target.

    Windows are whole weeks that end on the day judged, so that weekends cannot tilt them.
    """

    id: str
    #: Windows searched for evidence, in weeks.
    windows: tuple[int, ...]
    #: Windows for the share shown, shortest first; the first with enough clocks is used: small ones are pooled.
    shown: tuple[int, ...]
    #: Fewest clocks due in a window before anything is said about it.
    fewest_due: int
    #: Two-sided confidence of the strict upper limit that must lie below target.
    strict_confidence: float
    #: Two-sided confidence of the limits shown.
    shown_confidence: float
    #: How improbable, as one in so many, the counts must be for a manufacturer that keeps its duties.
    odds_against_chance: float
    #: Factors by which the odds of missing may have grown; the evidence is the mean over them.
    odds_factors: tuple[float, ...]
    #: Weeks before a window that make its reference record.
    reference_weeks: int
    #: One-sided confidence of the reference record's lower limit.
    reference_confidence: float
    #: Weeks' worth of belief that misses do not come in clusters, before the weeks are looked at.
    cluster_prior_weeks: float
    #: How many of a window's worst weeks are left out when asking whether it still falls short.
    worst_weeks_spared: int
    #: By how many standard deviations of chance it must still fall short then.
    still_short_by: float
    #: Whether it is fed units of evidence (cases and orders of proven cars), not single duties.
    by_unit: ClassVar[bool] = False

    def __post_init__(self) -> None:
        """Refuse constants that contradict one another."""
        if not set(self.shown) <= set(self.windows):
            raise ValueError("windows shown must be among the windows searched")
        if self.fewest_due < 1 or self.odds_against_chance <= 1 or min(self.odds_factors) <= 1:
            raise ValueError("fewest_due must be at least 1; odds and their factors must be above 1")

    @property
    def threshold(self) -> float:
        """Natural logarithm of ``odds_against_chance``: what the evidence must reach."""
        return log(self.odds_against_chance)

    @property
    def strict_z(self) -> float:
        """Normal quantile of the strict limit."""
        return z_value(self.strict_confidence)

    @property
    def shown_z(self) -> float:
        """Normal quantile of the limits shown."""
        return z_value(self.shown_confidence)

    @property
    def reference_z(self) -> float:
        """Normal quantile of the reference record's lower limit."""
        return z_value(self.reference_confidence, "lower")

    @property
    def weeks_needed(self) -> int:
        """Weeks of history that a day's evidence looks back on."""
        return max(*self.windows, *self.shown) + self.reference_weeks

    @property
    def days_on_end(self) -> int:
        """Days on end on which the evidence must stand before it counts."""
        return 1

    @property
    def spared(self) -> Counts:
        """How many of its worst weeks each window is spared."""
        return np.full(len(self.windows), self.worst_weeks_spared)

    @property
    def window_weeks(self) -> Counts:
        """The windows as an array."""
        return np.array(self.windows, dtype=np.int64)

    @property
    def shown_columns(self) -> Counts:
        """Where the windows shown stand among the windows."""
        return np.array([self.windows.index(weeks) for weeks in self.shown], dtype=np.int64)

    @property
    def log_factors(self) -> Floats:
        """Logarithms of the odds factors."""
        return np.log(np.array(self.odds_factors, dtype=np.float64))


RULE_2026_1 = RuleVersion(
    id="2026.1",
    windows=(3, 4, 5, 6, 8, 10, 13, 17, 21, 26, 39, 52),
    shown=(13, 26, 52),
    fewest_due=20,
    strict_confidence=0.9995,
    shown_confidence=0.95,
    odds_against_chance=20_000,
    odds_factors=(1.5, 2.0, 3.0, 5.0),
    reference_weeks=52,
    reference_confidence=0.95,
    cluster_prior_weeks=5,
    worst_weeks_spared=2,
    still_short_by=1.0,
)


@dataclass(frozen=True, slots=True)
class SharedErrorRule(RuleVersion):
    """A rule measured against the target alone, whose error is spent once a manufacturer and not once a cell."""

    #: Fewest different weeks with clocks due in a window before it can say anything.
    fewest_weeks: int
    #: The correlation of the misses of one week that is taken for granted, however even the weeks look.
    least_correlation: float
    #: By how much the clustering seen is taken to be understated.
    cluster_caution: float
    #: By how much the square of ``still_short_by`` grows with the logarithm of the number of scopes.
    still_short_growth: float
    #: Windows of so many weeks and more are spared one more of their worst weeks.
    one_more_spared_from: int
    #: Days on end on which the evidence must stand before it counts: one look may be luck.
    stands_days: int
    by_unit: ClassVar[bool] = True

    @property
    def days_on_end(self) -> int:
        """Days on end on which the evidence must stand before it counts."""
        return self.stands_days

    @property
    def spared(self) -> Counts:
        """How many of its worst weeks each window is spared."""
        return np.asarray(self.worst_weeks_spared + (self.window_weeks >= self.one_more_spared_from), dtype=np.int64)


# docs/decisions/0030-error-once-a-manufacturer.md
RULE_2026_2 = SharedErrorRule(
    id="2026.2",
    windows=(4, 5, 6, 8, 10, 13, 17, 21, 26, 39, 52),
    shown=(13, 26, 52),
    fewest_due=6,
    strict_confidence=0.998,
    shown_confidence=0.95,
    odds_against_chance=200,
    odds_factors=(1.5, 2.0, 3.0, 5.0, 9.0),
    reference_weeks=52,
    reference_confidence=0.95,
    cluster_prior_weeks=5,
    worst_weeks_spared=3,
    still_short_by=0.5,
    fewest_weeks=3,
    least_correlation=0.003,
    cluster_caution=1.25,
    still_short_growth=1.0,
    one_more_spared_from=8,
    stands_days=5,
)

#: Oldest first.
RULES = {RULE_2026_1.id: RULE_2026_1, RULE_2026_2.id: RULE_2026_2}
CURRENT_RULE: RuleVersion = RULE_2026_2


def rule_by_id(rule_id: str) -> RuleVersion:
    """Return a rule version by its id. Raises KeyError with the ids known."""
    try:
        return RULES[rule_id]
    except KeyError:
        raise KeyError(f"no rule version {rule_id!r}; known: {sorted(RULES)}") from None
