"""All measures of one manufacturer as lines of a page: figure, limits, what was counted, and the definition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .measures import MEASURES, days_to_repair
from .measures.days_to_repair import RepairTimes
from .measures.definition import Find, Reading
from .measures.span import Span


@dataclass(frozen=True)
class Sheet:
    """The readings, and what some of them hold for charts."""

    span: Span
    readings: list[Reading]
    times: RepairTimes | None


def sheet_of(span: Span, *, own_view: bool = False) -> Sheet:
    """Take all readings of one manufacturer (constant number of queries, whatever the size).

    ``own_view``: the manufacturer itself asks, behind walls that hide its peers.
    """
    counts = dict.fromkeys(measure.find for measure in MEASURES.values() if measure.find is not None)
    found: dict[Find, Any] = {find: find(span, own_view) for find in counts}
    readings = [measure.say(found) for measure in MEASURES.values() if measure.say is not None]
    return Sheet(span, readings, found[days_to_repair.find])
