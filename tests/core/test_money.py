"""Amounts: whole coins, shares without a remainder, sums that refuse to mix; and amounts as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.errors import Refused
from apps.core.figures import read_decimal
from apps.core.money import Money, decimals_of, is_whole, parted, rounded, totals
from apps.core.wording import money_text

CURRENCIES = st.sampled_from(["KES", "JPY", "KWD"])
AMOUNTS = st.decimals("-9999999", "9999999", places=5)


@settings(max_examples=60)
@given(AMOUNTS, CURRENCIES, st.lists(st.integers(0, 10_000), min_size=3, max_size=3))
def test_shares_are_exactly_the_amount_in_whole_coins(amount: Decimal, currency: str, cuts: list[int]) -> None:
    amount = rounded(amount, currency)
    first, second, third = sorted(cuts)
    percents = [Decimal(n) / 100 for n in (first, second - first, third - second, 10_000 - third)]
    shares = parted(amount, currency, percents)
    assert sum(shares) == amount
    coin = Decimal(1).scaleb(-decimals_of(currency))
    for share, percent in zip(shares, percents, strict=True):
        assert is_whole(share, currency)
        assert abs(share - amount * percent / 100) < coin
        assert percent or not share


@settings(max_examples=60)
@given(st.lists(st.tuples(AMOUNTS, CURRENCIES), max_size=12))
def test_sums_are_those_of_each_currency(given_: list[tuple[Decimal, str]]) -> None:
    found = {money.currency: money.amount for money in totals(Money(*row) for row in given_)}
    assert found == {c: sum(a for a, other in given_ if other == c) for c in {c for _a, c in given_}}


@settings(max_examples=60)
@given(AMOUNTS, st.decimals("0.0001", "9999", places=6), CURRENCIES)
def test_a_converted_line_is_at_most_half_a_coin_off(amount: Decimal, rate: Decimal, into: str) -> None:
    assert abs(rounded(amount * rate, into) - amount * rate) <= Decimal(1).scaleb(-decimals_of(into)) / 2


def test_currencies_do_not_mix_and_have_their_own_decimals() -> None:
    with pytest.raises(ValueError, match="CNY"):
        Money(Decimal(1), "KES") + Money(Decimal(1), "CNY")
    with pytest.raises(ValueError, match="currency"):
        decimals_of("XXX")
    assert [money_text(Decimal("1234.5"), code) for code in ("JPY", "KES", "KWD")] == [
        "JPY\u00a01,235", "KES\u00a01,234.50", "KWD\u00a01,234.500",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234.50", "1234.50"), ("1.234,50", "1234.50"), ("1 234,5", "1234.5"), ("١٢٫٥", "12.5"), ("0,125", "0.125"),
        ("1,234,567.8", "1234567.8"), ("12", "12"), ("-3.2", "-3.2"), ("１２．５", "12.5"),
    ],
)  # fmt: skip
def test_an_amount_with_one_reading_is_read(text: str, number: str) -> None:
    assert read_decimal(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1,234", "1.234", "12.5.3", "12,5.3,1", "", "KES", "1e5", "--3"])
def test_an_amount_with_two_readings_or_none_is_asked_about(text: str) -> None:
    with pytest.raises(Refused):
        read_decimal(text)
