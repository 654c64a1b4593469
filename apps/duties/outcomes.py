"""What became of a clock: met, missed, pending or void. Nothing else compares a stop with a due time.

As a pure function for one clock, as conditions for a queryset, and as SQL for counts: the tests hold the three
against each other.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from django.db.models import F, Q

Outcome = Literal["met", "missed", "pending", "void"]
FELL_AWAY: Final = "fell_away"

#: Stopped by the due time.
MET_SQL: Final = "stopped_at <= due_at"
#: What stands in a measure at all: counting, of a manufacturer, with a due time, and not fallen away before it.
COUNTED_SQL: Final = (
    f"counts AND manufacturer_id IS NOT NULL AND due_at IS NOT NULL AND NOT (ending = '{FELL_AWAY}' AND {MET_SQL})"
)
#: What a clock is one piece of evidence with: the other duties of its case, or lines of its order; or nothing else.
UNIT_SQL: Final = "coalesce(unit, id::text)"
#: May stand as evidence: the car behind it is not one that nobody has proven yet.
PROVEN_SQL: Final = "unproven IS NOT TRUE"
#: Past its due time without having been stopped by it; of clocks due before the moment asked for.
MISSED_SQL: Final = "(stopped_at IS NULL OR stopped_at > due_at)"


def met() -> Q:
    """Clocks stopped by their due time."""
    return Q(stopped_at__lte=F("due_at"))


def missed() -> Q:
    """Clocks not stopped by their due time; to be asked of those due by now."""
    return Q(stopped_at=None) | Q(stopped_at__gt=F("due_at"))


def counted() -> Q:
    """Clocks that stand in a measure."""
    void = Q(ending=FELL_AWAY) & met()
    return Q(counts=True, manufacturer__isnull=False, due_at__isnull=False) & ~void


def outcome(*, due_at: datetime | None, stopped_at: datetime | None, ending: str = "", at: datetime) -> Outcome:
    """What a clock is at the moment ``at``; what happened later is left out.

    A duty that fell away before it was due is ``void``; a clock without due time (paused) is ``pending`` until it is
    stopped.
    """
    stopped = stopped_at if stopped_at is not None and stopped_at <= at else None
    if stopped is not None and (due_at is None or stopped <= due_at):
        return "void" if ending == FELL_AWAY else "met"
    return "missed" if due_at is not None and due_at < at else "pending"
