"""Verbs on clocks. Every change goes through the interval arithmetic and tells the outbox ``clock.changed``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.notifications.outbox import emit
from apps.organizations.door import door

from . import clockwork
from .clockwork import Allowance, Interval
from .models import Clock, ClockInterval, Obligation, ObligationVersion
from .selectors import calendar_of, version_in_force

Intervals = tuple[Interval, ...]
Change = Callable[[Intervals, datetime], Intervals]


@transaction.atomic
@door("duties.clock")
def start_clock(
    *,
    obligation: str,
    subject_kind: str,
    subject_id: int,
    subject_label: str,
    sides: dict[str, Any],
    at: datetime,
    in_warranty: bool = True,
    powertrain: str = "",
) -> Clock:
    """Start the duty ``obligation`` for a subject, by the rule in force in its country on that day.

    ``sides`` are the side columns (owner_id, dealer_id, manufacturer_id, country). A clock of a duty that
    holds only within warranty is kept for the desks but counts for no measure when ``in_warranty`` is false.
    Raises NoRuleInForce when the settings hold no rule.
    """
    rule = Obligation.objects.get(pk=obligation)
    country = str(sides["country"])
    today = at.astimezone(ZoneInfo(calendar_of(country).zone)).date()
    version = version_in_force(obligation, country=country, on=today)
    intervals = clockwork.start(at, reason="started", party=rule.responsible)
    clock = Clock(
        obligation=rule,
        version=version,
        subject_kind=subject_kind,
        subject_id=subject_id,
        subject_label=subject_label,
        responsible=rule.responsible,
        counts=in_warranty or not rule.within_warranty_only,
        powertrain=powertrain,
        started_at=at,
        due_at=due(intervals, version, country),
        **sides,
    )
    clock.save(force_insert=True)
    _write(clock, intervals)
    _tell(clock, at)
    return clock


@transaction.atomic
def pause_clock(clock: Clock, *, reason: str, party: str, at: datetime) -> Clock:
    """Stop charging the time: the next step is ``party``'s. A paused clock only changes reason and party."""

    def change(intervals: Intervals, at: datetime) -> Intervals:
        if intervals[-1].kind == "paused":
            return clockwork.hand_over(intervals, at, reason, party)
        return clockwork.pause(intervals, at, reason, party)

    return _change(clock, change, at)


@transaction.atomic
def resume_clock(clock: Clock, *, reason: str, at: datetime) -> Clock:
    """Charge the time again to the party of the duty; a running clock stays as it is."""

    def change(intervals: Intervals, at: datetime) -> Intervals:
        last = intervals[-1]
        if last.kind == "running":
            return intervals
        if last.start == at:
            # A pause without length never was; what it followed may have been a pause too, under another reason.
            return change((*intervals[:-2], replace(intervals[-2], end=None)), at)
        return clockwork.resume(intervals, at, reason, clock.responsible)

    return _change(clock, change, at)


@transaction.atomic
def stop_clock(clock: Clock, *, at: datetime, ending: str = Clock.Ending.DONE) -> Clock:
    """End the duty: done, or fallen away. A clock already stopped stays as it is."""
    return _change(clock, clockwork.stop, at, ending=ending)


@transaction.atomic
def change_version(clock: Clock, *, version: ObligationVersion, at: datetime) -> Clock:
    """Judge a running clock by another version of its rule; its pauses stay as they are.

    Raises Refused when the clock is past its due time: what was missed stays missed.
    """
    if clock.due_at is not None and clock.due_at < at:
        raise Refused(_("This duty is past its date: a new rule cannot undo that. Leave its rule as it is."))
    return _change(clock, lambda intervals, _at: intervals, at, version=version)


def stop_clocks(kind: str, subject_id: int, *obligations: str, at: datetime, ending: str = Clock.Ending.DONE) -> None:
    """Stop the running clocks of a subject: those of ``obligations``, or all when none is named."""
    for clock in running(kind, subject_id, *obligations):
        stop_clock(clock, at=at, ending=ending)


@door("duties.clock")
def running(kind: str, subject_id: int, *obligations: str) -> list[Clock]:
    """The clocks of a subject that have not been stopped, locked until the transaction ends."""
    rows = Clock.objects.select_for_update().filter(subject_kind=kind, subject_id=subject_id, stopped_at=None)
    if obligations:
        rows = rows.filter(obligation_id__in=obligations)
    return list(rows.order_by("id"))


def due(intervals: Intervals, version: ObligationVersion, country: str) -> datetime | None:
    """Due time of the intervals under a version, in the working time of ``country``."""
    allowance = Allowance(cast(clockwork.Unit, version.unit), version.amount)
    return clockwork.due_at(intervals, allowance, calendar_of(country))


def intervals_of(clock: Clock) -> Intervals:
    """The stored intervals, as the arithmetic takes them."""
    return tuple(
        Interval(cast(clockwork.Kind, row.kind), row.started_at, row.ended_at, row.reason, row.party)
        for row in clock.intervals.order_by("started_at", "id")
    )


@door("duties.clock")
def _change(clock: Clock, change: Change, at: datetime, *, ending: str = "", **fields: Any) -> Clock:
    """Apply a change to the locked clock's intervals and derive its due time anew; ``ending`` stops it."""
    locked = Clock.objects.select_for_update().get(pk=clock.pk)
    if locked.stopped_at is not None:
        return locked
    before = intervals_of(locked)
    # Web machines' clocks differ by a little: nothing happens before what is already on record.
    at = max(at, before[-1].start)
    after = change(before, at)
    if ending:
        fields |= {"stopped_at": at, "ending": ending}
    for name, value in fields.items():
        setattr(locked, name, value)
    due_before = locked.due_at
    locked.due_at = due(after, locked.version, str(locked.country))
    locked.save(update_fields=["due_at", *fields])
    if after != before:
        locked.intervals.all().delete()
        _write(locked, after)
    _tell(locked, at, due_before)
    return locked


def _write(clock: Clock, intervals: Intervals) -> None:
    ClockInterval.objects.bulk_create(
        ClockInterval(
            clock=clock,
            kind=interval.kind,
            started_at=interval.start,
            ended_at=interval.end,
            reason=interval.reason,
            party=interval.party,
            **clock.sides(),
        )
        for interval in intervals
    )


def _tell(clock: Clock, at: datetime, due_before: datetime | None = None) -> None:
    """Say which clock changed and on which days (UTC) it was and is due: those are to be counted anew."""
    days = {moment.astimezone(UTC).date().isoformat() for moment in (due_before, clock.due_at) if moment}
    emit(
        "clock.changed",
        at=at,
        clock=clock.pk,
        manufacturer=clock.manufacturer_id,
        country=str(clock.country),
        obligation=clock.obligation_id,
        powertrain=clock.powertrain,
        due_days=sorted(days),
    )
