from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from apps.duties import clockwork
from apps.duties.calendars import WorkingCalendar
from apps.duties.clockwork import UNITS, Allowance, Interval, as_of, consumed, due_at, granted, status
from apps.duties.errors import ClockError, WorktimeError
from apps.duties.worktime import add_working, working_between
from apps.lab.benchmarks.duties import bench_duties
from apps.lab.minute_walk import slow_due
from tests.duties.places import CAIRO, KAMPALA, SANTIAGO, WARSAW, calendars, instants, spans, utc

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
LAST = timedelta(microseconds=1)

Clock = tuple[Interval, ...]

allowances = st.builds(Allowance, unit=st.sampled_from(UNITS), amount=st.integers(1, 60))


def at(cal: WorkingCalendar, *parts: int) -> datetime:
    """That wall-clock time in the calendar's zone, as UTC."""
    return datetime(*parts, tzinfo=ZoneInfo(cal.zone)).astimezone(UTC)  # type: ignore[arg-type, misc]


def clock(start: datetime, *pauses: tuple[datetime, datetime]) -> Clock:
    """A clock that runs but for these pauses."""
    made = clockwork.start(start, "filed", "dealer")
    for begin, end in pauses:
        made = clockwork.pause(made, begin, "waiting_for_owner", "owner")
        made = clockwork.resume(made, end)
    return made


def due(made: Clock, allowance: Allowance, cal: WorkingCalendar) -> datetime:
    moment = due_at(made, allowance, cal)
    assert moment is not None
    return moment


@st.composite
def paused_clocks(draw: st.DrawFn, unit: timedelta = LAST, days: float = 20) -> Clock:
    """A running clock with no to three pauses of up to ``days`` days."""
    moment = start = draw(instants(unit))
    pauses = []
    for _ in range(draw(st.integers(0, 3))):
        begin = moment + draw(spans(days, unit))
        moment = begin + draw(spans(days, unit, least=1))
        pauses.append((begin, moment))
    return clock(start, *pauses)


# Worked examples, the same as in docs/duties.md


def test_hours_run_over_the_weekend() -> None:
    made = clock(at(WARSAW, 2024, 5, 10, 16))
    assert due(made, Allowance("working_hours", 4), WARSAW) == at(WARSAW, 2024, 5, 13, 11)


def test_pause_of_three_working_hours_moves_the_due_time_by_three_working_hours() -> None:
    made = clock(at(WARSAW, 2024, 5, 7, 9), (at(WARSAW, 2024, 5, 7, 11), at(WARSAW, 2024, 5, 7, 15)))
    assert due(made, Allowance("working_hours", 8), WARSAW) == at(WARSAW, 2024, 5, 8, 12)


def test_pause_over_the_weekend_moves_nothing() -> None:
    pause = (at(CAIRO, 2024, 5, 16, 18), at(CAIRO, 2024, 5, 19, 9))
    for unit in ("working_hours", "working_days"):
        allowance = Allowance(unit, 20)
        start = at(CAIRO, 2024, 5, 16, 9)
        if unit == "working_days":  # its dates count to midnight
            pause = (at(CAIRO, 2024, 5, 17), at(CAIRO, 2024, 5, 19))
        assert due(clock(start, pause), allowance, CAIRO) == due(clock(start), allowance, CAIRO)


def test_working_days_last_to_the_end_of_the_last_date() -> None:
    made = clock(at(WARSAW, 2024, 5, 7, 10))
    assert due(made, Allowance("working_days", 5), WARSAW) == at(WARSAW, 2024, 5, 15) - LAST


def test_pause_of_two_working_days_moves_working_days_by_two() -> None:
    pause = (at(WARSAW, 2024, 5, 9, 10), at(WARSAW, 2024, 5, 13, 10))  # Thursday to Monday, same hour
    made = clock(at(WARSAW, 2024, 5, 7, 10), pause)
    assert due(made, Allowance("working_days", 5), WARSAW) == at(WARSAW, 2024, 5, 17) - LAST


def test_pause_of_three_hours_moves_days_by_three_hours() -> None:
    made = clock(at(WARSAW, 2024, 5, 7, 10), (at(WARSAW, 2024, 5, 8, 12), at(WARSAW, 2024, 5, 8, 15)))
    assert due(made, Allowance("calendar_days", 3), WARSAW) == at(WARSAW, 2024, 5, 11, 3) - LAST
    assert due(made, Allowance("working_days", 3), WARSAW) == at(WARSAW, 2024, 5, 13, 3) - LAST


