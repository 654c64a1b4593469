"""The same duty for many subjects at once: a night, or the suspension of one licence, finds thousands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.casework.books import recorded_at
from apps.organizations.door import door

from .models import Clock, ClockInterval
from .services import beginning, stop_clock, tell


@transaction.atomic
@door("duties.clock")
def start_clocks(
    *, obligation: str, subject_kind: str, subjects: Mapping[int, str], sides: dict[str, Any], at: datetime
) -> None:
    """Start a duty as ``start_clock`` does, for subjects of the same sides: their ids, each with its number.

    Each number is a piece of evidence of its own. Takes as many queries for a thousand as for one. Raises
    NoRuleInForce when the settings hold no rule.
    """
    if not subjects:
        return
    shared, (running,) = beginning(obligation, sides=sides, at=at, since=at)
    clocks = Clock.objects.bulk_create(
        Clock(
            subject_kind=subject_kind, subject_id=pk, subject_label=number, unit=number, unproven=False, **shared
        )
        for pk, number in subjects.items()
    )  # fmt: skip
    ClockInterval.objects.bulk_create(
        ClockInterval(
            clock=clock,
            kind=running.kind,
            started_at=running.start,
            reason=running.reason,
            party=running.party,
            **clock.sides(),
        )
        for clock in clocks
    )
    # All are due at one moment in one cell: its days are counted anew once.
    tell(clocks[0], at)


@transaction.atomic
@door("duties.clock")
def drop_clocks(*, obligation: str, subject_kind: str, subjects: Collection[int], at: datetime) -> None:
    """Let a duty of many subjects fall away, as ``stop_clock`` does for one; what has ended stays as it ended."""
    rows = Clock.objects.filter(
        obligation=obligation, subject_kind=subject_kind, subject_id__in=subjects, stopped_at=None
    )
    for maker in sorted({maker or 0 for maker in rows.values_list("manufacturer_id", flat=True)}):
        recorded_at(maker or None, at, "clock")
    clocks = list(rows.select_for_update().order_by("id"))
    # A pause moves the due time: such clocks are ended one by one.
    paused = set(_open_intervals(clocks).filter(kind="paused").values_list("clock_id", flat=True))
    running = [clock for clock in clocks if clock.pk not in paused]
    for clock in clocks:
        if clock.pk in paused:
            stop_clock(clock, at=at, ending=Clock.Ending.FELL_AWAY)
    # Machines' clocks differ by a little: nothing ends before it began.
    ended = max([at, *(clock.started_at for clock in running)])
    _open_intervals(running).update(ended_at=ended)
    Clock.objects.filter(pk__in=[clock.pk for clock in running]).update(stopped_at=ended, ending=Clock.Ending.FELL_AWAY)
    cells = {(clock.manufacturer_id, clock.country, clock.powertrain, clock.due_at): clock for clock in running}
    for clock in cells.values():
        tell(clock, at)


def _open_intervals(clocks: Collection[Clock]) -> Any:
    return ClockInterval.objects.filter(clock__in=[clock.pk for clock in clocks], ended_at=None)
