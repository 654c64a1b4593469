"""Verbs on clocks. Every change goes through the interval arithmetic and tells the outbox ``clock.changed``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework.actors import record_of
from apps.casework.books import recorded_at
from apps.core.errors import Refused
from apps.core.today import day_of_figures, today_in
from apps.notifications.outbox import emit
from apps.organizations.door import door
from apps.organizations.scope import Actor

from . import clockwork
from .calendars import WorkingCalendar
from .clock_calendars import calendar_for, home_country
from .clockwork import Allowance, Interval
from .models import Clock, ClockInterval, Exclusion, Obligation, ObligationVersion
from .pinning import pin_year
from .selectors import calendar_of, rule_in_force, version_in_force

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
    since: datetime | None = None,
    in_warranty: bool = True,
    powertrain: str = "",
    unit: str | None = None,
    unproven: bool = False,
) -> Clock:
    """Start the duty ``obligation`` for a subject, by the rule in force in its country on that day.

    It runs from ``at``; where it goes on with a duty that began earlier, from ``since``, and is known from ``at`` on.

    ``sides`` are the side columns (owner_id, dealer_id, manufacturer_id, country). A clock of a duty that
    holds only within warranty is kept for the desks but counts for no measure when ``in_warranty`` is false.
    ``unit`` is the number of the case or order with which it is one piece of evidence; ``unproven`` says that nobody
    knows the car behind it to be real, which holds for all of its unit.
    Raises NoRuleInForce when the settings hold no rule.
    """
    shared, intervals = beginning(obligation, sides=sides, at=at, since=since or at)
    rule: Obligation = shared["obligation"]
    clock = Clock(
        subject_kind=subject_kind,
        subject_id=subject_id,
        subject_label=subject_label,
        counts=in_warranty or not rule.within_warranty_only,
        powertrain=powertrain,
        unit=unit,
        unproven=unproven or (unit is not None and Clock.objects.filter(unit=unit, unproven=True).exists()),
        **shared,
    )
    clock.save(force_insert=True)
    _write(clock, intervals)
    tell(clock, at)
    return clock


def beginning(
    obligation: str, *, sides: dict[str, Any], at: datetime, since: datetime
) -> tuple[dict[str, Any], Intervals]:
    """What clocks of a duty share that start at one moment for the same sides: their columns and first interval.

    They run from ``since``, and are written down at ``at``. Behind the door of clocks. Raises NoRuleInForce when the
    settings hold no rule.
    """
    rule = Obligation.objects.get(pk=obligation)
    country = str(sides["country"])
    today = today_in(country, since)
    version = version_in_force(obligation, country=country, on=today)
    for place in filter(None, (country, home_country(version, party=rule.responsible, sides=sides))):
        pin_year(place, today.year, at=at)
    calendar = calendar_for(version, party=rule.responsible, sides=sides)
    recorded_at(sides["manufacturer_id"], at, "clock")
    intervals = clockwork.start(since, reason="started", party=rule.responsible)
    shared = {
        "obligation": rule, "version": version, "responsible": rule.responsible, "started_at": since,
        "due_at": due(intervals, version, calendar), **sides,
    }  # fmt: skip
    return shared, intervals


def start_if_ruled(*, obligation: str, sides: dict[str, Any], at: datetime, **subject: Any) -> Clock | None:
    """Start a duty as ``start_clock`` does; None where no rule is in force, as before the day from which it holds."""
    country = str(sides["country"])
    began = subject.get("since") or at
    if rule_in_force(obligation, country=country, on=today_in(country, began)) is None:
        return None
    return start_clock(obligation=obligation, sides=sides, at=at, **subject)


def allowed_until(obligation: str, *, country: str, at: datetime) -> datetime | None:
    """Until when something may last that begins at ``at``, as a rule says; None where no rule is in force."""
    rule = rule_in_force(obligation, country=country, on=today_in(country, at))
    return None if rule is None else due(clockwork.start(at), rule, calendar_of(country))


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
def hand_over_clock(clock: Clock, *, reason: str, party: str, at: datetime) -> Clock:
    """Go on as before, running or paused; from now on the next step is ``party``'s."""
    return _change(clock, lambda intervals, at: clockwork.hand_over(intervals, at, reason, party), at)


@transaction.atomic
def stop_clock(clock: Clock, *, at: datetime, ending: str = Clock.Ending.DONE) -> Clock:
    """End the duty: done, or fallen away. A clock already stopped stays as it is."""
    return _change(clock, clockwork.stop, at, ending=ending)


@transaction.atomic
@door("duties.clock")
def follow_calendar(clock: Clock, *, at: datetime) -> Clock:
    """Derive a running clock's due time anew, since days that lie ahead were changed in its calendar."""
    return _change(clock, lambda intervals, _at: intervals, at)


