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
#: Ended by the very party that owed it, undone: missed as soon as it would have been due.
GIVEN_UP: Final = "given_up"

#: Of fewer duties no share is told: it would say more about chance than about anybody.
FEWEST: Final = 20

#: Done by the due time.
MET_SQL: Final = f"(stopped_at <= due_at AND ending <> '{GIVEN_UP}')"
#: What stands in a measure at all: counting, of a manufacturer, with a due time, and not fallen away before it.
COUNTED_SQL: Final = (
    f"counts AND manufacturer_id IS NOT NULL AND due_at IS NOT NULL AND "
    f"NOT (ending = '{FELL_AWAY}' AND stopped_at <= due_at)"
)
#: What a clock is one piece of evidence with: the other duties of its case, or lines of its order; or nothing else.
UNIT_SQL: Final = "coalesce(unit, id::text)"
#: May stand as evidence: the car behind it is not one that nobody has proven yet.
PROVEN_SQL: Final = "unproven IS NOT TRUE"
#: Past its due time without having been done by it; of clocks due before the moment asked for.
MISSED_SQL: Final = f"(stopped_at IS NULL OR stopped_at > due_at OR ending = '{GIVEN_UP}')"


def met() -> Q:
    """Clocks of duties done by their due time."""
    return Q(stopped_at__lte=F("due_at")) & ~Q(ending=GIVEN_UP)


def missed() -> Q:
    """Clocks of duties not done by their due time; to be asked of those due by now."""
    return Q(stopped_at=None) | Q(stopped_at__gt=F("due_at")) | Q(ending=GIVEN_UP)


def counted() -> Q:
    """Clocks that stand in a measure."""
    void = Q(ending=FELL_AWAY) & met()
    return Q(counts=True, manufacturer__isnull=False, due_at__isnull=False) & ~void


def outcome(*, due_at: datetime | None, stopped_at: datetime | None, ending: str = "", at: datetime) -> Outcome:
    """What a clock is at the moment ``at``; what happened later is left out.

    A duty that fell away before it was due is ``void``; one that its own party gave up is missed when it would have
    been due, since nobody gets rid of what it owes by its own act. A clock without due time (paused)
    is ``pending`` until it is stopped.
    """
    stopped = stopped_at if stopped_at is not None and stopped_at <= at else None
    in_time = stopped is not None and (due_at is None or stopped <= due_at)
    if in_time and ending != GIVEN_UP:
        return "void" if ending == FELL_AWAY else "met"
    return "missed" if due_at is not None and due_at < at else "pending"
