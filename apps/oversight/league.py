"""Figures of the desks: shares with limits, by manufacturer, country and week, out of the tallies.

Each is one query over the tallies of a selection, so its cost follows the number of cell-days.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Sum
from django.db.models.functions import TruncWeek

from apps.compliance.models import Judgement, State
from apps.compliance.targets import MILLION, Targets
from apps.duties.outcomes import FEWEST
from apps.judgement.statistics.proportion import ShareInterval, wilson
from apps.organizations.models import Organization

from .filters import Selection

#: Which state speaks for a manufacturer when its cells differ: the gravest.
GRAVITY = (State.LAGGING, State.WATCH, State.COMPLIANT, State.NOT_ENOUGH_DATA)
#: The charts' word for a state.
CHART_STATE: Mapping[str, str] = {State.NOT_ENOUGH_DATA: "unknown"}
#: A point of a trend looks back so many weeks: single weeks of a small manufacturer say nothing.
TREND_WEEKS = 4


@dataclass(frozen=True)
class Share:
    """So many kept of so many due, with Wilson's 95 % limits; None where nothing was due."""

    due: int
    met: int

    @property
    def missed(self) -> int:
        return self.due - self.met

    @property
    def interval(self) -> ShareInterval | None:
        return wilson(self.met, self.due)

    @property
    def value(self) -> float | None:
        return self.met / self.due if self.due else None


class Row(NamedTuple):
    """What fell due and was kept of one manufacturer's duty in one country; ``responsible``: who owed it."""

    manufacturer: int
    obligation: str
    country: str
    responsible: str
    due: int
    met: int


@dataclass(frozen=True)
class LeagueRow:
    """A manufacturer's place: its share in the period and before, and how many of its cells are in which state."""

    manufacturer: Organization
    share: Share
    before: Share
    cells: Counter[str] = field(default_factory=Counter)

    @property
    def state(self) -> str:
        """The gravest state of its cells speaks for it."""
        return gravest_of(self.cells)

    @property
    def speaking(self) -> int:
        """How many cells are in that state."""
        return self.cells[self.state]

    @property
    def judged(self) -> int:
        """Cells with enough data to be judged."""
        return self.cells.total() - self.cells[State.NOT_ENOUGH_DATA]

    @property
    def change(self) -> float | None:
        """Difference of the shares in percentage points; None when either period has too few cases to say."""
        if min(self.share.due, self.before.due) < FEWEST:
            return None
        return 100 * ((self.share.value or 0) - (self.before.value or 0))


@dataclass(frozen=True)
class Figures:
    """What fell due in a selection and was kept, cut by any of four columns: read once for all figures of a page."""

    selection: Selection
    rows: list[Row]

    @property
    def total(self) -> Share:
        """The share over everything selected."""
        return Share(sum(row.due for row in self.rows), sum(row.met for row in self.rows))

    def by(self, name: str) -> dict[Any, Share]:
        """Shares by a column of ``Row``, in its order."""
        sums: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
        for row in self.rows:
            part = sums[getattr(row, name)]
            part[0], part[1] = part[0] + row.due, part[1] + row.met
        return {key: Share(*sums[key]) for key in sorted(sums)}

    def target(self, targets: Targets) -> float | None:
        """The target: each duty's and country's own, weighted by what fell due; None when nothing did."""
        due = self.total.due
        wanted = sum(
            row.due * targets.on(row.obligation, row.country, self.selection.last).millionths for row in self.rows
        )
        return round(wanted / due / MILLION, 3) if due else None


def figures(selection: Selection) -> Figures:
    """The figures of a selection (1 query over its tallies)."""
    rows = selection.tallies().values_list("manufacturer_id", "obligation_id", "country", "obligation__responsible")
    counts = rows.annotate(due=Sum("due"), met=Sum("met")).order_by()
    return Figures(selection, [Row(maker, duty, str(country), *rest) for maker, duty, country, *rest in counts])


def league(now: Figures, before: Figures) -> list[LeagueRow]:
    """All manufacturers with anything due, gravest state and lowest upper limit first (2 queries)."""
    shares, earlier = now.by("manufacturer"), before.by("manufacturer")
    makers = Organization.objects.in_bulk(list(shares))
    cells = cell_states(now.selection)
    rows = [
        LeagueRow(makers[pk], share, earlier.get(pk, Share(0, 0)), cells.get(pk, Counter()))
        for pk, share in shares.items()
        if share.due and pk in makers
    ]
    return sorted(rows, key=_place)


def _place(row: LeagueRow) -> tuple[int, float, str]:
    interval = row.share.interval
    return GRAVITY.index(State(row.state)), interval.upper if interval else 1.0, row.manufacturer.name


def cell_states(selection: Selection) -> dict[int, Counter[str]]:
    """How many visible cells of each manufacturer are in which state, as far as they match the selection.

    Cells are judged in windows of their own and over all powertrains, so period and powertrain do not narrow them.
    """
    rows = Judgement.objects.all()
    if selection.country:
        rows = rows.filter(country=selection.country)
    if selection.obligation:
        rows = rows.filter(obligation_id=selection.obligation)
    if selection.manufacturer:
        rows = rows.filter(manufacturer_id=selection.manufacturer)
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for maker, state, count in rows.order_by().values_list("manufacturer_id", "state").annotate(count=Count("id")):
        found[maker][state] += count
    return dict(found)


def gravest_of(states: Iterable[str]) -> str:
    """The gravest of some states; not enough data when there are none."""
    return min(states, key=lambda state: GRAVITY.index(State(state)), default=State.NOT_ENOUGH_DATA)


@dataclass(frozen=True)
class Weekly:
    """Weeks (their Mondays) and, by key, the share due in each."""

    weeks: list[date]
    shares: dict[object, list[Share]]


def weekly(selection: Selection, name: str) -> Weekly:
    """Shares for each value of a column, a point a week: the four weeks up to its Sunday (1 query).

    The week that is not over yet is left out, so that no point rests on a few days.
    """
    last = selection.last - timedelta(days=(selection.last.weekday() + 1) % 7)
    first = selection.first - timedelta(days=selection.first.weekday())
    count = max(1, ((last - first).days + 1) // 7)
    early = first - timedelta(weeks=TREND_WEEKS - 1)
    weeks = [early + timedelta(weeks=n) for n in range(count + TREND_WEEKS - 1)]
    rows = (
        replace(selection, first=early, last=last)
        .tallies()
        .annotate(week=TruncWeek("due_on"))
        .values_list(name, "week")
        .annotate(due=Sum("due"), met=Sum("met"))
        .order_by(name, "week")
    )
    found: dict[object, dict[date, Share]] = defaultdict(dict)
    for key, week, due, met in rows:
        found[key][week] = Share(due, met)
    return Weekly(weeks[TREND_WEEKS - 1 :], {key: _rolling(shares, weeks) for key, shares in found.items()})


def _rolling(shares: Mapping[date, Share], weeks: list[date]) -> list[Share]:
    nothing = Share(0, 0)
    single = [shares.get(week, nothing) for week in weeks]
    stretches = (single[end - TREND_WEEKS : end] for end in range(TREND_WEEKS, len(single) + 1))
    return [Share(sum(s.due for s in part), sum(s.met for s in part)) for part in stretches]
