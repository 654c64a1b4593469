"""Figures of the desks: shares with limits, by manufacturer, country and week, out of the tallies.

Each function is one query over the tallies of a selection, so its cost follows the number of cell-days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.db.models.functions import TruncWeek

from apps.organizations.models import Organization

from .filters import Selection
from .models import Judgement, State
from .stats.proportion import ShareInterval, wilson

#: Which state speaks for a manufacturer when its cells differ: the gravest.
GRAVITY = (State.LAGGING, State.WATCH, State.COMPLIANT, State.NOT_ENOUGH_DATA)
#: The charts' word for a state.
CHART_STATE: Mapping[str, str] = {State.NOT_ENOUGH_DATA: "unknown"}
FEWEST = 20


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


@dataclass(frozen=True)
class LeagueRow:
    """A manufacturer's place: its share in the period and before, and the gravest state of its cells."""

    manufacturer: Organization
    share: Share
    before: Share
    state: str

    @property
    def change(self) -> float | None:
        """Difference of the shares in percentage points; None when either period has too few cases to say."""
        if min(self.share.due, self.before.due) < FEWEST:
            return None
        return 100 * ((self.share.value or 0) - (self.before.value or 0))


def total(selection: Selection) -> Share:
    """The share over everything selected."""
    row = selection.tallies().aggregate(due=Sum("due", default=0), met=Sum("met", default=0))
    return Share(row["due"], row["met"])


def by(selection: Selection, name: str) -> dict[object, Share]:
    """Shares by a column of the tallies (``manufacturer_id``, ``country``, ``obligation_id``, ``powertrain``)."""
    rows = selection.tallies().values_list(name).annotate(due=Sum("due"), met=Sum("met")).order_by(name)
    return {key: Share(due, met) for key, due, met in rows}


def league(selection: Selection) -> list[LeagueRow]:
    """All manufacturers with anything due, gravest state and lowest upper limit first (4 queries)."""
    now, before = by(selection, "manufacturer_id"), by(selection.before(), "manufacturer_id")
    makers = Organization.objects.in_bulk([int(str(key)) for key in now])
    states = gravest_states(selection)
    rows = [
        LeagueRow(makers[pk], share, before.get(pk, Share(0, 0)), states.get(pk, State.NOT_ENOUGH_DATA))
        for pk, share in ((int(str(key)), share) for key, share in now.items())
        if share.due and pk in makers
    ]
    return sorted(rows, key=_place)


def _place(row: LeagueRow) -> tuple[int, float, str]:
    interval = row.share.interval
    return GRAVITY.index(State(row.state)), interval.upper if interval else 1.0, row.manufacturer.name


def gravest_states(selection: Selection) -> dict[int, str]:
    """The gravest state of each manufacturer's visible cells, as far as they match the selection."""
    rows = Judgement.objects.all()
    if selection.country:
        rows = rows.filter(country=selection.country)
    if selection.obligation:
        rows = rows.filter(obligation_id=selection.obligation)
    if selection.manufacturer:
        rows = rows.filter(manufacturer_id=selection.manufacturer)
    return gravest(rows.values_list("manufacturer_id", "state"))


def gravest(pairs: Iterable[tuple[int, str]]) -> dict[int, str]:
    """For each key the gravest of its states."""
    found: dict[int, str] = {}
    for key, state in pairs:
        if key not in found or GRAVITY.index(State(state)) < GRAVITY.index(State(found[key])):
            found[key] = state
    return found


@dataclass(frozen=True)
class Weekly:
    """Weeks (their Mondays) and, by key, the share due in each."""

    weeks: list[date]
    shares: dict[object, list[Share]]


def weekly(selection: Selection, name: str) -> Weekly:
    """Shares week by week for each value of a column; the first week may be cut, so it starts on a Monday."""
    first = selection.first - timedelta(days=selection.first.weekday())
    span = Selection(
        first, selection.last, selection.country, selection.obligation, selection.powertrain, selection.manufacturer
    )
    weeks = [first + timedelta(weeks=n) for n in range((selection.last - first).days // 7 + 1)]
    rows = (
        span.tallies()
        .annotate(week=TruncWeek("due_on"))
        .values_list(name, "week")
        .annotate(due=Sum("due"), met=Sum("met"))
        .order_by(name, "week")
    )
    found: dict[object, dict[date, Share]] = defaultdict(dict)
    for key, week, due, met in rows:
        found[key][week] = Share(due, met)
    nothing = Share(0, 0)
    return Weekly(weeks, {key: [shares.get(week, nothing) for week in weeks] for key, shares in found.items()})
