"""Who stands behind a shortfall, and whether it stands without the one who gave most to it.

No flag is raised that rests on one owner or on one dealer (docs/decisions/0033-who-counts.md). Looked at before a flag
is raised only: it reads every unit of the cell. Owners and dealers are numbered here and never named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from apps.duties.outcomes import COUNTED_SQL, MET_SQL, PROVEN_SQL, UNIT_SQL
from apps.judgement.e_values import log_evidence
from apps.judgement.panels import MILLION, panel_from_rows, with_families
from apps.judgement.rule import Judgement, State, judge_many
from apps.judgement.version import rule_by_id

from .cells import Cell
from .evidence import judged_day
from .targets import Targets

Ints = npt.NDArray[np.int64]
NOBODY = 0
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
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


@dataclass(frozen=True)
class Units:
    """Units of one duty: country (as a number), day (ordinal), who is behind each (0: nobody known), kept or not."""

    countries: tuple[str, ...]
    country: Ints
    day: Ints
    dealer: Ints
    owner: Ints
    met: Ints

    def of(self, chosen: npt.NDArray[np.bool_]) -> Units:
        """Some of them."""
        parts = (column[chosen] for column in (self.country, self.day, self.dealer, self.owner, self.met))
        return Units(self.countries, *parts)

    def within(self, cell: Cell) -> Units:
        """Those of a cell's countries."""
        covered = [number for number, country in enumerate(self.countries) if cell.covers(country)]
        return self.of(np.isin(self.country, covered))


def standings_of(
    lagging: Sequence[tuple[Cell, Judgement]], opened: list[int], *, as_of: datetime, targets: Targets
) -> dict[Cell, Standing]:
    """Say of lagging cells of one manufacturer who stands behind each, and what is left without the largest one.

    ``opened`` are the days on which the manufacturer's scopes began to be judged. Runs in the system's scope; a query a
    duty for the windows, and for cells that do not fall by their window alone one for all days and one for the cars.
    """
    found = {}
    for obligation in sorted({cell.obligation for cell, _judged in lagging}):
        mine = [(cell, judged) for cell, judged in lagging if cell.obligation == obligation]
        duty = _Duty(mine[0][0].manufacturer_id, obligation, opened, as_of, targets)
        longest = max(judged.window_days for _cell, judged in mine)
        windows = duty.units(since=longest)
        for cell, judged in mine:
            window = windows.of(windows.day >= duty.first_day(judged.window_days)).within(cell)
            found[cell] = _standing(duty, cell, judged, window)
    return found


def _standing(duty: _Duty, cell: Cell, judged: Judgement, window: Units) -> Standing:
    owner, owner_share = _largest(window.owner, window.met)
    dealer, dealer_share = _largest(window.dealer, window.met)
    without_dealer = _without_dealer(duty, cell, judged, window, dealer)
    # What falls already is not asked about owners, which takes a look at all days.
    falls = without_dealer is Without.FALLS
    without_owner = Without.NOT_APPLICABLE if falls else _without_owner(duty, cell, judged, window, owner)
    falls = falls or without_owner is Without.FALLS
    return Standing(
        cases=len(window.day),
        cars=0 if falls else _cars(cell, judged.window_days, duty.as_of),
        owners=_different(window.owner),
        dealers=_different(window.dealer),
        largest_owner=round(owner_share, 4),
        largest_dealer=round(dealer_share, 4),
        without_owner=without_owner,
        without_dealer=without_dealer,
    )


def _without_owner(duty: _Duty, cell: Cell, judged: Judgement, window: Units, owner: int) -> Without:
    """One person convicts nobody, however many cars are theirs."""
    if owner == NOBODY:
        return Without.NOT_APPLICABLE
    if not duty.could_lag(window.of(window.owner != owner), judged):
        return Without.FALLS
    units = duty.all_units.within(cell)
    return Without.HOLDS if duty.lags(units.of(units.owner != owner), judged) else Without.FALLS


def _without_dealer(duty: _Duty, cell: Cell, judged: Judgement, window: Units, dealer: int) -> Without:
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
    units = duty.all_units.within(cell)
    return Without.HOLDS if duty.lags(units.of(units.dealer != dealer), judged) else Without.FALLS


