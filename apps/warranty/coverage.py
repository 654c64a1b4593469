"""Whether a warranty covers a fault: pure arithmetic of days and kilometres over what a plan promises."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .content import PlanContent

#: Later than every last day, higher than every last kilometre: where a term knows no such limit.
_NO_DAY, _NO_KM = date.max, 10**9


class Verdict(StrEnum):
    """Covered, or the one reason why not."""

    COVERED = "covered"
    NOT_BEGUN = "not_begun"
    ENDED_BY_DAY = "ended_by_day"
    ENDED_BY_DISTANCE = "ended_by_distance"
    EXCLUDED = "excluded"
    NOT_IN_PLAN = "not_in_plan"
    NOT_TRANSFERRED = "not_transferred"
    NO_TERM = "no_term"


@dataclass(frozen=True)
class Span:
    """From a day on, to a last day and a last kilometre on the odometer, both included; None: no such limit."""

    first_day: date
    last_day: date | None
    last_km: int | None

    def verdict(self, on: date, km: int) -> Verdict:
        """How it stands on a day at an odometer."""
        if on < self.first_day:
            return Verdict.NOT_BEGUN
        if self.last_km is not None and km > self.last_km:
            return Verdict.ENDED_BY_DISTANCE
        return Verdict.COVERED if on <= (self.last_day or _NO_DAY) else Verdict.ENDED_BY_DAY

    @property
    def reach(self) -> tuple[date, int]:
        """What to compare spans by: the later last day, then the higher last kilometre, lasts longer."""
        return self.last_day or _NO_DAY, _NO_KM if self.last_km is None else self.last_km

    def days_left(self, on: date) -> int | None:
        """Days that are left after a day, none below zero; None: no limit by date."""
        return None if self.last_day is None else max(0, (self.last_day - on).days)

    def months_left(self, on: date) -> int | None:
        """Whole months that are left, counted as terms are."""
        if self.last_day is None:
            return None
        end = self.last_day + timedelta(days=1)
        months = (end.year - on.year) * 12 + end.month - on.month
        return max(0, months - (on.day > end.day))

    def km_left(self, km: int) -> int | None:
        """Kilometres that are left; None: no limit by distance."""
        return None if self.last_km is None else max(0, self.last_km - km)


@dataclass(frozen=True)
class Term:
    """``months`` or ``kilometres``, whichever comes first; None: no such limit. One of them there is.

    ``capacity_percent``: of a drive battery, the share of its first capacity that it keeps for the term.
    """

    months: int | None
    kilometres: int | None = None
    group: str = ""
    capacity_percent: int | None = None

    def last_day(self, starts_on: date) -> date | None:
        """The last day covered: the day before the same date ``months`` later.

        A term that would end on a day its month lacks (31 January plus one month) ends with the month.
        """
        return None if self.months is None else month_later(starts_on, self.months)

    def span(self, starts_on: date, *, from_km: int = 0) -> Span:
        """The term begun on a day; ``from_km``: where its kilometres are counted from (0: as the odometer shows)."""
        return Span(starts_on, self.last_day(starts_on), None if self.kilometres is None else from_km + self.kilometres)


def month_later(starts_on: date, months: int) -> date:
    """The last of so many months that begin with a day."""
    index = starts_on.month - 1 + months
    year, month = starts_on.year + index // 12, index % 12 + 1
    length = calendar.monthrange(year, month)[1]
    if starts_on.day > length:
        return date(year, month, length)
    return date(year, month, starts_on.day) - timedelta(days=1)


@dataclass(frozen=True)
class Decision:
    """``term`` and ``span``: by which it is covered, or was until it ended; ``by_repair``: of a part fitted later."""

    verdict: Verdict
    group: str
    term: Term | None = None
    span: Span | None = None
    by_repair: bool = False

    @property
    def covered(self) -> bool:
        return self.verdict is Verdict.COVERED


def decide(
    plan: PlanContent,
    component: str,
    *,
    starts_on: date,
    on: date,
    km: int,
    transferred_on: date | None = None,
    fitted: Iterable[Span] = (),
) -> Decision:
    """Decide by a plan's content (content.py) whether a part is covered on a day at an odometer.

    ``starts_on``: the first delivery; ``transferred_on``: when the car first went to a next owner; ``fitted``: the
    spans of parts of this kind that repairs fitted, for which the longest counts.
    """
    group = plan.group_of(component)
    if transferred_on is not None and on >= transferred_on and not plan.transferable:
        return Decision(Verdict.NOT_TRANSFERRED, group)
    term = plan.term_of(group)
    found = [Decision(span.verdict(on, km), group, plan.repair_term, span, by_repair=True) for span in fitted]
    if term is not None:
        span = term.span(starts_on)
        found.append(Decision(span.verdict(on, km), group, term, span))
    longest = max(found, key=_lasting, default=None)
    if longest is not None and (longest.covered or term is not None):
        return longest
    return Decision(Verdict.EXCLUDED if group in plan.excluded_groups else Verdict.NOT_IN_PLAN, group)


def _lasting(found: Decision) -> tuple[bool, Any]:
    """What covers comes before what does not; then what lasts longer."""
    return found.covered, found.span.reach if found.span else None