def test_calendar_days_over_the_change_to_summer_time_end_with_the_local_date() -> None:
    made = clock(at(SANTIAGO, 2024, 9, 6, 22))  # 00:00 of 8 September does not exist
    assert due(made, Allowance("calendar_days", 1), SANTIAGO) == at(SANTIAGO, 2024, 9, 8, 1) - LAST
    assert due(made, Allowance("calendar_days", 2), SANTIAGO) == at(SANTIAGO, 2024, 9, 9) - LAST
    assert granted(made[0].start, Allowance("calendar_days", 2), SANTIAGO) == 49 * HOUR - LAST


def test_decimal_hours() -> None:
    made = clock(at(KAMPALA, 2024, 5, 7, 9))
    assert due(made, Allowance("working_hours", Decimal("0.1")), KAMPALA) == at(KAMPALA, 2024, 5, 7, 9, 6)


def test_met_missed_and_pending() -> None:
    allowance, start = Allowance("working_hours", 4), at(WARSAW, 2024, 5, 7, 9)
    end = at(WARSAW, 2024, 5, 7, 13)
    running = clock(start)
    assert status(running, allowance, WARSAW, end) == "pending"
    assert status(running, allowance, WARSAW, end + LAST) == "missed"
    assert status(clockwork.stop(running, end), allowance, WARSAW, end) == "met"
    late = clockwork.stop(running, end + LAST)
    assert status(late, allowance, WARSAW, end + DAY) == "missed"
    assert status(late, allowance, WARSAW, end) == "pending"  # as it was seen then


def test_paused_clock_has_no_due_time_and_is_pending_for_ever() -> None:
    allowance = Allowance("working_hours", 4)
    made = clockwork.pause(clock(at(WARSAW, 2024, 5, 7, 9)), at(WARSAW, 2024, 5, 7, 12), "part", "maker")
    assert due_at(made, allowance, WARSAW) is None
    assert status(made, allowance, WARSAW, utc(2029, 1, 1)) == "pending"
    assert consumed(made, allowance, WARSAW, utc(2029, 1, 1)) == 3 * HOUR


def test_clock_stopped_while_paused_is_met_and_has_a_due_time() -> None:
    allowance = Allowance("working_hours", 4)
    made = clockwork.pause(clock(at(WARSAW, 2024, 5, 7, 9)), at(WARSAW, 2024, 5, 7, 12), "part", "maker")
    made = clockwork.stop(made, at(WARSAW, 2024, 5, 21, 9))
    assert due_at(made, allowance, WARSAW) == at(WARSAW, 2024, 5, 21, 10)
    assert status(made, allowance, WARSAW, utc(2029, 1, 1)) == "met"


# Properties


@settings(deadline=None, max_examples=100)
@given(
    cal=calendars,
    made=paused_clocks(MINUTE, days=1.5),
    unit=st.sampled_from(UNITS),
    amount=st.integers(1, 4),
    lasting=st.booleans(),
)
def test_due_time_agrees_with_the_minute_by_minute_way(
    cal: WorkingCalendar, made: Clock, unit: Any, amount: int, lasting: bool
) -> None:
    if lasting:
        made = clockwork.pause(made, made[-1].start + 30 * HOUR, "part", "maker")
    allowance = Allowance(unit, amount)
    assert due_at(made, allowance, cal) == slow_due(made, allowance, cal)


@settings(deadline=None, max_examples=400)
@given(cal=calendars, start=instants(), allowance=allowances, share=st.integers(0, 999), pause=spans(40, least=1))
def test_pause_of_x_moves_the_due_time_by_x(
    cal: WorkingCalendar, start: datetime, allowance: Allowance, share: int, pause: timedelta
) -> None:
    meter = allowance.meter(cal)
    before = due(clock(start), allowance, cal)
    begin = start + (before - start) * share // 1000  # anywhere before the due time
    after = due(clock(start, (begin, begin + pause)), allowance, cal)
    assert working_between(before, after, meter) == working_between(begin, begin + pause, meter)
    assert after >= before
    if working_between(begin, begin + pause, meter):
        assert after > begin + pause


