"""A case as evidence froze it, for the page that lists all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.compliance.frozen import Frozen
from apps.duties.models import Clock


@dataclass(frozen=True)
class Stretch:
    """A pause, or the time for which a case was taken out; open when ``end`` is empty."""

    start: datetime
    end: datetime | None
    why: str


@dataclass(frozen=True)
class FrozenCase:
    """A clock with what evidence says of it; evidence from before cases were frozen says nothing."""

    clock: Clock
    case: Frozen
    counted: bool

    @property
    def due(self) -> datetime | None:
        """When it was due, as counted."""
        return _moment(self.case.get("due")) or self.clock.due_at

    @property
    def stopped(self) -> datetime | None:
        """When it was done, as counted."""
        return _moment(self.case["stopped"]) if "stopped" in self.case else None

    @property
    def unproven(self) -> bool:
        """Whether nobody knew the car to be real."""
        return bool(self.case.get("unproven"))

    @property
    def pauses(self) -> list[Stretch]:
        """When its time stood still, and why."""
        return _stretches(self.case.get("pauses", []))

    @property
    def taken_out(self) -> list[Stretch]:
        """From when a decision took it out of the counts, and which one."""
        return _stretches(self.case.get("taken_out", []))


def _stretches(told: list[list[Any]]) -> list[Stretch]:
    return [Stretch(datetime.fromisoformat(start), _moment(end), why) for start, end, why in told]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
