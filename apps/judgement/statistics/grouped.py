"""Durations as a grouped table: for each distinct time, how many ended by which cause and how many were still open.

SQL hands over ``day, events, censored``; a list of ``(time, event)`` pairs is first brought into the same form,
so there is one computation only. Times are in any unit (days here), not negative, and finite.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class GroupedTimes:
    """Distinct times in ascending order with counts of events by cause and of censored (still open) cases."""

    times: Floats
    events: Mapping[str, Counts]
    censored: Counts

    @property
    def all_events(self) -> Counts:
        """Events of any cause at each time."""
        total: Counts = np.sum([*self.events.values()], axis=0, dtype=np.int64)
        return total

    @property
    def staying(self) -> Floats:
        """Share of those at risk that stay through the events of each time: ``1 − d/n``."""
        return np.asarray(1 - self.all_events / np.maximum(self.at_risk, 1), dtype=np.float64)

    @property
    def at_risk(self) -> Counts:
        """Cases not ended before each time. Censorings at a time come after the events of that time."""
        leaving = self.all_events + self.censored
        return leaving[::-1].cumsum()[::-1]


def from_table(times: npt.ArrayLike, events: npt.ArrayLike, censored: npt.ArrayLike) -> GroupedTimes:
    """Return grouped times with one cause, ``event``; rows may come unsorted and a time may repeat."""
    return from_causes(times, {"event": events}, censored)


def from_causes(times: npt.ArrayLike, events: Mapping[str, npt.ArrayLike], censored: npt.ArrayLike) -> GroupedTimes:
    """Return grouped times with several competing causes. Raises ValueError for times or counts that cannot be."""
    moments = np.asarray(times, dtype=np.float64).reshape(-1)
    if not np.all(np.isfinite(moments)) or np.any(moments < 0):
        raise ValueError("times must be finite and not negative")
    distinct, place = np.unique(moments, return_inverse=True)

    def gathered(counts: npt.ArrayLike) -> Counts:
        values = np.asarray(counts, dtype=np.int64).reshape(-1)
        if len(values) != len(moments) or np.any(values < 0):
            raise ValueError("counts must be one for each time and not negative")
        total = np.zeros(len(distinct), dtype=np.int64)
        np.add.at(total, place, values)
        return total

    by_cause = {cause: gathered(counts) for cause, counts in events.items()}
    open_cases = gathered(censored)
    used = np.sum([*by_cause.values(), open_cases], axis=0) > 0
    return GroupedTimes(
        times=distinct[used], events={c: v[used] for c, v in by_cause.items()}, censored=open_cases[used]
    )


def from_cases(times: npt.ArrayLike, observed: npt.ArrayLike) -> GroupedTimes:
    """Return grouped times from one row a case: its time, and whether its event was seen (else still open)."""
    seen = np.asarray(observed, dtype=bool).reshape(-1)
    return from_table(times, seen, ~seen)


def from_outcomes(times: npt.ArrayLike, outcomes: list[str | None], causes: tuple[str, ...]) -> GroupedTimes:
    """Return grouped times from one row a case: its time and its outcome, ``None`` when still open.

    Raises ValueError when an outcome is not among ``causes``.
    """
    unknown = {o for o in outcomes if o is not None} - set(causes)
    if unknown:
        raise ValueError(f"unknown outcomes {sorted(unknown)}; causes are {list(causes)}")
    events = {cause: np.array([o == cause for o in outcomes], dtype=np.int64) for cause in causes}
    return from_causes(times, events, np.array([o is None for o in outcomes], dtype=np.int64))
