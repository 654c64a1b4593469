from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from apps.duties.calendars import WorkingCalendar, default_calendar
from apps.duties.errors import WorktimeError
from apps.duties.worktime import (
    add_calendar_days,
    add_working,
    add_working_days,
    working_between,
    working_days_between,
)
from apps.lab.minute_walk import slow_between
from tests.duties.places import (
    CAIRO,
    CAIRO_NIGHT,
    DUBAI,
    HAVANA_ALL,
    KAMPALA,
    SANTIAGO,
    SANTIAGO_NIGHT,
    SHANGHAI,
    WARSAW,
    WARSAW_NIGHT,
    calendar,
    calendars,
    instants,
    spans,
    utc,
)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
LAST = timedelta(microseconds=1)


def at(cal: WorkingCalendar, *parts: int) -> datetime:
    """That wall-clock time in the calendar's zone, as UTC, in which alone arithmetic is of real time."""
    return datetime(*parts, tzinfo=ZoneInfo(cal.zone)).astimezone(UTC)  # type: ignore[arg-type, misc]


# Worked examples


def test_amount_within_a_shift() -> None:
    assert add_working(at(WARSAW, 2024, 5, 7, 9, 30), 2 * HOUR, WARSAW) == at(WARSAW, 2024, 5, 7, 11, 30)


def test_lunch_does_not_count() -> None:
    assert add_working(at(WARSAW, 2024, 5, 7, 12), 2 * HOUR, WARSAW) == at(WARSAW, 2024, 5, 7, 15)


def test_amount_that_ends_with_a_shift_is_reached_at_its_end() -> None:
    assert add_working(at(WARSAW, 2024, 5, 10, 14), 4 * HOUR, WARSAW) == at(WARSAW, 2024, 5, 10, 18)
    assert add_working(at(WARSAW, 2024, 5, 10, 14), 4 * HOUR + LAST, WARSAW) == at(WARSAW, 2024, 5, 13, 9) + LAST


def test_result_is_utc_and_nothing_added_is_the_start() -> None:
    start = at(WARSAW, 2024, 5, 11, 3)
    result = add_working(start, timedelta(0), WARSAW)
    assert result == start
    assert result.tzinfo is UTC


def test_friday_and_saturday_are_skipped_in_cairo() -> None:
    assert add_working(at(CAIRO, 2024, 5, 16, 17), 2 * HOUR, CAIRO) == at(CAIRO, 2024, 5, 19, 10)


def test_saturday_is_worked_where_only_sunday_is_off() -> None:
    assert add_working(at(KAMPALA, 2024, 5, 17, 16), 2 * HOUR, KAMPALA) == at(KAMPALA, 2024, 5, 18, 10)
    assert add_working(at(KAMPALA, 2024, 5, 18, 16), 2 * HOUR, KAMPALA) == at(KAMPALA, 2024, 5, 20, 10)


def test_friday_is_half_a_day_in_dubai() -> None:
    assert add_working(at(DUBAI, 2024, 5, 17, 9), 4 * HOUR, DUBAI) == at(DUBAI, 2024, 5, 20, 10)


def test_holiday_and_make_up_day_in_china() -> None:
    # 2025: Spring Festival 28 January to 4 February, Sunday 26 January and Saturday 8 February worked.
    assert working_days_between(at(SHANGHAI, 2025, 1, 24, 12), at(SHANGHAI, 2025, 2, 10, 12), SHANGHAI) == 7
    assert add_working(at(SHANGHAI, 2025, 1, 24, 16), 3 * HOUR, SHANGHAI) == at(SHANGHAI, 2025, 1, 26, 11)


def test_shift_over_the_missing_hour_is_an_hour_shorter() -> None:
    # Warsaw, 31 March 2024: 02:00 becomes 03:00; the shift 00:00 to 03:30 lasts 2.5 hours.
    start, end = at(WARSAW_NIGHT, 2024, 3, 31), at(WARSAW_NIGHT, 2024, 3, 31, 12)
    assert working_between(start, end, WARSAW_NIGHT) == 2.5 * HOUR


def test_shift_over_the_repeated_hour_is_an_hour_longer() -> None:
    start, end = at(WARSAW_NIGHT, 2024, 10, 27), at(WARSAW_NIGHT, 2024, 10, 27, 12)
    assert working_between(start, end, WARSAW_NIGHT) == 4.5 * HOUR


def test_midnight_that_does_not_exist() -> None:
    # Cairo, 26 April 2024: 00:00 becomes 01:00; the shift 00:00 to 03:30 lasts 2.5 hours.
    assert working_between(at(CAIRO_NIGHT, 2024, 4, 25, 23), at(CAIRO_NIGHT, 2024, 4, 26, 12), CAIRO_NIGHT) == (
        3.5 * HOUR
    )
    assert add_calendar_days(at(CAIRO, 2024, 4, 24, 9), 1, CAIRO.zone) == at(CAIRO, 2024, 4, 26, 1) - LAST


