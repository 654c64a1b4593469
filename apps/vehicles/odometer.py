"""What an odometer may show, given what it showed before: pure arithmetic over (day, kilometres)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

#: More than any vehicle of this portal will run (a policy of plausibility, not a law).
MAXIMUM_KM: Final = 2_000_000
#: Beyond this a day, a reading is probably a slip of the finger: people are asked, not refused.
PLAUSIBLE_KM_A_DAY: Final = 2_000

Fault = Literal["range", "below_earlier", "above_later"]


@dataclass(frozen=True)
class Point:
    """One reading: so many kilometres on a day."""

    on: date
    km: int


@dataclass(frozen=True)
class Verdict:
    """``fault`` (None: fits) with the reading it disagrees with; ``jump_from`` when it rises implausibly fast."""

    fault: Fault | None = None
    against: Point | None = None
    jump_from: Point | None = None


def judge(series: Iterable[Point], new: Point) -> Verdict:
    """Compare ``new`` with every known reading; order within one day is the order of arrival.

    A series never goes back: at least the most of days before (and of the same day), at most the least of later days.
    """
    if not 0 <= new.km <= MAXIMUM_KM:
        return Verdict(fault="range")
    known = sorted(series, key=lambda point: (point.on, point.km))
    earlier = [point for point in known if point.on <= new.on]
    later = [point for point in known if point.on > new.on]
    highest = max(earlier, key=lambda point: point.km, default=None)
    lowest = min(later, key=lambda point: point.km, default=None)
    if highest is not None and new.km < highest.km:
        return Verdict(fault="below_earlier", against=highest)
    if lowest is not None and new.km > lowest.km:
        return Verdict(fault="above_later", against=lowest)
    if earlier and _implausible(earlier[-1], new):
        return Verdict(jump_from=earlier[-1])
    return Verdict()


def _implausible(before: Point, new: Point) -> bool:
    days = max(1, (new.on - before.on).days)
    return new.km - before.km > days * PLAUSIBLE_KM_A_DAY