@dataclass
class _Duty:
    """One duty of one manufacturer, to be judged again without somebody."""

    manufacturer_id: int
    obligation: str
    opened: list[int]
    as_of: datetime
    targets: Targets

    def first_day(self, window_days: int) -> int:
        """The day (ordinal) on which a window begins."""
        return judged_day(self.as_of).toordinal() - window_days + 1

    def units(self, *, since: int) -> Units:
        """Those of the last so many days."""
        return _units(self.manufacturer_id, self.obligation, _midnight(self.as_of, since), self.as_of)

    @cached_property
    def all_units(self) -> Units:
        """Those of all days."""
        return _units(self.manufacturer_id, self.obligation, _EVER, self.as_of)

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

    def lags(self, units: Units, judged: Judgement) -> bool:
        """Whether these units alone are judged to lag, by the rule of ``judged``."""
        if not len(units.day):
            return False
        alone = np.zeros(len(units.day), dtype=np.int64)
        panel = panel_from_rows(1, alone, units.day, alone + 1, units.met, self._millionths(units))
        panel = with_families(panel, np.zeros(1, dtype=np.int64), [self.opened])
        found = judge_many(panel, judged_day(self.as_of), rule_by_id(judged.rule)).row(0)
        return found.state is State.LAGGING

    def _millionths(self, units: Units) -> Ints:
        found = np.zeros(len(units.day), dtype=np.int64)
        for number, country in enumerate(units.countries):
            mine = units.country == number
            found[mine] = self.targets.of_days(self.obligation, country, units.day[mine])
        return found


def _different(who: Ints) -> int:
    return len(np.unique(who[who != NOBODY]))


def _largest(who: Ints, met: Ints) -> tuple[int, float]:
    """Who has most of what was missed, and which part of it is theirs; of two alike, the one recorded first."""
    missed = who[met == 0]
    found, counts = np.unique(missed[missed != NOBODY], return_counts=True)
    if not len(found):
        return NOBODY, 0.0
    place = int(np.argmax(counts))
    return int(found[place]), float(counts[place]) / len(missed)


#: What stands as evidence of one duty.
_COUNTING = f"""
    SELECT *, {UNIT_SQL} AS unit_key FROM duties_clock
    WHERE manufacturer_id = %(maker)s AND obligation_id = %(obligation)s AND due_at >= %(first)s
      AND due_at < %(as_of)s AND {COUNTED_SQL} AND {PROVEN_SQL}
"""
#: The units of a country come as one string of numbers: read at once, and not row by row.
_UNITS = f"""
    SELECT country, string_agg(int8send(day) || int8send(dealer) || int8send(owner) || int8send(met), '')
    FROM (
        SELECT k.country, (k.due_at AT TIME ZONE 'UTC')::date - date '0001-01-01' + 1 AS day,
               coalesce(min(k.dealer_id), 0) AS dealer, coalesce(min(coalesce(k.owner_id, c.owner_id)), 0) AS owner,
               (count(*) FILTER (WHERE {MET_SQL}) = count(*))::int AS met
        FROM ({_COUNTING}) k LEFT JOIN claims_claim c ON k.subject_kind <> 'claim' AND c.number = k.unit
        GROUP BY 1, 2, k.powertrain, k.unit_key
    ) u GROUP BY 1 ORDER BY 1
"""
_CARS = f"""
    SELECT k.country, coalesce(own.vehicle_id, c.vehicle_id)
    FROM ({_COUNTING}) k
    LEFT JOIN claims_claim own ON k.subject_kind = 'claim' AND own.id = k.subject_id
    LEFT JOIN claims_claim c ON k.subject_kind <> 'claim' AND c.number = k.unit
    GROUP BY 1, 2
"""


def _units(manufacturer_id: int, obligation: str, first: datetime, as_of: datetime) -> Units:
    values: dict[str, Any] = {"maker": manufacturer_id, "obligation": obligation, "first": first, "as_of": as_of}
    with connection.cursor() as cursor:
        cursor.execute(_UNITS, values)
        rows = cursor.fetchall()
    tables = [np.frombuffer(packed, dtype=">i8").astype(np.int64).reshape(-1, 4) for _country, packed in rows]
    country = np.repeat(np.arange(len(rows)), [len(table) for table in tables])
    table = np.concatenate(tables) if tables else np.zeros((0, 4), dtype=np.int64)
    return Units(tuple(row[0] for row in rows), country, *table.T)


def _cars(cell: Cell, window_days: int, as_of: datetime) -> int:
    """How many cars are behind the window; what was ordered for no case has none."""
    first = _midnight(as_of, window_days)
    values: dict[str, Any] = {
        "maker": cell.manufacturer_id,
        "obligation": cell.obligation,
        "first": first,
        "as_of": as_of,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CARS, values)
        return len({car for country, car in cursor.fetchall() if car is not None and cell.covers(country)})


def _midnight(as_of: datetime, days: int) -> datetime:
    """When the last so many days began."""
    return datetime.combine(judged_day(as_of) - timedelta(days=days - 1), time(), UTC)
