"""Manufacturers that hide their misses are found by what is left of the counts, or by what they do to hide them."""

from __future__ import annotations

import numpy as np
import pytest

from apps.judgement.version import CURRENT_RULE
from apps.lab.adversaries.simulate import Delays, hide
from apps.lab.adversaries.tricks import TRICKS, USUAL
from apps.lab.benchmarks.adversaries import score
from apps.oversight.measures import MEASURES


def test_each_trick_shows_in_a_measure_that_the_night_looks_at() -> None:
    shown = {shows.measure for trick in TRICKS for shows in trick.shows}
    assert shown <= set(USUAL)
    assert all(MEASURES[code].conduct is not None for code in USUAL)


@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick.name)
def test_whoever_hides_most_of_it_is_found_within_a_year(trick: object) -> None:
    delays = hide(trick, 0.70, makers=12, rule=CURRENT_RULE, seed=7)  # type: ignore[arg-type]
    assert np.isfinite(delays.first).mean() >= 0.75


def test_the_same_seed_gives_the_same_delays() -> None:
    one, two = (hide(TRICKS[0], 0.5, makers=4, rule=CURRENT_RULE, seed=3) for _ in range(2))
    assert one.first.tolist() == two.first.tolist()


def test_makers_that_are_not_found_count_in_the_median() -> None:
    never, soon = np.inf, 35.0
    found = score(Delays(flag=np.array([never, never, never]), signal=np.array([soon, never, never])))
    assert (found["median_weeks"], found["found"]) == (None, pytest.approx(1 / 3))
    sooner = score(Delays(flag=np.array([70.0, never, 7.0]), signal=np.array([soon, soon, never])))
    assert sooner["median_weeks"] == 5.0
