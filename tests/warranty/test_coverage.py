"""How long a warranty lasts, to the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.warranty.coverage import Term

starts = st.dates(date(1990, 1, 1), date(2100, 12, 31))
months = st.integers(1, 360)


@pytest.mark.parametrize(
    ("start", "length", "last"),
    [
        (date(2026, 3, 13), 36, date(2029, 3, 12)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2026, 3, 1), 12, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
    ],
)
def test_last_day(start: date, length: int, last: date) -> None:
    assert Term(length).last_day(start) == last


@given(starts, months)
def test_a_term_lasts_its_months(start: date, length: int) -> None:
    days = (Term(length).last_day(start) - start).days + 1
    assert 28 * length <= days <= 31 * length


@given(starts, months)
def test_a_longer_term_never_ends_sooner(start: date, length: int) -> None:
    assert Term(length + 1).last_day(start) > Term(length).last_day(start)


@given(starts, months)
def test_a_later_start_never_ends_sooner(start: date, length: int) -> None:
    assert Term(length).last_day(start + timedelta(days=1)) >= Term(length).last_day(start)


@given(starts, st.integers(1, 30))
def test_whole_years_end_on_the_eve_of_the_day(start: date, years: int) -> None:
    after = Term(12 * years).last_day(start) + timedelta(days=1)
    assert (after.month, after.day) == (start.month, start.day) or (start.month, start.day) == (2, 29)
