"""A case as evidence froze it, for the page that lists all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.compliance.models import FrozenCase
from apps.compliance.selectors import CaseOfFlag, Counting
from apps.duties.models import Clock


@dataclass(frozen=True)
class Stretch:
    """A pause, or the time for which a case was taken out; open when ``end`` is empty."""

    start: datetime
    end: datetime | None
    why: str


@dataclass(frozen=True)
class Row:
    """A case of a flag with its stretches of time."""

    clock: Clock
    frozen: FrozenCase
    counting: Counting
    pauses: list[Stretch]
    taken_out: list[Stretch]


def row_of(case: CaseOfFlag) -> Row:
    """A case for its row: when its time stood still, and which decision took it out from when on."""
    pauses, out = (_stretches(told or []) for told in (case.frozen.pauses, case.frozen.taken_out))
    return Row(case.clock, case.frozen, case.counting, pauses, out)


def _stretches(told: list[list[Any]]) -> list[Stretch]:
    return [Stretch(datetime.fromisoformat(start), _moment(end), why) for start, end, why in told]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
