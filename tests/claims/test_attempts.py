"""When a repair of the same part is linked to the one before it, and when that one had failed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.claims.attempts import LINKED_KM, Repair, Request, linked

FIRST = datetime(2026, 1, 10, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def request(day: int, km: int, *repaired: int, number: str = "", part: str = "charging", again: int = 0) -> Request:
    """Filed and repaired on days after the first; ``again``: the last repair was found wanting on that day."""
    repairs = [Repair(FIRST + n * DAY) for n in repaired]
    if again:
        repairs[-1] = Repair(repairs[-1].repaired_at, FIRST + again * DAY)
    return Request(number or f"C-{day}", part, FIRST + day * DAY, km, tuple(repairs))


@pytest.mark.parametrize(
    ("second", "chains", "failed"),
    [
        (request(100, 60_000), 1, 1),
        (request(374, 60_000), 1, 1),
        (request(376, 21_001), 2, 0),
        (request(700, 20_000), 1, 1),
        (request(100, 2_000, part="climate"), 2, 0),
    ],
)
def test_twelve_months_or_twenty_thousand_kilometres(second: Request, chains: int, failed: int) -> None:
    found = linked([request(0, 1_000, 10), second])
    assert (len(found), len(found[0].failed)) == (chains, failed)


def test_a_repair_that_was_opened_again_failed_once_and_not_twice() -> None:
    chain = linked([request(0, 1_000, 10, 20, again=0), request(30, 1_500)])[0]
    assert [repair.repaired_at for repair, _back in chain.failed] == [FIRST + 20 * DAY]
    chain = linked([request(0, 1_000, 10, again=12), request(30, 1_500)])[0]
    assert [back for _repair, back in chain.failed] == [FIRST + 12 * DAY]


def test_a_second_request_while_the_first_is_open_is_no_failed_repair() -> None:
    assert linked([request(0, 1_000), request(5, 1_100)])[0].failed == []


requests = st.lists(
    st.builds(
        lambda day, km, took, part: request(day, km, *([day + took] if took else []), part=part),
        st.integers(0, 2_000), st.integers(0, 200_000), st.integers(0, 40), st.sampled_from(["charging", "climate"]),
    ),
    max_size=8,
    unique_by=lambda found: found.number,
)  # fmt: skip


@settings(max_examples=60)
@given(requests)
def test_every_request_is_in_one_chain_and_no_more_failed_than_was_repaired(found: list[Request]) -> None:
    chains = linked(found)
    assert sorted(r.number for chain in chains for r in chain.requests) == sorted(r.number for r in found)
    for chain in chains:
        assert {r.component for r in chain.requests} == {chain.component}
        assert len(chain.failed) <= len(chain.repairs)
        for before, after in zip(chain.requests, chain.requests[1:], strict=False):
            near = not before.repairs or after.odometer_km - before.odometer_km <= LINKED_KM
            assert near or after.filed_at - before.repairs[-1].repaired_at <= 366 * DAY
