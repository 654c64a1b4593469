"""Who stands behind a shortfall, and whether it stands without the one who gave most to it.

No flag is raised that rests on one owner or on one dealer (docs/decisions/0033-who-counts.md). Looked at before a flag
is raised only. Owners and dealers are numbered here and never named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np

from apps.judgement.e_values import log_evidence
from apps.judgement.panels import MILLION, panel_from_rows, with_families
from apps.judgement.rule import Judgement, State, judge_many
from apps.judgement.version import rule_by_id

from . import contributors
from .cells import Cell, CellCounts
from .contributors import NOBODY, Ints, Side, Units
from .evidence import judged_day

#: Who has so large a part of what fell due in the window cannot be left out with the evidence still whole.
HALF = 0.5


class Without(StrEnum):
    """What the judgement says without the owner, or the dealer, with most of the missed cases."""

    HOLDS = "holds"
    FALLS = "falls"
    #: Too little is left of the cell to say anything, or nobody is known to be behind it.
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Standing:
    """How many stand behind a window, the part of the missed cases that is the largest one's, and what holds without.

    ``largest_owner`` and ``largest_dealer`` are shares between 0 and 1.
    """

    cases: int
    cars: int
    owners: int
    dealers: int
    largest_owner: float
    largest_dealer: float
    without_owner: Without
    without_dealer: Without

    @property
    def holds(self) -> bool:
        """Whether it does not fall with any one of them."""
        return Without.FALLS not in (self.without_owner, self.without_dealer)

    def told(self) -> dict[str, Any]:
        """As plain values for evidence."""
        return {**vars(self), "without_owner": self.without_owner.value, "without_dealer": self.without_dealer.value}


def standings_of(
    lagging: Sequence[tuple[Cell, Judgement]], counts: CellCounts, *, as_of: datetime
) -> dict[Cell, Standing]:
    """Say of lagging cells of one manufacturer who stands behind each, and what is left without the largest one.

    ``counts`` are those that the cells were judged by. Runs in the system's scope; a query a duty for the windows, and
    for cells that do not fall by their window alone one for each who is left out, and one for the cars.
    """
    found = {}
    for obligation in sorted({cell.obligation for cell, _judged in lagging}):
        mine = [(cell, judged) for cell, judged in lagging if cell.obligation == obligation]
        duty = Duty(mine[0][0].manufacturer_id, obligation, counts, as_of)
        countries = sorted({country for cell, _judged in mine for country in duty.countries(cell)})
        windows = duty.units(countries, days=max(judged.window_days for _cell, judged in mine))
        for cell, judged in mine:
            begins = contributors.first_day(as_of, judged.window_days)
            found[cell] = _standing(duty, cell, judged, windows.of(windows.day >= begins).within(cell))
    return found


def _standing(duty: Duty, cell: Cell, judged: Judgement, window: Units) -> Standing:
    owner, owner_share = contributors.largest(window.owner, window.met)
    dealer, dealer_share = contributors.largest(window.dealer, window.met)
    without_dealer = _without_dealer(duty, cell, judged, window, dealer)
    # What falls already is not asked about owners, which takes a look at all days.
    falls = without_dealer is Without.FALLS
    without_owner = Without.NOT_APPLICABLE if falls else _without_owner(duty, cell, judged, window, owner)
    falls = falls or without_owner is Without.FALLS
    return Standing(
        cases=len(window.day),
        cars=0 if falls else duty.cars(cell, judged),
        owners=contributors.different(window.owner),
        dealers=contributors.different(window.dealer),
        largest_owner=round(owner_share, 4),
        largest_dealer=round(dealer_share, 4),
        without_owner=without_owner,
        without_dealer=without_dealer,
    )


def _without_owner(duty: Duty, cell: Cell, judged: Judgement, window: Units, owner: int) -> Without:
    """One person convicts nobody, however many cars are theirs."""
    if owner == NOBODY:
        return Without.NOT_APPLICABLE
    if not duty.could_lag(window.of(window.owner != owner), judged):
        return Without.FALLS
    return Without.HOLDS if duty.lags_without("owner", owner, cell, judged) else Without.FALLS


def _without_dealer(duty: Duty, cell: Cell, judged: Judgement, window: Units, dealer: int) -> Without:
    """A manufacturer with one workshop in a country is found all the same, and one of two need not convict alone.

    Where one workshop has half of what fell due or more, the others cannot carry the evidence: they must be below
    target too. Whoever is at target without it falls at once, without a look at all days.
    """
    left = window.of(window.dealer != dealer)
    if dealer == NOBODY or len(left.day) < rule_by_id(judged.rule).fewest_due:
        return Without.NOT_APPLICABLE
    if not duty.short(left):
        return Without.FALLS
    if len(left.day) <= HALF * len(window.day):
        return Without.HOLDS
    if not duty.could_lag(left, judged):
        return Without.FALLS
    return Without.HOLDS if duty.lags_without("dealer", dealer, cell, judged) else Without.FALLS


class Duty:
    """One duty of one manufacturer, to be judged again without somebody."""

    def __init__(self, manufacturer_id: int, obligation: str, counts: CellCounts, as_of: datetime) -> None:
        self.manufacturer_id, self.obligation, self.as_of = manufacturer_id, obligation, as_of
        self._opened = counts.opened(manufacturer_id)
        self._series = {
            cell.country: counts.rows_of(number)
            for number, cell in enumerate(counts.cells)
            if cell.country and (cell.manufacturer_id, cell.obligation) == (manufacturer_id, obligation)
        }

    def countries(self, cell: Cell) -> list[str]:
        """Those of a cell in which anything was due."""
        return [country for country in self._series if cell.covers(country)]

    def units(self, countries: Sequence[str], *, days: int) -> Units:
        """Those of the last so many days."""
        return contributors.units_due(self.manufacturer_id, self.obligation, countries, days=days, as_of=self.as_of)

    def cars(self, cell: Cell, judged: Judgement) -> int:
        """How many cars are behind the window of a cell."""
        return contributors.cars(cell, self.countries(cell), days=judged.window_days, as_of=self.as_of)

    def short(self, units: Units) -> bool:
        """Whether fewer were kept than their targets ask."""
        return MILLION * int(units.met.sum()) < int(self._millionths(units).sum())

    def could_lag(self, window: Units, judged: Judgement) -> bool:
        """Whether these units of the window shown reach the evidence asked for, were there no clusters at all.

        What is shown must stand in the window that is shown; and a look at all days is spared where it cannot.
        """
        due, missed = len(window.day), len(window.day) - int(window.met.sum())
        if not self.short(window):
            return False
        target = np.array([int(self._millionths(window).sum()) / (MILLION * due)])
        rule = rule_by_id(judged.rule)
        evidence = log_evidence(np.array([float(due)]), np.array([float(missed)]), target, rule)
        return bool(evidence[0] >= judged.threshold)

    def lags_without(self, side: Side, who: int, cell: Cell, judged: Judgement) -> bool:
        """Whether what is left of the cell without one owner or dealer is judged to lag, by the rule of ``judged``."""
        day, due, met, millionths = (np.concatenate(parts) for parts in zip(*self.left(side, who, cell), strict=True))
        alone = np.zeros(len(day), dtype=np.int64)
        panel = panel_from_rows(1, alone, day, due, met, millionths)
        panel = with_families(panel, np.zeros(1, dtype=np.int64), [self._opened])
        found = judge_many(panel, judged_day(self.as_of), rule_by_id(judged.rule)).row(0)
        return found.state is State.LAGGING

    def left(self, side: Side, who: int, cell: Cell) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
        """By country of the cell, day, due, met and target in millionths, less the units of one owner or dealer."""
        countries = self.countries(cell)
        theirs = contributors.days_of_one(
            self.manufacturer_id, self.obligation, countries, side=side, who=who, as_of=self.as_of
        )
        for country in countries:
            day, due, met, millionths = self._series[country]
            own = theirs.get(country, np.zeros((0, 3), dtype=np.int64))
            place = np.searchsorted(day, own[:, 0]).clip(max=len(day) - 1)
            due, met = due.copy(), met.copy()
            np.subtract.at(due, place, own[:, 1])
            np.subtract.at(met, place, own[:, 2])
            # Counts that are behind the clocks are mended before anything rests on them (evaluation.py).
            due = due.clip(min=0)
            yield day, due, met.clip(min=0, max=due), millionths

    def _millionths(self, units: Units) -> Ints:
        """The target that each unit is held against: its day's, with what clocks carry from a version before."""
        found = np.zeros(len(units.day), dtype=np.int64)
        for number, country in enumerate(units.countries):
            mine = units.country == number
            day, _due, _met, millionths = self._series[country]
            found[mine] = millionths[np.searchsorted(day, units.day[mine]).clip(max=len(day) - 1)]
        return found