@transaction.atomic
@door("duties.clock")
def continue_clock(
    clock: Clock,
    *,
    reason: str,
    party: str,
    at: datetime,
    ended: Sequence[str] = (Clock.Ending.FELL_AWAY,),
    pausing: bool = False,
) -> Clock:
    """Let a duty that had ended go on as if it never had: the time between is charged to ``party``.

    The clock runs meanwhile, so that nobody gains time by ending a duty and taking that back; ``pausing``, for time in
    which nobody could do what is owed, gives it just the time that was left. ``ended`` says which endings are taken
    back; a clock that ended otherwise, or runs, stays as it is.
    """
    recorded_at(clock.manufacturer_id, at, "clock")
    locked = Clock.objects.select_for_update().get(pk=clock.pk)
    if locked.stopped_at is None or locked.ending not in ended:
        return locked
    stopped = locked.stopped_at
    at = max(at, stopped)
    before = intervals_of(locked)
    after = _gone_on(before, at, reason, party, pausing, locked.responsible)
    # Over before it was due, the due time that it would have had never passed.
    in_time = locked.due_at is None or stopped <= locked.due_at
    return _keep(locked, after, at, {"stopped_at": None, "ending": ""}, moves=pausing and in_time)


def _gone_on(before: Intervals, at: datetime, reason: str, party: str, pausing: bool, responsible: str) -> Intervals:
    """Intervals that ended, with what was between and a run from ``at`` on."""
    stopped = before[-1].end or at
    kind: clockwork.Kind = "paused" if pausing else "running"
    between = (Interval(kind, stopped, at, reason, party),) if at > stopped else ()
    return clockwork.validate((*before, *between, Interval("running", at, None, "continued", responsible)))


@transaction.atomic
@door("duties.clock")
def carry_on(
    clock: Clock,
    *,
    subject_id: int,
    subject_label: str,
    unit: str,
    sides: dict[str, Any],
    reason: str,
    party: str,
    pausing: bool,
    at: datetime,
) -> Clock:
    """Begin the duty of another subject where that of ``clock`` was left: with its beginning, its rule and its time.

    The time between is ``party``'s, paused or running (``pausing``); the first clock stays as it ended.
    """
    recorded_at(sides["manufacturer_id"], at, "clock")
    after = _gone_on(intervals_of(clock), at, reason, party, pausing, clock.responsible)
    made = Clock(
        obligation=clock.obligation,
        version=clock.version,
        subject_kind=clock.subject_kind,
        subject_id=subject_id,
        subject_label=subject_label,
        responsible=clock.responsible,
        counts=clock.counts,
        powertrain=clock.powertrain,
        unit=unit,
        unproven=clock.unproven,
        started_at=clock.started_at,
        due_at=due(after, clock.version, calendar_for(clock.version, party=clock.responsible, sides=sides)),
        **sides,
    )
    made.save(force_insert=True)
    _write(made, after)
    tell(made, at)
    return made


@transaction.atomic
@door("duties.clock")
def exclude_clock(clock: Clock, *, by: Actor, grounds: str, decision: str, at: datetime) -> Exclusion:
    """Let a clock count no more from now on, on grounds; what was counted with it stays as it was known.

    ``decision`` names what decided it. A clock already taken out keeps its first exclusion. Raises Refused (field
    ``grounds``) without grounds.
    """
    if not grounds.strip():
        raise Refused(_("A case is taken out of the counts on grounds only: write them."), field="grounds")
    recorded_at(clock.manufacturer_id, at, "exclude")
    locked = Clock.objects.select_for_update().get(pk=clock.pk)
    known = locked.exclusions.filter(lifted_at=None).first()
    if known is not None:
        return known
    exclusion = Exclusion.objects.create(
        clock=locked,
        excluded_at=at,
        actor=record_of(by),
        grounds=grounds.strip(),
        decision=decision,
        **locked.sides(),
    )
    _count(locked, False, at)
    return exclusion


@transaction.atomic
@door("duties.clock")
def lift_exclusion(exclusion: Exclusion, *, by: Actor, grounds: str, at: datetime) -> Exclusion:
    """Let an excluded clock count again, on grounds; both decisions stay on record. Raises Refused without grounds."""
    if not grounds.strip():
        raise Refused(_("An exclusion is lifted on grounds only: write them."), field="grounds")
    recorded_at(exclusion.manufacturer_id, at, "lift_exclusion")
    locked = Exclusion.objects.select_for_update().get(pk=exclusion.pk)
    if locked.lifted_at is None:
        locked.lifted_at, locked.lifted_by, locked.lifted_grounds = at, record_of(by), grounds.strip()
        locked.save(update_fields=["lifted_at", "lifted_by", "lifted_grounds"])
        clock = Clock.objects.select_for_update().get(pk=locked.clock_id)
        _count(clock, True, at)
    return locked