@settings(deadline=None, max_examples=200)
@given(cal=calendars, start=instants(), amount=st.integers(8, 60), share=st.integers(0, 999), whole=st.booleans())
def test_pause_outside_of_working_time_moves_nothing(
    cal: WorkingCalendar, start: datetime, amount: int, share: int, whole: bool
) -> None:
    allowance = Allowance("working_days" if whole else "working_hours", amount)
    meter = allowance.meter(cal)
    before = due(clock(start), allowance, cal)
    begin = start + (before - start) * share // 1000
    end = add_working(begin, LAST, meter) - LAST  # up to the next moment that counts
    assume(begin < end)
    assert due(clock(start, (begin, end)), allowance, cal) == before


@settings(deadline=None, max_examples=300)
@given(
    cal=calendars,
    start=instants(),
    allowance=allowances,
    runs=st.tuples(st.integers(1, 400), st.integers(1, 400)),
    waits=st.tuples(spans(9, least=1), spans(9, least=1)),
)
def test_order_of_pauses_does_not_matter(
    cal: WorkingCalendar,
    start: datetime,
    allowance: Allowance,
    runs: tuple[int, int],
    waits: tuple[timedelta, timedelta],
) -> None:
    meter, total = allowance.meter(cal), granted(start, allowance, cal)

    def paused(first: timedelta, second: timedelta) -> Clock:
        """Run, wait for first, run, wait for second, run: lengths on the meter."""
        marks = [start]
        for length in (total * runs[0] // 1000, first, total * runs[1] // 1000, second):
            marks.append(add_working(marks[-1], length, meter))
        return clock(start, (marks[1], marks[2]), (marks[3], marks[4]))

    assert due(paused(*waits), allowance, cal) == due(paused(*reversed(waits)), allowance, cal)


@settings(deadline=None, max_examples=300)
@given(
    cal=calendars,
    start=instants(),
    allowance=allowances,
    run=spans(30),
    pause=spans(20, least=2),
    cut=st.integers(1, 999),
)
def test_splitting_pauses_and_runs_does_not_matter(
    cal: WorkingCalendar, start: datetime, allowance: Allowance, run: timedelta, pause: timedelta, cut: int
) -> None:
    begin, end = start + run, start + run + pause
    middle = begin + max(pause * cut // 1000, LAST)
    whole = clock(start, (begin, end))
    handed = clockwork.pause(clock(start), begin, "waiting_for_owner", "owner")
    handed = clockwork.hand_over(handed, middle, "waiting_for_part", "maker")
    handed = clockwork.resume(handed, end)
    handed = clockwork.hand_over(handed, end + HOUR, "diagnosis", "dealer")
    assert due_at(handed, allowance, cal) == due_at(whole, allowance, cal)
    if middle < end:
        split = clock(start, (begin, middle), (middle, end))
        assert due_at(split, allowance, cal) == due_at(whole, allowance, cal)


@settings(deadline=None, max_examples=300)
@given(
    cal=calendars, made=paused_clocks(), unit=st.sampled_from(UNITS), less=st.integers(1, 60), more=st.integers(1, 60)
)
def test_due_time_grows_with_the_allowance(cal: WorkingCalendar, made: Clock, unit: Any, less: int, more: int) -> None:
    assert due(made, Allowance(unit, less), cal) < due(made, Allowance(unit, less + more), cal)


@settings(deadline=None, max_examples=300)
@given(cal=calendars, made=paused_clocks(), allowance=allowances, other=allowances)
def test_changed_allowance_loses_no_pause(
    cal: WorkingCalendar, made: Clock, allowance: Allowance, other: Allowance
) -> None:
    for each in (allowance, other, allowance):  # back and forth: the intervals are all there is
        moment, meter = due(made, each, cal), each.meter(cal)
        waited = sum(
            (
                working_between(pause.start, pause.end, meter)
                for pause in made
                if pause.kind == "paused" and pause.end and pause.start < moment
            ),
            timedelta(0),
        )
        assert working_between(made[0].start, moment, meter) == granted(made[0].start, each, cal) + waited


@settings(deadline=None, max_examples=300)
@given(cal=calendars, made=paused_clocks(), allowance=allowances)
def test_whole_allowance_is_used_at_the_due_time(cal: WorkingCalendar, made: Clock, allowance: Allowance) -> None:
    moment = due(made, allowance, cal)
    assert consumed(made, allowance, cal, moment) == granted(made[0].start, allowance, cal)
    assert consumed(made, allowance, cal, moment - LAST) < granted(made[0].start, allowance, cal)
    assert as_of(made, moment)[-1].kind == "running" or as_of(made, moment)[-1].start == moment


@settings(deadline=None, max_examples=300)
@given(cal=calendars, made=paused_clocks(), allowance=allowances, later=spans(30), pause=spans(30, least=1))
def test_pause_after_the_due_time_does_not_undo_a_miss(
    cal: WorkingCalendar, made: Clock, allowance: Allowance, later: timedelta, pause: timedelta
) -> None:
    moment = due(made, allowance, cal)
    begin = moment + LAST + later
    assume(begin >= made[-1].start)
    paused = clockwork.pause(made, begin, "excuse", "owner")
    assert due_at(paused, allowance, cal) == moment
    assert status(paused, allowance, cal, begin) == "missed"
    stopped = clockwork.stop(clockwork.resume(paused, begin + pause), begin + pause + later)
    assert due_at(stopped, allowance, cal) == moment
    assert status(stopped, allowance, cal, begin + pause + later) == "missed"


@settings(deadline=None, max_examples=300)
@given(cal=calendars, made=paused_clocks(), allowance=allowances, run=spans(40), ask=spans(200))
def test_any_past_moment_can_be_judged_again(
    cal: WorkingCalendar, made: Clock, allowance: Allowance, run: timedelta, ask: timedelta
) -> None:
    moment = made[0].start + ask
    stopped = clockwork.stop(made, made[-1].start + run)
    assert status(stopped, allowance, cal, moment) == status(as_of(stopped, moment), allowance, cal, moment)
    for interval in as_of(stopped, moment):
        assert interval.start <= moment
        assert interval.end is None or interval.end <= moment


@settings(deadline=None, max_examples=300)
@given(cal=calendars, made=paused_clocks(), allowance=allowances, wait=spans(40), ask=spans(150), lasting=st.booleans())
def test_due_time_and_stop_alone_tell_the_state_at_any_past_moment(
    cal: WorkingCalendar, made: Clock, allowance: Allowance, wait: timedelta, ask: timedelta, lasting: bool
) -> None:
    """What a row of the clocks' table says: its last due time and stop, without the intervals."""
    if lasting:
        made = clockwork.pause(made, made[-1].start + wait, "part", "maker")
    made = clockwork.stop(made, made[-1].start + wait + LAST)
    moment, last_due, stop = made[0].start + ask, due(made, allowance, cal), made[-1].end
    assert stop is not None
    by_row = "missed" if moment > last_due else "pending"
    if stop <= moment:
        by_row = "met" if stop <= last_due else "missed"
    assert status(made, allowance, cal, moment) == by_row


@settings(deadline=None, max_examples=200)
@given(cal=calendars, made=paused_clocks(), allowance=allowances, run=spans(40))
def test_stopped_clock_is_met_or_missed_and_has_a_due_time(
    cal: WorkingCalendar, made: Clock, allowance: Allowance, run: timedelta
) -> None:
    end = made[-1].start + run
    stopped = clockwork.stop(made, end)
    moment = due(stopped, allowance, cal)
    assert status(stopped, allowance, cal, end) == ("met" if end <= moment else "missed")
    assert moment == due(made, allowance, cal)


# What a clock refuses

START = utc(2024, 5, 7, 9)
NOON = utc(2024, 5, 7, 12)
RUNNING = clockwork.start(START)
PAUSED = clockwork.pause(RUNNING, NOON, "part", "maker")
STOPPED = clockwork.stop(RUNNING, NOON)


@pytest.mark.parametrize(
    ("verb", "code"),
    [
        (lambda: clockwork.pause(RUNNING, START - LAST, "part", "maker"), "too_early"),
        (lambda: clockwork.pause(PAUSED, NOON + HOUR, "part", "maker"), "already_paused"),
        (lambda: clockwork.pause(STOPPED, NOON + HOUR, "part", "maker"), "stopped"),
        (lambda: clockwork.resume(RUNNING, NOON), "not_paused"),
        (lambda: clockwork.resume(PAUSED, NOON), "empty_pause"),
        (lambda: clockwork.resume(PAUSED, NOON - LAST), "too_early"),
        (lambda: clockwork.resume(STOPPED, NOON), "stopped"),
        (lambda: clockwork.stop(RUNNING, START - LAST), "too_early"),
        (lambda: clockwork.stop(STOPPED, NOON + HOUR), "stopped"),
        (lambda: clockwork.stop((), NOON), "no_intervals"),
        (lambda: clockwork.hand_over(PAUSED, NOON - LAST, "part", "maker"), "too_early"),
        (lambda: as_of(RUNNING, START - LAST), "not_started"),
    ],
)
def test_verb_that_the_state_does_not_allow(verb: Any, code: str) -> None:
    with pytest.raises(ClockError) as caught:
        verb()
    assert caught.value.code == code
    assert caught.value.mend
    assert caught.value.field in str(caught.value)


@pytest.mark.parametrize(
    ("intervals", "code", "field"),
    [
        ([], "no_intervals", "intervals"),
        ([Interval("paused", START)], "starts_paused", "intervals[0].kind"),
        ([Interval("running", START), Interval("paused", NOON)], "gap", "intervals[1].start"),
        ([Interval("running", START, NOON), Interval("paused", NOON + LAST)], "gap", "intervals[1].start"),
        ([Interval("running", START, NOON), Interval("paused", NOON - LAST)], "gap", "intervals[1].start"),
        ([Interval("running", NOON, START)], "backwards", "intervals[0].end"),
        ([Interval("running", START, NOON), Interval("paused", NOON, NOON)], "empty_pause", "intervals[1].end"),
        ([Interval("running", START, NOON), Interval("asleep", NOON)], "bad_kind", "intervals[1].kind"),  # type: ignore[arg-type]
    ],
)
def test_intervals_that_are_no_clock(intervals: list[Interval], code: str, field: str) -> None:
    with pytest.raises(ClockError) as caught:
        clockwork.validate(intervals)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_naive_and_absurd_moments_are_named() -> None:
    for moment in (datetime(2024, 5, 7), utc(9999, 1, 1), None):  # noqa: DTZ001
        with pytest.raises(WorktimeError) as caught:
            clockwork.start(moment)  # type: ignore[arg-type]
        assert caught.value.field == "intervals[0].start"
        with pytest.raises(WorktimeError):
            clockwork.stop(RUNNING, moment)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("unit", "amount"),
    [
        ("working_hours", 0),
        ("working_hours", -1),
        ("working_hours", 1.5),
        ("working_hours", True),
        ("working_hours", "8"),
        ("working_hours", None),
        ("working_hours", Decimal("NaN")),
        ("working_hours", Decimal("Infinity")),
        ("working_hours", Decimal(1) / 3),
        ("working_hours", 10**9),
        ("working_days", Decimal("1.5")),
        ("calendar_days", 10**30),
        ("fortnights", 2),
        (None, 2),
    ],
)
def test_unusable_allowance_is_named(unit: Any, amount: Any) -> None:
    with pytest.raises(ClockError) as caught:
        Allowance(unit, amount)
    assert caught.value.code == "bad_allowance"
    assert caught.value.field in ("allowance.unit", "allowance.amount")


def test_allowance_beyond_the_years_is_refused_when_used() -> None:
    for unit in UNITS:
        with pytest.raises(WorktimeError, match="lies or leads outside of the years"):
            due_at(RUNNING, Allowance(unit, 10**6), WARSAW)


def test_pause_may_begin_with_the_clock() -> None:
    made = clockwork.resume(clockwork.pause(RUNNING, START, "part", "maker"), START + DAY)
    allowance = Allowance("working_hours", 4)
    assert due_at(made, allowance, WARSAW) == due_at(clockwork.start(START + DAY), allowance, WARSAW)


def test_stop_at_the_moment_of_the_pause_drops_the_pause() -> None:
    assert clockwork.stop(PAUSED, NOON) == STOPPED


def test_hand_over_keeps_running_or_paused_and_tells_who_had_the_ball() -> None:
    made = clockwork.hand_over(PAUSED, NOON + HOUR, "customs", "owner")
    assert [(each.kind, each.reason, each.party) for each in made[1:]] == [
        ("paused", "part", "maker"),
        ("paused", "customs", "owner"),
    ]
    again = clockwork.hand_over(made, NOON + HOUR, "post", "dealer")
    assert len(again) == 3
    assert again[2].party == "dealer"


def test_verbs_leave_the_old_intervals_alone() -> None:
    assert len(RUNNING) == 1
    assert RUNNING[0].end is None
    assert len(PAUSED) == 2


def test_bench_is_right_and_says_how_fast() -> None:
    result = bench_duties(clocks=500, rounds=1, checks=8)
    assert result["ok"] is True
    assert result["wrong"] == 0
    assert isinstance(result["ratio"], float)
