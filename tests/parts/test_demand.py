"""What a workshop will need of a part, against a second writing from the papers, and by trying every outcome."""

from __future__ import annotations

import operator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.parts.demand.choice import FORGETS, LEARNS, NAMES, forecast
from apps.parts.demand.levels import CRITICAL, USUAL, Aim, days_without, kept, level, month_of, over, worth_keeping
from apps.parts.demand.methods import ALPHA, BETA, METHODS
from tests.oracles import demand as papers

PIECES = st.one_of(st.just(0), st.just(0), st.integers(1, 9))
HISTORY = st.builds(operator.add, st.lists(st.none(), max_size=4), st.lists(PIECES, min_size=1, max_size=30))
SIZES = st.lists(st.integers(1, 5), min_size=1, max_size=3)


def array(*rows: list[int | None]) -> np.ndarray:
    longest = max(len(row) for row in rows)
    filled = [[None] * (longest - len(row)) + row for row in rows]
    return np.array([[np.nan if value is None else value for value in row] for row in filled], float)


def numbers(row: np.ndarray) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in row]


@settings(max_examples=60)
@given(HISTORY, HISTORY)
def test_each_method_is_what_its_paper_says(one: list[int | None], other: list[int | None]) -> None:
    table = array(one, other)
    for name, method in METHODS.items():
        told = method(table)
        for row, answer in zip(table, told, strict=True):
            by_hand = papers.METHODS[name]([None if v is None else int(v) for v in numbers(row)], ALPHA, BETA)
            assert numbers(answer) == pytest.approx(by_hand), name


@settings(max_examples=60)
@given(HISTORY, st.integers(0, 30))
def test_the_method_is_the_best_so_far_and_nothing_later_is_looked_at(history: list[int | None], cut: int) -> None:
    found = forecast(array(history))
    assert [NAMES[n] for n in found.chosen[0]] == papers.chosen(history, ALPHA, BETA, FORGETS, LEARNS)
    cut = min(cut, len(history))
    changed = [*history[:cut], *(7 if value is not None else None for value in history[cut:])]
    assert numbers(forecast(array(changed)).rates[0])[: cut + 1] == pytest.approx(numbers(found.rates[0])[: cut + 1])


@settings(max_examples=60)
@given(SIZES, st.floats(0.01, 1), st.integers(1, 3), st.sampled_from([0.5, 3.0, 20.0]))
def test_levels_are_those_of_trying_every_outcome(sizes: list[int], often: float, months: int, least: float) -> None:
    month, step = month_of(sizes, often * sum(sizes) / len(sizes))
    total, by_hand = over(month, months), papers.chances_over(sizes, often, months)
    assert step == 1
    assert {n: chance for n, chance in enumerate(total) if chance > 1e-12} == pytest.approx(
        {n: chance for n, chance in by_hand.items() if chance > 1e-12}
    )
    without = [papers.days_without(by_hand, pieces) for pieces in range(len(total) + 1)]
    assert list(days_without(total)) == pytest.approx(without[:-1], abs=1e-9)
    level = worth_keeping(total, least)
    assert level == 0 or without[level - 1] - without[level] >= least - 1e-9
    assert all(without[n] - without[n + 1] < least + 1e-9 for n in range(level, len(total)))
    assert kept(total, level) == pytest.approx(sum(c for n, c in by_hand.items() if n <= level))


def test_a_part_of_a_month_has_that_part_of_its_chance() -> None:
    month, _step = month_of([2], 1.0)  # half of the months, two pieces each
    assert list(over(month, 0.5)) == pytest.approx([0.75, 0, 0.25])
    assert over(month, 1.5).sum() == pytest.approx(1)


def test_nothing_asked_for_is_kept_nowhere_and_thousands_are_counted_in_packets() -> None:
    assert worth_keeping(over(month_of([], 0.0)[0], 2), 1.0) == 0
    assert month_of([3, 4], float("nan"))[1] == 1
    month, step = month_of([9_000, 9_500], 12_000)
    assert step > 1
    # No piece of so many spares a day alone: enough of them are kept all the same.
    assert worth_keeping(over(month, 2), 0.5) == 0
    assert 22_000 <= step * level(over(month, 2), USUAL) <= step * level(over(month, 2), CRITICAL) <= 26_000


@settings(max_examples=40)
@given(SIZES, st.floats(0.01, 1), st.floats(0.1, 30), st.floats(0.5, 0.99))
def test_the_level_is_enough_as_often_as_is_aimed_at(
    sizes: list[int], often: float, least: float, service: float
) -> None:
    total = over(month_of(sizes, often * sum(sizes) / len(sizes))[0], 2.5)
    found = level(total, Aim(least, service))
    assert kept(total, found) >= service - 1e-9
    assert found >= worth_keeping(total, least)
    assert found == worth_keeping(total, least) or kept(total, found - 1) < service
