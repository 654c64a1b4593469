"""Manufacturers that hide their misses are found by what is left of the counts, or by what they do to hide them."""

from __future__ import annotations

import numpy as np
import pytest

from apps.duties import names
from apps.duties.selectors import version_in_force
from apps.judgement.version import CURRENT_RULE
from apps.lab.adversaries.simulate import Delays, hide
from apps.lab.adversaries.tricks import ANSWER, ONE_QUESTION, REPAIR, TRICKS, USUAL, Fate
from apps.lab.benchmarks.adversaries import score
from apps.oversight.measures import MEASURES
from tests.cast import NOW
from tests.claims import test_time_owed as owed
from tests.parts import test_arrival as arrival

#: The test of the services that shows what the model says of each trick.
SHOWN_BY = {
    "asking once, for nothing": owed.test_a_question_that_nobody_needed_stops_the_time_for_its_cap_only,
    "asking four times": owed.test_an_owner_who_is_silent_and_reminded_costs_the_workshop_nothing_for_four_weeks,
    "asking instead of answering": owed.test_a_question_in_silence_stops_the_first_answer_for_its_cap_only,
    "denying": owed.test_a_denial_that_stands_ends_what_was_not_due_yet,
    "denying and reinstating": owed.test_denials_taken_back_win_no_time,
    "promising and cancelling": owed.test_a_maker_that_promises_and_cancels_has_missed_every_time,
    "sending in pieces": arrival.test_the_last_piece_ends_it,
    "withdrawing and refiling": owed.test_the_days_before_a_request_is_filed_again_are_the_owners,
    "sending nothing": arrival.test_a_part_that_never_comes_is_missed_however_it_was_sent,
    "never booking in": owed.test_a_part_that_is_never_booked_in_stops_the_workshops_time_no_longer,
    "calling it repaired": owed.test_a_repair_that_was_none_goes_on_with_the_time_that_was_left,
}


def test_each_trick_has_a_test_of_the_services_that_shows_its_fate() -> None:
    assert set(SHOWN_BY) == {trick.name for trick in TRICKS}


def test_the_models_days_are_those_of_the_rules(db: None) -> None:
    days = {
        code: version_in_force(code, country="KE", on=NOW.date())
        for code in (names.OWNER_ANSWER, names.REPAIR, names.FIRST_RESPONSE)
    }
    assert {code: (rule.unit, rule.amount) for code, rule in days.items()} == {
        names.OWNER_ANSWER: ("working_days", ONE_QUESTION * 5 // 7),
        names.REPAIR: ("working_days", REPAIR * 5 // 7),
        names.FIRST_RESPONSE: ("working_hours", (ANSWER - 1) * 8),
    }


def test_what_stands_still_saves_those_that_are_late_by_no_more() -> None:
    saved = {trick.name: trick.saved for trick in TRICKS}
    # Of repairs late by 5 to 160 % of 21 days, those by at most 7 days; answers of three days are late by 4.8 at most.
    assert saved["asking once, for nothing"] == pytest.approx((1 / 3 - 0.05) / 1.55)
    assert saved["asking instead of answering"] == 1
    assert all(trick.saved == 0 for trick in TRICKS if trick.fate is not Fate.STOPPED)


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