def test_evening_hour_that_comes_twice() -> None:
    # Santiago, 6 April 2024: 24:00 becomes 23:00; the shift 22:00 to 24:00 lasts 3 hours.
    start, end = at(SANTIAGO_NIGHT, 2024, 4, 6, 12), at(SANTIAGO_NIGHT, 2024, 4, 7, 0)
    assert working_between(start, end, SANTIAGO_NIGHT) == 3 * HOUR
    assert add_calendar_days(start, 0, SANTIAGO.zone) == end - LAST


def test_shift_that_ends_within_the_repeated_hour_is_worked_in_both_passes() -> None:
    early = calendar("Europe/Warsaw", rest=set(), shifts=((_t(1), _t(2, 30)),))
    # 01:00 to 02:30, then the clock goes from 03:00 back to 02:00 and shows 02:00 to 02:30 again.
    assert working_between(at(early, 2024, 10, 27), at(early, 2024, 10, 28), early) == 2 * HOUR
    assert slow_between(at(early, 2024, 10, 27), at(early, 2024, 10, 28), early) == 2 * HOUR


def test_shift_wholly_within_the_missing_hour_has_no_time() -> None:
    gone = calendar("Europe/Warsaw", rest=set(), shifts=((_t(2, 10), _t(2, 50)),))
    assert working_between(at(gone, 2024, 3, 31), at(gone, 2024, 4, 1), gone) == timedelta(0)
    assert add_working(at(gone, 2024, 3, 31), MINUTE, gone) == at(gone, 2024, 4, 1, 2, 11)


def _t(*parts: int) -> time:
    return time(*parts)


def test_working_days_count_from_the_next_date_to_the_end_of_the_last() -> None:
    tuesday = at(WARSAW, 2024, 5, 7, 10)
    assert add_working_days(tuesday, 1, WARSAW) == at(WARSAW, 2024, 5, 9) - LAST
    assert add_working_days(tuesday, 5, WARSAW) == at(WARSAW, 2024, 5, 15) - LAST
    assert add_working_days(tuesday, 0, WARSAW) == at(WARSAW, 2024, 5, 8) - LAST


def test_working_days_from_a_weekend() -> None:
    saturday = at(WARSAW, 2024, 5, 11, 10)
    assert add_working_days(saturday, 1, WARSAW) == at(WARSAW, 2024, 5, 14) - LAST
    assert add_working_days(saturday, 0, WARSAW) == at(WARSAW, 2024, 5, 14) - LAST


def test_working_days_over_the_end_of_years() -> None:
    start = at(WARSAW, 2024, 12, 30, 10)
    # 1 in 2024, 251 in 2025 (261 weekdays, 10 holidays on them), 20 + 20 + 8 in 2026.
    assert add_working_days(start, 300, WARSAW) == at(WARSAW, 2026, 3, 12) - LAST
    assert working_days_between(start, at(WARSAW, 2026, 3, 11, 10), WARSAW) == 300


def test_date_that_an_island_left_out_is_no_working_day() -> None:
    apia = calendar("Pacific/Apia", rest={5, 6})  # went from Thursday 29 to Saturday 31 December 2011
    assert working_days_between(at(apia, 2011, 12, 28, 9), at(apia, 2012, 1, 2, 9), apia) == 2
    assert add_calendar_days(at(apia, 2011, 12, 29, 9), 2, apia.zone) == at(apia, 2012, 1, 1) - LAST


def test_a_century_is_as_exact_as_a_day() -> None:
    start, end = utc(2000, 1, 1), utc(2099, 12, 31)
    total = working_between(start, end, KAMPALA)
    assert add_working(start, total, KAMPALA) <= end
    assert working_between(start, add_working(start, total, KAMPALA), KAMPALA) == total


# Properties


@settings(deadline=None, max_examples=120)
@example(  # a date that ends early: four hours of its shift, and a working date like any other
    cal=default_calendar("TR"), start=datetime(2024, 10, 27, tzinfo=UTC), span=timedelta(days=1, hours=10, minutes=1)
)
@given(cal=calendars, start=instants(MINUTE), span=spans(3, MINUTE))
def test_between_agrees_with_the_minute_by_minute_way(cal: WorkingCalendar, start: datetime, span: timedelta) -> None:
    for meter, whole in ((cal, False), (cal.whole_days, True)):
        slow = slow_between(start, start + span, cal, whole_day=whole)
        assert working_between(start, start + span, meter) == slow


@settings(deadline=None, max_examples=300)
@given(cal=calendars, start=instants(), first=spans(500), second=spans(500))
def test_between_is_additive(cal: WorkingCalendar, start: datetime, first: timedelta, second: timedelta) -> None:
    middle, end = start + first, start + first + second
    whole = working_between(start, end, cal)
    assert whole == working_between(start, middle, cal) + working_between(middle, end, cal)
    assert timedelta(0) <= whole <= end - start


@settings(deadline=None, max_examples=300)
@given(cal=calendars, start=instants(), amount=spans(200))
def test_between_undoes_add(cal: WorkingCalendar, start: datetime, amount: timedelta) -> None:
    end = add_working(start, amount, cal)
    assert working_between(start, end, cal) == amount
    if amount:  # and there is no earlier instant of which this holds
        assert working_between(start, end - LAST, cal) == amount - LAST


