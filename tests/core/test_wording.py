"""Figures as text: rounded as people round, never cut."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from apps.core.wording import number_text, percent_text


@given(st.integers(1, 5_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_share_is_rounded_half_up(case: tuple[int, int]) -> None:
    part, of = case
    exact = Fraction(100 * part, of)
    tenths = int(exact * 10 + Fraction(1, 2))
    with translation.override("en"):
        assert percent_text(part / of) == f"{tenths // 10}.{tenths % 10}\u00a0%"


def test_twenty_nine_of_a_hundred_are_29_percent() -> None:
    with translation.override("en"):
        assert percent_text(29 / 100) == "29.0\u00a0%"
        assert percent_text(2 / 3, 0) == "67\u00a0%"


@given(st.decimals(-10_000, 10_000, places=6))
def test_a_figure_is_rounded_and_grouped(value: Decimal) -> None:
    whole = value.quantize(Decimal("0.1"), ROUND_HALF_UP) + 0  # no minus before nothing
    with translation.override("en"):
        assert number_text(value, 1) == f"{whole:,}"


def test_languages_do_not_share_what_is_kept() -> None:
    with translation.override("en"):
        english = number_text(12345.5, 1)
    with translation.override("ru"):
        assert number_text(12345.5, 1) != english == "12,345.5"
