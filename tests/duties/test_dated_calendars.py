"""Days that were published hold from their day on; what has passed keeps the calendar it was judged by."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.duties import clockwork, national_days, pinning, services
from apps.duties.calendars import DatedWeek, WorkingCalendar, default_calendar
from apps.duties.clockwork import Allowance, Interval
from apps.duties.consumers import follow
from apps.duties.models import CalendarRule, Clock, HolidayYear, Shifts
from apps.duties.national_days import NationalYear
from apps.duties.selectors import calendar_of
from apps.duties.worktime import working_between
from apps.lab.minute_walk import slow_between, slow_due
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import system_scope
from tests.cast import NOW, Cast
from tests.duties.changes import HOLIDAY, RAMADAN, draft, published

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def hours_on(country: str, day: date) -> float:
    """Hours worked on a date."""
    start = datetime.combine(day, time(), UTC) - DAY / 2
    return sum((end - begin) / 3_600_000_000 for begin, end in calendar_of(country).shifts_on(start.year)(day))


def start(cast: Cast, country: str = "KE", at: datetime = NOW, obligation: str = "first_response") -> Clock:
    sides = {"dealer_id": cast.dealer_nairobi.pk, "manufacturer_id": cast.maker_hanhai.pk, "country": country}
    with system_scope("tests: clock"):
        return services.start_clock(
            obligation=obligation, subject_kind="claim", subject_id=1, subject_label="C-1", sides=sides, at=at
        )


def consume() -> None:
    with system_scope("tests: consume"):
        for event in OutboxEvent.objects.filter(topic="rule.publish"):
            follow(event, NOW)


def test_ramadan_hours_hold_for_their_days_only(cast: Cast) -> None:
    published(cast, RAMADAN)
    assert [hours_on("SA", day) for day in (date(2026, 3, 8), date(2026, 3, 9), date(2026, 3, 18))] == [8, 6, 6]
    assert hours_on("SA", date(2026, 3, 25)) == 8
    assert hours_on("SA", date(2026, 3, 13)) == 0  # Friday
    assert hours_on("AE", date(2026, 3, 9)) == 8


def test_weekend_that_changes_from_a_day_on_goes_behind_the_weeks_of_a_period(cast: Cast) -> None:
    week = [[["09:00", "17:00"]]] * 5 + [[], []]
    published(cast, RAMADAN)
    published(cast, RAMADAN, effective_from=date(2026, 3, 15), effective_to=None, shifts=week, name="New weekend")
    assert hours_on("SA", date(2026, 3, 15)) == 6  # a Sunday in Ramadan
    assert hours_on("SA", date(2026, 4, 3)) == 8  # a Friday
    assert hours_on("SA", date(2026, 4, 5)) == 0  # a Sunday


def test_the_last_word_on_a_day_holds(cast: Cast) -> None:
    friday = HOLIDAY.effective_from
    published(cast, HOLIDAY)
    assert hours_on("KE", friday) == 0
    published(cast, HOLIDAY, kind="hours", shifts=[["09:00", "12:00"]], name="Half of it")
    assert hours_on("KE", friday) == 3
    published(cast, HOLIDAY, kind="worked", name="Called off")
    assert hours_on("KE", friday) == 8


def test_holiday_of_the_library_can_be_worked(cast: Cast) -> None:
    easter_monday = date(2026, 4, 6)
    assert hours_on("KE", easter_monday) == 0
    published(cast, HOLIDAY, kind="worked", effective_from=easter_monday)
    assert hours_on("KE", easter_monday) == 8
    assert hours_on("KE", date(2026, 3, 7)) == 0
    published(cast, HOLIDAY, kind="worked", effective_from=date(2026, 3, 7))
    assert hours_on("KE", date(2026, 3, 7)) == 8  # a Saturday


def test_running_clocks_follow_a_new_holiday_that_lies_ahead(cast: Cast) -> None:
    clock = start(cast)  # 16 working hours from Wednesday noon in Nairobi
    before = clock.due_at
    published(cast, HOLIDAY)
    with system_scope("tests"):
        clock.refresh_from_db()
    assert clock.due_at == before
    consume()
    with system_scope("tests"):
        clock.refresh_from_db()
    assert before == datetime(2026, 3, 6, 9, tzinfo=UTC)
    assert clock.due_at == datetime(2026, 3, 9, 9, tzinfo=UTC)


def test_due_time_that_has_passed_never_moves(cast: Cast) -> None:
    clock = start(cast)
    late = NOW + 10 * DAY
    with system_scope("tests: behind the services"):
        # A row for days gone by, as nobody can publish it.
        gone = date(2026, 3, 5), date(2026, 3, 6)
        values = {"first": gone[0], "last": gone[1], "set_at": NOW, "change": draft(cast, HOLIDAY)}
        CalendarRule.objects.create(country="KE", kind="closed", **values)
        stopped = services.stop_clock(clock, at=late)
    assert stopped.due_at == clock.due_at
    assert stopped.state(late) == "missed"


def test_meter_before_a_change_runs_by_the_old_calendar_and_after_it_by_the_new_one(cast: Cast) -> None:
    clock = start(cast, "SA", datetime(2026, 3, 4, 6, tzinfo=UTC))  # Wednesday 09:00 in Riyadh, 16 hours
    with system_scope("tests"):
        services.pause_clock(clock, reason="part", party="manufacturer", at=datetime(2026, 3, 4, 14, tzinfo=UTC))
        published(cast, RAMADAN)
        after = services.resume_clock(clock, reason="back", at=datetime(2026, 3, 9, 7, tzinfo=UTC))
    # Eight hours of the old Wednesday are used; six on Monday from 10:00, two on Tuesday from 10:00.
    assert after.due_at == datetime(2026, 3, 10, 9, tzinfo=UTC)


def test_year_in_use_keeps_its_holidays_when_the_library_changes_its_mind(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = start(cast)
    with system_scope("tests"):
        row = HolidayYear.objects.get(country="KE", year=2026)
    assert row.days["off"]["2026-04-06"] == "Easter Monday"
    assert row.library == national_days.LIBRARY

    def new_release(country: str, year: int) -> NationalYear:
        return NationalYear(year, off=frozenset({date(year, 3, 5), date(year, 3, 6)}))

    monkeypatch.setattr("apps.duties.calendars.national_year", new_release)
    monkeypatch.setattr("apps.duties.pinning.national_year", new_release)
    with system_scope("tests"):
        assert services.follow_calendar(clock, at=NOW).due_at == clock.due_at
        assert pinning.pin_years(at=NOW) == 1
        assert HolidayYear.objects.filter(country="KE").count() == 1
    assert not calendar_of("KE").is_working_date(date(2026, 4, 6))
    assert not calendar_of("KE").is_working_date(date(2027, 3, 5))


def test_year_in_use_keeps_its_weekend_and_hours_when_the_library_changes_its_mind(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = start(cast, "EG", obligation="repair")
    friday, saturday = date(2026, 3, 6), date(2026, 3, 7)
    assert [hours_on("EG", day) for day in (friday, saturday)] == [0, 0]
    with system_scope("tests"):
        services.pause_clock(clock, reason="waiting_for_parts", party="manufacturer", at=NOW + 7 * DAY)

    def new_release(country: str) -> WorkingCalendar:
        return replace(default_calendar(country), shifts=(((time(10), time(12)),),) * 7)

    monkeypatch.setattr("apps.duties.selectors.default_calendar", new_release)
    assert [hours_on("EG", day) for day in (friday, saturday)] == [0, 0]
    assert hours_on("EG", date(2027, 3, 5)) == 2  # a year that lies ahead
    with system_scope("tests"):
        after = services.resume_clock(clock, reason="parts_received", at=NOW + 8 * DAY)
    assert clock.due_at is not None
    assert after.due_at == clock.due_at + DAY


def test_hours_that_were_set_without_a_day_change_no_year_in_use(cast: Cast) -> None:
    start(cast)
    with system_scope("tests"):
        Shifts.objects.create(country="KE", zone="Africa/Nairobi", week=[[["08:00", "10:00"]]] * 7, source="a slip")
    assert hours_on("KE", date(2026, 3, 6)) == 8
    assert hours_on("KE", date(2027, 3, 5)) == 2


def test_years_in_use_are_written_down_before_they_begin(cast: Cast) -> None:
    start(cast)
    with system_scope("tests"):
        pinning.pin_years(at=datetime(2026, 12, 30, 12, tzinfo=UTC))
        assert list(HolidayYear.objects.values_list("year", flat=True)) == [2026]
        pinning.pin_years(at=datetime(2026, 12, 31, 1, tzinfo=UTC))
        assert list(HolidayYear.objects.values_list("year", flat=True)) == [2026, 2027]


def test_half_days_are_written_down_too(cast: Cast) -> None:
    with system_scope("tests"):
        pinning.pin_year("TR", 2026, at=NOW)
    assert hours_on("TR", date(2026, 10, 28)) == 4


# Any calendar, minute by minute.

_quarters = st.integers(0, 95)


@st.composite
def day_shifts(draw: st.DrawFn) -> tuple[tuple[time, time], ...]:
    marks = sorted(draw(st.sets(_quarters, max_size=4)))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return tuple((time(a // 4, a % 4 * 15), time(b // 4, b % 4 * 15)) for a, b in pairs)


weeks = st.tuples(*[day_shifts()] * 7).filter(any)
_near = st.integers(-4, 12).map(lambda n: date(2026, 10, 24) + n * DAY)
dated = st.builds(
    lambda first, length, week: DatedWeek(first, None if length is None else first + length * DAY, week),
    _near,
    st.one_of(st.none(), st.integers(0, 9)),
    weeks,
)


@st.composite
def any_calendar(draw: st.DrawFn):
    base = default_calendar(draw(st.sampled_from(["TR", "SA", "EG", "IS", "PL"])))
    book = replace(
        base.days,
        closed=frozenset(draw(st.sets(_near, max_size=2))),
        opened=frozenset(draw(st.sets(_near, max_size=2))),
        hours=tuple(draw(st.dictionaries(_near, day_shifts(), max_size=2)).items()),
    )
    return replace(base, days=book, weeks=tuple(draw(st.lists(dated, max_size=3))))


_moments = st.integers(0, 12 * 24 * 60).map(lambda n: datetime(2026, 10, 22, tzinfo=UTC) + n * MINUTE)


@settings(max_examples=60, deadline=None)
@given(calendar=any_calendar(), start=_moments, length=st.integers(0, 4 * 24 * 60))
def test_dated_weeks_and_short_days_agree_with_the_minute_walk(calendar, start: datetime, length: int) -> None:
    end = start + length * MINUTE
    assert working_between(start, end, calendar) == slow_between(start, end, calendar)


@settings(max_examples=40, deadline=None)
@given(
    calendar=any_calendar(),
    start=_moments,
    unit=st.sampled_from(clockwork.UNITS),
    amount=st.integers(1, 3),
    pause=st.integers(1, 36 * 60),
)
def test_due_times_in_dated_calendars_agree_with_the_minute_walk(
    calendar, start: datetime, unit, amount: int, pause: int
) -> None:
    begins = start + 90 * MINUTE
    intervals = (
        Interval("running", start, begins),
        Interval("paused", begins, begins + pause * MINUTE, "part", "manufacturer"),
        Interval("running", begins + pause * MINUTE),
    )
    allowance = Allowance(unit, Decimal(amount))
    assert clockwork.due_at(intervals, allowance, calendar) == slow_due(intervals, allowance, calendar)