@settings(deadline=None, max_examples=300)
@given(cal=calendars, start=instants(), one=spans(100), other=spans(100))
def test_adding_twice_is_adding_the_sum_and_grows(
    cal: WorkingCalendar, start: datetime, one: timedelta, other: timedelta
) -> None:
    total = add_working(start, one + other, cal)
    if other:
        assert add_working(add_working(start, one, cal), other, cal) == total
        assert total > add_working(start, one, cal)


@settings(deadline=None, max_examples=300)
@given(cal=calendars, start=instants(), days=st.integers(1, 400), more=st.integers(0, 400))
def test_working_days_add_and_between(cal: WorkingCalendar, start: datetime, days: int, more: int) -> None:
    due = add_working_days(start, days, cal)
    assert working_days_between(start, due, cal) == days
    assert working_days_between(start, due + LAST, cal) in (days, days + 1)
    assert add_working_days(due, more, cal) == add_working_days(start, days + more, cal)
    assert due > start
    assert cal.is_working_date(due.astimezone(ZoneInfo(cal.zone)).date())


@settings(deadline=None, max_examples=200)
@given(cal=calendars, start=instants(), days=st.integers(0, 800))
def test_calendar_days_end_with_a_local_date(cal: WorkingCalendar, start: datetime, days: int) -> None:
    zone = ZoneInfo(cal.zone)
    due = add_calendar_days(start, days, cal.zone)
    wanted = start.astimezone(zone).date() + timedelta(days=days)
    assert due.astimezone(zone).date() == wanted
    assert (due + LAST).astimezone(zone).date() == wanted + timedelta(days=1)


# Bad input


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (datetime(2024, 5, 7, 9), "naive_datetime"),  # noqa: DTZ001
        (utc(1, 1, 1), "out_of_range"),
        (utc(1969, 12, 31), "out_of_range"),
        (utc(9999, 12, 31, 23, 59), "out_of_range"),
        (datetime(9999, 12, 31, 23, tzinfo=ZoneInfo("America/Santiago")), "out_of_range"),
        (None, "naive_datetime"),
        ("2024-05-07", "naive_datetime"),
    ],
)
def test_unusable_start_is_named(start: object, code: str) -> None:
    calls = [
        lambda: add_working(start, HOUR, WARSAW),  # type: ignore[arg-type]
        lambda: working_between(start, utc(2024, 1, 1), WARSAW),  # type: ignore[arg-type]
        lambda: add_working_days(start, 1, WARSAW),  # type: ignore[arg-type]
        lambda: add_calendar_days(start, 1, WARSAW.zone),  # type: ignore[arg-type]
        lambda: working_days_between(start, utc(2024, 1, 1), WARSAW),  # type: ignore[arg-type]
    ]
    for call in calls:
        with pytest.raises(WorktimeError) as caught:
            call()
        assert (caught.value.code, caught.value.field, caught.value.value) == (code, "start", start)


@pytest.mark.parametrize("amount", [timedelta.max, timedelta(days=365 * 300)])
def test_amount_that_leads_too_far_is_refused(amount: timedelta) -> None:
    with pytest.raises(WorktimeError, match="lies or leads outside of the years"):
        add_working(utc(2024, 1, 1), amount, WARSAW)


@pytest.mark.parametrize("days", [10**6, 10**12, 84000])
def test_days_that_lead_too_far_are_refused(days: int) -> None:
    with pytest.raises(WorktimeError, match="lies or leads outside of the years"):
        add_working_days(utc(2190, 1, 1), days, WARSAW)
    with pytest.raises(WorktimeError, match="lies or leads outside of the years"):
        add_calendar_days(utc(2190, 1, 1), days, WARSAW.zone)


def test_negative_amounts_are_refused() -> None:
    with pytest.raises(WorktimeError, match="less than nothing"):
        add_working(utc(2024, 1, 1), -HOUR, WARSAW)
    for days in (-1, True, 1.5, "3", None):
        with pytest.raises(WorktimeError, match="not a whole number of days"):
            add_working_days(utc(2024, 1, 1), days, WARSAW)  # type: ignore[arg-type]


def test_end_before_start_is_refused() -> None:
    for between in (working_between, working_days_between):
        with pytest.raises(WorktimeError, match="before the start"):
            between(utc(2024, 1, 2), utc(2024, 1, 1), WARSAW)


def test_edges_of_the_years_that_can_be_computed() -> None:
    for country in ("NZ", "US", "KE"):
        cal = default_calendar(country)
        assert working_between(utc(1970, 1, 1), utc(2199, 12, 31, 23, 59), cal) > timedelta(days=60 * 229)


def test_havana_date_with_two_midnights_is_25_hours() -> None:
    sunday = at(HAVANA_ALL, 2025, 11, 2)
    assert working_between(sunday, at(HAVANA_ALL, 2025, 11, 3), HAVANA_ALL) == 25 * HOUR
