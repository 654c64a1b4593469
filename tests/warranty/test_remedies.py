"""Which remedies of the law are open for a car: each figure at its edge, and none that is still to be confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from apps.warranty.models import MarketRight
from apps.warranty.remedies import Facts, State, remedies
from apps.warranty.remedy_words import said_remedy

TODAY = date(2026, 6, 1)
FACTS = Facts(delivered_on=date(2026, 3, 1))


def right(code: str, value: int, unit: str = "calendar_days", **more: str) -> MarketRight:
    return MarketRight(
        code=code, value=value, unit=unit, country="RU", instrument="Law", **{"confidence": "medium", **more}
    )


@pytest.mark.parametrize(
    ("of", "facts", "state", "words"),
    [
        (right("max_attempts", 2, "attempts"), replace(FACTS, failed_repairs=1), "counting", "part: 1 of 2"),
        (right("max_attempts", 2, "attempts"), replace(FACTS, failed_repairs=2), "open", "the law asks for 2"),
        (right("max_downtime", 30), replace(FACTS, days_out=30), "counting", "the law allows 30"),
        (right("max_downtime", 30), replace(FACTS, days_out=31), "open", "more than the 30"),
        (right("max_repair_time", 30), FACTS, "counting", "No repair with such a limit"),
        (right("max_repair_time", 30), replace(FACTS, limit_due=date(2026, 6, 3)), "counting", "by 3 June 2026"),
        (
            right("max_repair_time", 30), replace(FACTS, limit_due=date(2026, 5, 3), limit_missed=True),
            "open", "was due on 3 May 2026",
        ),
        (right("loaner_after", 5, "working_days"), replace(FACTS, loaner_due=TODAY), "counting", "not before 1 June"),
        (right("loaner_after", 5, "working_days"), replace(FACTS, loaner_due=date(2026, 5, 31)), "open", "31 May"),
        (right("loaner_after", 5, "working_days"), FACTS, "counting", "not in the workshop"),
        (
            right("repair_fails_again", 3, "months"),
            replace(FACTS, last_repair=date(2026, 3, 10), failed_again=(date(2026, 3, 10), date(2026, 6, 1))),
            "open", "on 1 June 2026",
        ),
        (
            right("repair_fails_again", 2, "months"),
            replace(FACTS, last_repair=date(2026, 3, 10), failed_again=(date(2026, 3, 10), date(2026, 6, 1))),
            "over", "ended on 9 May 2026",
        ),
        (right("repair_guarantee", 90), replace(FACTS, last_repair=date(2026, 5, 1)), "open", "until 29 July 2026"),
        (right("repair_guarantee", 90), FACTS, "counting", "No repair has been completed"),
        (right("reject_window", 30), FACTS, "over", "ended on 30 March 2026"),
        (right("burden_reversal", 6, "months"), FACTS, "open", "Until 31 August 2026"),
    ],
)  # fmt: skip
def test_each_figure_at_its_edge(of: MarketRight, facts: Facts, state: str, words: str) -> None:
    (found,) = remedies([of], facts, on=TODAY)
    assert (found.state, words in said_remedy(found)) == (state, True), said_remedy(found)


def test_a_figure_to_be_confirmed_opens_nothing_and_others_are_no_remedies() -> None:
    unsure = right("max_attempts", 1, "attempts", confidence="low")
    (found,) = remedies(
        [unsure, right("parts_availability", 10, "years"), right("reject_window", 30)],
        Facts(None, failed_repairs=3),
        on=TODAY,
    )
    assert found.state is State.UNSURE
    assert said_remedy(found)
