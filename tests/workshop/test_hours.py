"""When a place is open, from plain rows; against a second writing, minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.workshop.hours import Row, is_open, read_shifts, shifts_on, zone_of

NAIROBI = ZoneInfo("Africa/Nairobi")
MONDAY = date(2026, 3, 2)
SPLIT = read_shifts([["08:00", "12:30"], ["13:30", "17:00"]])
ROWS = [Row(day, date(2026, 1, 1), SPLIT if day < 5 else []) for day in range(7)]


def at(hour: float, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(0), NAIROBI) + timedelta(hours=hour)


def test_the_newest_hours_of_a_weekday_hold_from_their_day_on() -> None:
    later = [*ROWS, Row(0, date(2026, 3, 9), [])]
    assert shifts_on(later, MONDAY) == SPLIT
    assert shifts_on(later, MONDAY + timedelta(days=7)) == []
    assert shifts_on([], MONDAY) is None


def test_a_stay_over_lunch_is_within_the_hours_and_one_that_begins_at_lunch_is_not() -> None:
    assert is_open(ROWS, at(8), at(17), NAIROBI)
    assert not is_open(ROWS, at(13), at(15), NAIROBI)
    assert not is_open(ROWS, at(16.5), at(17.5), NAIROBI)
    assert not is_open(ROWS, at(7.5), at(9), NAIROBI)


def test_a_closed_day_is_closed_and_a_place_without_hours_is_not_known_to_be() -> None:
    saturday = MONDAY + timedelta(days=5)
    assert not is_open(ROWS, at(9, saturday), at(10, saturday), NAIROBI)
    assert is_open([], at(3), at(4), NAIROBI)


def test_hours_are_those_of_the_place() -> None:
    # Six in the morning in London is nine in Nairobi.
    assert is_open(ROWS, datetime(2026, 3, 2, 6, tzinfo=UTC), datetime(2026, 3, 2, 7, tzinfo=UTC), NAIROBI)
    assert str(zone_of("KE")) == "Africa/Nairobi"
    assert str(zone_of("ZZ")) == "UTC"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 7 * 96 - 1), st.integers(1, 40))
def test_what_lasts_a_day_is_open_when_begin_and_end_are(start: int, quarters: int) -> None:
    begins = at(0) + timedelta(minutes=15 * start)
    ends = begins + timedelta(minutes=15 * quarters)
    if begins.date() != ends.date():
        return
    shifts = SPLIT if begins.weekday() < 5 else []
    inside = any(low <= begins.time() < high for low, high in shifts) and ends.time() <= time(17)
    assert is_open(ROWS, begins, ends, NAIROBI) == inside
