"""A day with one reading is taken in any spelling; one with two, or none, is refused in words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.days import read_day
from apps.core.errors import Refused

DAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-31", "2026/3/31", "2026.3.31", "2026-03-31 00:00:00", "2026-03-31T08:30:00", "2026/3/31 8:30 PM",
        "2026年3月31日", "2026 年 3 月 31 日", "20260331", "31/3/2026", "3/31/2026", "31.03.2026", "31-03-2026",
        "31 March 2026", "31-Mar-2026", "March 31, 2026", "٢٠٢٦/٣/٣١", "٣١/٠٣/٢٠٢٦",
        "２０２６－０３－３１", " 2026-03-31\u200f",
    ],
)  # fmt: skip
def test_one_reading_is_taken(text: str) -> None:
    assert read_day(text) == DAY


@pytest.mark.parametrize("text", ["05/10/2026", "5.10.2026", "10-05-2026", "٠٥/١٠/٢٠٢٦"])
def test_two_readings_are_refused_with_the_form_to_write(text: str) -> None:
    with pytest.raises(Refused, match=r"2026-05-10 or 2026-10-05: write"):
        read_day(text)


def test_two_readings_of_one_day_are_one() -> None:
    assert read_day("3/3/2026") == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("46082", "day number"), ("46082.5", "day number"), ("03/01/26", "which year"), ("2026-02-30", "no date"),
        ("", "no date"), ("soon", "no date"), ("31/31/2026", "no date"), ("1 Smarch 2026", "no date"),
        ("2026-3/1", "no date"), ("0000-01-01", "no date"),
    ],
)  # fmt: skip
def test_no_reading_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_day(text)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)), st.sampled_from("-/."))
def test_year_first_has_one_reading(day: date, sign: str) -> None:
    assert read_day(f"{day.year}{sign}{day.month}{sign}{day.day}") == day


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    try:
        assert isinstance(read_day(text), date)
    except Refused as refused:
        assert str(refused)
