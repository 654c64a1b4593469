"""Pure rules of costs: codes, lines by field, what is drawn, what exceeds; and rates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.errors import Refused
from apps.core.ids import new_number
from apps.core.money import Money
from apps.organizations.scope import acting_as
from apps.settlements.codes import SAE, maker_code, sae_code
from apps.settlements.exceeded import Done, exceeding
from apps.settlements.sampling import is_drawn
from apps.settlements.selectors.rates import converted, rates_on
from apps.settlements.services.diagnosis import record_fault, strike_fault
from apps.settlements.services.rates import record_rate
from tests.settlements.making import LABOUR, PART, TAX, Garage

KES = st.integers(0, 999_999).map(lambda cents: Money(Decimal(cents) / 100, "KES"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("p0a1f", "P0A1F"), ("P0A1F 00", "P0A1F-00"), ("p0a1f:1b", "P0A1F-1B"), ("PO1O1", "P0101"),
        ("Ｕ０１００－８７", "U0100-87"), ("b1a-2f", "B1A2F"), ("X0101", ""), ("P4101", ""), ("P010", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_code_is_kept_as_the_norm_writes_it(typed: str, kept: str) -> None:
    assert sae_code(typed) == kept
    assert not kept or (SAE.fullmatch(kept) and sae_code(kept) == kept)


def test_a_makers_own_code_is_kept_in_capitals() -> None:
    assert (maker_code("  hh  12-c "), maker_code("--")) == ("HH 12-C", "")


@pytest.mark.parametrize(
    ("line", "changes", "field"),
    [
        (LABOUR, {"hours": Decimal(-1)}, "hours"),
        (LABOUR, {"hours": Decimal(100)}, "hours"),
        (LABOUR, {"hours": Decimal("1.25")}, "hours"),
        (LABOUR, {"hours": None}, "hours"),
        (LABOUR, {"rate": Decimal("0.001")}, "rate"),
        (LABOUR, {"currency": "XXX"}, "currency"),
        (LABOUR, {"words": " "}, "words"),
        (PART, {"quantity": Decimal(0)}, "quantity"),
        (PART, {"source": ""}, "source"),
        (PART, {"unit_price": Decimal(-5)}, "unit_price"),
        (PART, {"source": "owner"}, "unit_price"),
        (TAX, {"amount": Decimal("1e13")}, "amount"),
        (TAX, {"currency": "JPY"}, "amount"),
    ],
)
def test_what_cannot_be_is_told_by_field(line: Any, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as told:
        replace(line, **changes).checked()
    assert told.value.field == field


def test_a_line_is_what_it_is_made_of_rounded_to_its_coin() -> None:
    assert LABOUR.checked()["amount"] == Decimal(7500)
    yen = replace(LABOUR, currency="JPY", hours=Decimal("0.1"), rate=Decimal(1005))
    assert yen.checked()["amount"] == Decimal(101)
    assert replace(PART, source="owner", unit_price=None).checked()["amount"] == 0


@settings(max_examples=50)
@given(st.lists(st.tuples(st.sampled_from([1, 2, None]), KES), max_size=6), KES, KES)
def test_what_exceeds_is_told_and_what_does_not_is_not(rows: Any, first: Money, second: Money) -> None:
    """By an other way: what is charged for an authorised line, all together, against what it was authorised for."""
    lines = [Done(n, planned, money) for n, (planned, money) in enumerate(rows)]
    found = exceeding(lines, {1: first, 2: second}, None)
    for planned, allowed in ((1, first), (2, second)):
        done = sum((line.money.amount for line in lines if line.planned == planned), Decimal(0))
        above = sum((row.by.amount for row in found if lines[row.key or 0].planned == planned), Decimal(0))
        assert above == max(Decimal(0), done - allowed.amount)
    assert {row.key for row in found if row.allowed is None} == {line.key for line in lines if line.planned is None}


def test_one_in_so_many_is_drawn_and_always_the_same() -> None:
    numbers = [new_number("ST") for _ in range(4_000)]
    drawn = [number for number in numbers if is_drawn(number, salt="s", one_in=10)]
    assert 300 < len(drawn) < 500  # 400 expected, the bounds five deviations off
    assert drawn == [number for number in numbers if is_drawn(number, salt="s", one_in=10)]
    assert drawn != [number for number in numbers if is_drawn(number, salt="t", one_in=10)]
    assert all(is_drawn(number, salt="s", one_in=1) for number in numbers[:50])


def test_a_rate_of_the_day_or_the_last_before_counts_the_makers_own_first(garage: Garage) -> None:
    cast = garage.cast
    common = {"currency": "KES", "into": "CNY"}
    told = {"source": "Central bank", **common}

    def record(who: Any, rate: str, day: int) -> Any:
        with acting_as(cast.scope(who)):
            told_on = {"day": date(2026, 3, day), "by": cast.actor(who), "at": garage.at(0)}
            return record_rate(rate=Decimal(rate), **told_on, **told)

    record(cast.authority, "0.05", 1)
    record(cast.authority, "0.06", 3)
    again = [record(cast.maker_hanhai, "0.0553", 2) for _ in range(2)]
    assert again[0] == again[1]

    def on(day: int, maker: Any) -> Decimal | None:
        with acting_as(cast.scope(cast.dealer_nairobi)):
            rates = rates_on(["KES", "UGX"], "CNY", day=date(2026, 3, day), manufacturer_id=maker.pk)
        assert "UGX" not in rates
        found = converted(Money(Decimal(10_000), "KES"), "CNY", rates)
        return found.amount if found else None

    assert [on(day, cast.maker_lanting) for day in (1, 2, 4)] == [500, 500, 600]
    assert [on(day, cast.maker_hanhai) for day in (1, 2, 4)] == [500, 553, 553]
    with pytest.raises(Refused) as refused:
        record(cast.maker_hanhai, "0.0553", 9)
    assert refused.value.field == "day"


def test_a_fault_code_is_recorded_once_and_struck_without_being_lost(garage: Garage) -> None:
    claim = garage.claim()
    first, same = (garage.dealer(record_fault, claim=claim, system="sae", code=code) for code in ("p0a1f", "P0A1F"))
    assert (first.pk, first.code) == (same.pk, "P0A1F")
    garage.dealer(strike_fault, fault=first)
    again = garage.dealer(record_fault, claim=claim, system="sae", code="P0A1F")
    assert again.pk != first.pk
    with pytest.raises(Refused) as told:
        garage.dealer(record_fault, claim=claim, system="sae", code="HH-12")
    assert told.value.field == "code"
    assert garage.dealer(record_fault, claim=claim, system="maker", code="hh-12").code == "HH-12"
