"""Calendars and instants that the tests of working time share."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from apps.duties.calendars import ALL_DAY, DatedWeek, DayBook, WorkingCalendar, default_calendar

SPLIT = ((time(9), time(13)), (time(14), time(18)))
NIGHT = ((time(0), time(3, 30)), (time(22), time(0)))


def calendar(zone: str, *, rest: set[int], shifts: Any = SPLIT, days: DayBook | None = None) -> WorkingCalendar:
    """A calendar with the same shifts on all days but those of rest (Monday 0)."""
    week = tuple(() if day in rest else shifts for day in range(7))
    return WorkingCalendar("XX", zone, week, days or DayBook())


WARSAW = calendar("Europe/Warsaw", rest={5, 6}, days=DayBook("PL"))
SANTIAGO = calendar("America/Santiago", rest={6}, days=DayBook("CL"))
CAIRO = calendar("Africa/Cairo", rest={4, 5}, days=DayBook("EG"))
KATHMANDU = calendar("Asia/Kathmandu", rest={5}, days=DayBook("NP"))
KAMPALA = default_calendar("UG")
SHANGHAI = default_calendar("CN")
DUBAI = default_calendar("AE")
WARSAW_NIGHT = calendar("Europe/Warsaw", rest={2}, shifts=NIGHT)
CAIRO_NIGHT = calendar("Africa/Cairo", rest=set(), shifts=NIGHT)
SANTIAGO_NIGHT = calendar("America/Santiago", rest=set(), shifts=NIGHT)
HAVANA_ALL = calendar("America/Havana", rest={0}, shifts=ALL_DAY)
LORD_HOWE_NIGHT = calendar("Australia/Lord_Howe", rest=set(), shifts=NIGHT)
ANKARA = default_calendar("TR")
#: Ramadan hours, a weekend that changes from a day on, a day of own hours, one closed, one opened, eves in the week.
RIYADH = WorkingCalendar(
    "SA",
    "Asia/Riyadh",
    tuple(() if day in {4, 5} else SPLIT for day in range(7)),
    DayBook(
        "TR",
        closed=frozenset({date(2024, 11, 12)}),
        opened=frozenset({date(2024, 11, 15), date(2025, 10, 28)}),
        hours=((date(2024, 11, 16), ((time(10), time(12)),)), (date(2026, 10, 29), NIGHT), (date(2024, 5, 5), ())),
    ),
    weeks=(
        DatedWeek(date(2025, 7, 1), None, tuple(() if day in {5, 6} else SPLIT for day in range(7))),
        DatedWeek(date(2024, 3, 11), date(2024, 4, 9), ((((time(10), time(16))),),) * 4 + ((), (), (SPLIT[0],))),
        DatedWeek(date(2025, 12, 20), date(2026, 1, 12), tuple(NIGHT if day == 2 else () for day in range(7))),
    ),
)

PLACES = [
    WARSAW,
    SANTIAGO,
    CAIRO,
    KATHMANDU,
    KAMPALA,
    SHANGHAI,
    DUBAI,
    WARSAW_NIGHT,
    CAIRO_NIGHT,
    SANTIAGO_NIGHT,
    HAVANA_ALL,
    LORD_HOWE_NIGHT,
    ANKARA,
    RIYADH,
]
calendars = st.sampled_from(PLACES)

# Days of 2024 to 2026 on which clocks change somewhere above, so that random instants meet them often.
CHANGES = [
    date(2024, 3, 31),
    date(2024, 10, 27),
    date(2024, 4, 26),
    date(2024, 10, 31),
    date(2024, 4, 6),
    date(2024, 9, 8),
    date(2025, 3, 9),
    date(2025, 11, 2),
    date(2025, 4, 6),
    date(2025, 10, 5),
]


def utc(*parts: int) -> datetime:
    """An aware UTC datetime."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def instants(unit: timedelta = timedelta(microseconds=1)) -> st.SearchStrategy[datetime]:
    """Instants on multiples of unit: anywhere in 2024 to 2026, or within two days of a change of clocks."""
    span = timedelta(days=3 * 365) // unit
    anywhere = st.integers(0, span).map(lambda n: utc(2024, 1, 1) + n * unit)
    near = timedelta(days=2) // unit
    about = st.tuples(st.sampled_from(CHANGES), st.integers(-near, near)).map(
        lambda pair: datetime.combine(pair[0], time(), UTC) + pair[1] * unit
    )
    return st.one_of(anywhere, about)


def spans(days: float, unit: timedelta = timedelta(microseconds=1), least: int = 0) -> st.SearchStrategy[timedelta]:
    """Lengths of time on multiples of unit, up to that many days."""
    return st.integers(least, int(timedelta(days=days) / unit)).map(lambda n: n * unit)
