"""Repeat repairs: repairs after which the same vehicle came back with the same trouble soon.

Only repairs that have been followed for the whole time count: one finished yesterday cannot have failed to hold.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from apps.judgement.statistics.proportion import wilson
from apps.oversight.measures.repeat_repairs import FOLLOW_UP_DAYS, RepeatRate


@dataclass(frozen=True, slots=True)
class Repair:
    """A finished repair: whose vehicle, which group of components, from claim to hand-back."""

    vehicle: Hashable
    component_group: Hashable
    filed_on: date
    completed_on: date


def repeat_repair_rate(
    repairs: Iterable[Repair],
    returns: Iterable[tuple[Hashable, Hashable, date]],
    *,
    since: date,
    until: date,
    follow_up_days: int = FOLLOW_UP_DAYS,
) -> RepeatRate:
    """Return the share of repairs completed in the period after which the trouble came back in time.

    ``returns`` are claims (vehicle, component group, filed on), open ones too. Counted are repairs completed from
    ``since`` on and at least ``follow_up_days`` before ``until``. A return is filed on the day of completion or up
    to ``follow_up_days`` later; the claim that led to the repair itself is no return.
    """
    filed: dict[tuple[Hashable, Hashable], list[date]] = defaultdict(list)
    for vehicle, group, day in returns:
        filed[vehicle, group].append(day)
    for days in filed.values():
        days.sort()
    follow_up = timedelta(days=follow_up_days)
    followed = [r for r in repairs if since <= r.completed_on <= until - follow_up]
    repeated = sum(_came_back(r, filed[r.vehicle, r.component_group], follow_up) for r in followed)
    return RepeatRate(followed=len(followed), repeated=repeated, share=wilson(repeated, len(followed)))


def _came_back(repair: Repair, filed: list[date], follow_up: timedelta) -> bool:
    first = repair.completed_on if repair.completed_on > repair.filed_on else repair.filed_on + timedelta(days=1)
    place = bisect_left(filed, first)
    return place < len(filed) and filed[place] <= repair.completed_on + follow_up