@transaction.atomic
@door("duties.clock")
def prove_clocks(clock_ids: Sequence[int], *, at: datetime) -> None:
    """Let clocks stand as evidence from now on: the cars behind them were found to be real."""
    for clock in Clock.objects.select_for_update().filter(pk__in=clock_ids, unproven=True).order_by("id"):
        recorded_at(clock.manufacturer_id, at, "prove")
        clock.unproven = False
        clock.save(update_fields=["unproven"])
        tell(clock, at)


def _count(clock: Clock, counts: bool, at: datetime) -> None:
    clock.counts = counts
    clock.save(update_fields=["counts"])
    tell(clock, at)


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


def due(intervals: Intervals, version: ObligationVersion, calendar: WorkingCalendar) -> datetime | None:
    """Due time of the intervals under a version, in a country's working time."""
    allowance = Allowance(cast(clockwork.Unit, version.unit), version.amount)
    return clockwork.due_at(intervals, allowance, calendar)


def intervals_of(clock: Clock) -> Intervals:
    """The stored intervals, as the arithmetic takes them; what was replaced at the instant it began is left out."""
    return _as_intervals(list(clock.intervals.order_by("started_at", "id")))


def _as_intervals(rows: list[ClockInterval]) -> Intervals:
    return tuple(
        Interval(cast(clockwork.Kind, row.kind), row.started_at, row.ended_at, row.reason, row.party)
        for number, row in enumerate(rows)
        if number == 0 or row.ended_at != row.started_at
    )


@door("duties.clock")
def _change(clock: Clock, change: Change, at: datetime, *, ending: str = "") -> Clock:
    """Apply a change to the locked clock's intervals and derive its due time anew; ``ending`` stops it."""
    recorded_at(clock.manufacturer_id, at, "clock")
    locked = Clock.objects.select_for_update().get(pk=clock.pk)
    if locked.stopped_at is not None:
        return locked
    before = intervals_of(locked)
    # Web machines' clocks differ by a little: nothing happens before what is already on record.
    at = max(at, before[-1].start)
    after = change(before, at)
    return _keep(locked, after, at, {"stopped_at": at, "ending": ending} if ending else {})


def _keep(locked: Clock, after: Intervals, at: datetime, fields: dict[str, Any], *, moves: bool = False) -> Clock:
    """Write the intervals of a locked clock with what follows from them.

    A due time that has passed never moves, unless nobody waited for it any more when it passed (``moves``).
    """
    for name, value in fields.items():
        setattr(locked, name, value)
    due_before = locked.due_at
    if moves or due_before is None or due_before >= at:
        calendar = calendar_for(locked.version, party=locked.responsible, sides=locked.sides())
        locked.due_at = due(after, locked.version, calendar)
    locked.save(update_fields=["due_at", *fields])
    _write(locked, after)
    tell(locked, at, due_before)
    return locked


def _write(clock: Clock, after: Intervals) -> None:
    """Close and append, so that the ledger reads as ``after``: nothing that stands in it is changed or taken away."""
    rows = list(clock.intervals.order_by("started_at", "id"))
    before = _as_intervals(rows)
    place = len(before) - 1
    if before and place < len(after) and replace(after[place], end=None) == replace(before[place], end=None):
        _close(rows[-1], after[place].end)
        _append(clock, after[place + 1 :])
    elif before:
        # What began at this very instant is replaced: it is closed without length.
        instant = before[place].start
        _close(rows[-1], instant)
        going_on = [replace(after[-1], start=instant)] if len(after) <= place and after[-1].end is None else []
        _append(clock, [*after[place:], *going_on])
    else:
        _append(clock, after)


def _close(row: ClockInterval, end: datetime | None) -> None:
    if row.ended_at is None and end is not None:
        row.ended_at = end
        row.save(update_fields=["ended_at"])


def _append(clock: Clock, intervals: Sequence[Interval]) -> None:
    # One by one: the one before is closed when the next begins.
    for interval in intervals:
        ClockInterval.objects.create(
            clock=clock,
            kind=interval.kind,
            started_at=interval.start,
            ended_at=interval.end,
            reason=interval.reason,
            party=interval.party,
            **clock.sides(),
        )


def tell(clock: Clock, at: datetime, due_before: datetime | None = None) -> None:
    """Say which clock changed and on which days (UTC) it was and is due: those are to be counted anew."""
    days = {day_of_figures(moment).isoformat() for moment in (due_before, clock.due_at) if moment}
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
