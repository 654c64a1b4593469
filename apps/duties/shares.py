"""To whom the time of a clock is charged: shares of it by whom it waited for, and who had most of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol


class Stretch(Protocol):
    """An interval of a clock, as rows have it."""

    started_at: datetime
    ended_at: datetime | None
    party: str


def shares(stretches: Iterable[Stretch], *, until: datetime) -> dict[str, timedelta]:
    """Time by party up to ``until``, the most first; parties without any are left out."""
    found: dict[str, timedelta] = {}
    for one in stretches:
        length = min(one.ended_at or until, until) - one.started_at
        if length > timedelta():
            found[one.party] = found.get(one.party, timedelta()) + length
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def charged(stretches: Iterable[Stretch], *, until: datetime) -> str:
    """The party that had most of the time; empty for a clock that has not run."""
    return next(iter(shares(stretches, until=until)), "")
