"""The backorder board: who waits, when the part comes, and who gets what of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.errors import Conflict, Refused
from apps.organizations.scope import acting_as, system_scope
from apps.parts import services
from apps.parts.models import Allocation, PlannedReceipt
from apps.parts.selectors import board as backorders
from apps.parts.sharing import Rule, Wish, covered_on, in_turn, share_out
from tests.cast import NOW
from tests.parts.conftest import Shop, SignIn, queries_of, sound
from tests.parts.test_api import Keyed

DAY = timedelta(days=1)
TODAY = NOW.date()
WISHES = st.lists(
    st.builds(
        Wish,
        line=st.integers(1, 10**6),
        quantity=st.integers(1, 40),
        priority=st.sampled_from(["vor", "daily", "stock"]),
        due=st.integers(0, 30).map(lambda days: NOW + days * DAY),
    ),
    max_size=8,
    unique_by=lambda wish: wish.line,
)


@settings(max_examples=40)
@given(WISHES, st.integers(0, 200))
def test_what_is_there_is_shared_out_by_the_rule(wishes: list[Wish], available: int) -> None:
    given = share_out(wishes, available)
    total = sum(wish.quantity for wish in wishes)
    assert sum(row.quantity for row in given) == min(available, total)
    assert all(0 <= row.quantity <= row.wish.quantity for row in given)
    served = [row for row in given if row.wish.rule is not Rule.SHARE]
    short = [n for n, row in enumerate(served) if row.quantity < row.wish.quantity]
    assert all(row.quantity == 0 for row in served[short[0] + 1 :]) if short else True
    shared = [row for row in given if row.wish.rule is Rule.SHARE]
    left, asked = sum(row.quantity for row in shared), sum(row.wish.quantity for row in shared)
    assert all(abs(row.quantity * asked - row.wish.quantity * left) < asked for row in shared)
    assert [row.wish for row in given] == in_turn(wishes)


@settings(max_examples=40)
@given(WISHES, st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 1, 20)), st.integers(1, 30)), max_size=5))
def test_a_plan_covers_lines_in_their_turn(wishes: list[Wish], inbound: list[tuple[date, int]]) -> None:
    covered = covered_on(wishes, inbound)
    needed = 0
    for wish in in_turn(wishes):
        needed += wish.quantity
        day = covered[wish.line]
        by_then = sum(pieces for on, pieces in inbound if day is None or on <= day)
        before = sum(pieces for on, pieces in inbound if day is not None and on < day)
        assert (by_then >= needed > before) if day else by_then < needed


def plan(shop: Shop, quantity: int, days: int, **more: Any) -> PlannedReceipt:
    day = TODAY + days * DAY
    given = {"part": shop.pads, "quantity": quantity, "expected_on": day, "key": f"{quantity} {days}"} | more
    receipt: PlannedReceipt = shop.as_maker(services.plan_receipt, **given)
    return receipt


def test_cars_that_stand_still_are_served_first_and_every_line_says_why(shop: Shop) -> None:
    stock = [shop.submitted((shop.pads, wanted), priority="stock") for wanted in (6, 3)]
    daily = shop.submitted((shop.pads, 2))
    still = shop.submitted((shop.pads, 1), priority="vor", at=NOW + DAY)
    shares = shop.as_maker(services.share_part, part=shop.pads, available=6, key="k1", at=NOW + DAY)
    given = {row.line.order.number: (row.quantity, row.rule, row.place) for row in shares}
    assert given == {
        still.number: (1, "vor", 1), daily.number: (2, "due", 2),
        stock[0].number: (2, "share", 3), stock[1].number: (1, "share", 4),
    }  # fmt: skip
    again = shop.as_maker(services.share_part, part=shop.pads, available=6, key="k1", at=NOW + 2 * DAY)
    assert [row.pk for row in again] == [row.pk for row in shares]
    with pytest.raises(Refused):
        shop.as_maker(services.share_part, part=shop.pump, available=6, key="k2")
    with pytest.raises(PermissionDenied):
        shop.as_maker(services.share_part, part=shop.lamp, available=6, key="k3")
    with acting_as(shop.cast.scope(shop.cast.dealer_nairobi)):
        assert Allocation.objects.count() == 4, "the dealer reads what its lines were given"
        waiting = backorders.queue_of(shop.pads, at=NOW).waiting
    assert [row.given.quantity if row.given else None for row in waiting] == [1, 2, 2, 1]


def test_plans_say_which_promises_break(shop: Shop) -> None:
    early, late = (shop.submitted((shop.pads, 4)) for _n in range(2))
    for order in (early, late):
        with system_scope("test"):
            line = order.lines.get().pk
        shop.as_maker(services.confirm_lines, order=order, promised={line: TODAY + 5 * DAY})
    first, _second = plan(shop, 5, 4), plan(shop, 5, 9)
    queue = _queue(shop, shop.cast.dealer_nairobi)
    assert [(row.covered_on, row.breaks) for row in queue.waiting] == [
        (TODAY + 4 * DAY, False), (TODAY + 9 * DAY, True),
    ]  # fmt: skip
    plan(shop, 0, 4, replaces=first.pk)
    with pytest.raises(Conflict):
        plan(shop, 2, 4, replaces=first.pk)
    queue = _queue(shop, shop.cast.maker_hanhai)
    assert [row.expected_on for row in queue.receipts] == [TODAY + 9 * DAY]
    assert [row.breaks for row in queue.waiting] == [True, True]
    with pytest.raises(Refused) as refused:
        plan(shop, 2, -1)
    assert refused.value.field == "expected_on"
    with acting_as(shop.cast.scope(shop.cast.maker_lanting)):
        assert not PlannedReceipt.objects.exists(), "what another maker expects is its own business"


@pytest.mark.parametrize(
    ("moment", "broken"),
    [
        ("2026-03-09T15:59:59+00:00", False),  # 23:59 of the promised day in China
        ("2026-03-09T16:00:00+00:00", True),  # midnight in China, seven in the evening in Nairobi
    ],
)
def test_promised_and_planned_days_end_where_the_manufacturer_is(shop: Shop, moment: str, broken: bool) -> None:
    """The day by which promises are judged: a dealer in Kenya and its manufacturer read the same board."""
    order, at = shop.submitted((shop.pads, 4)), datetime.fromisoformat(moment)
    with system_scope("test"):
        line = order.lines.get().pk
    shop.as_maker(services.confirm_lines, order=order, promised={line: TODAY + 5 * DAY})
    plan(shop, 4, 5)
    for who in (shop.cast.dealer_nairobi, shop.cast.maker_hanhai):
        with acting_as(shop.cast.scope(who)):
            (row,) = backorders.board(backorders.open_lines(), at=at)
            queue = backorders.queue_of(shop.pads, at=at)
        (waiting,) = queue.waiting
        assert (row.late, row.next_in is None, queue.receipts == []) == (int(broken), broken, broken)
        assert (waiting.over, waiting.breaks) == (broken, broken)


def _queue(shop: Shop, who: Any) -> backorders.PartQueue:
    with acting_as(shop.cast.scope(who)):
        return backorders.queue_of(shop.pads, at=NOW)


def test_the_board_is_read_by_every_side_within_its_walls(
    shop: Shop, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = shop.cast
    shop.submitted((shop.pads, 4), (shop.filter, 2), claim_number="CL-1")
    shop.submitted((shop.pads, 1), priority="vor")
    plan(shop, 5, 400, key="far")
    pages = {who.slug: sign_in(who) for who in (cast.maker_hanhai, cast.dealer_nairobi, cast.maker_lanting)}
    board = sound(pages[cast.maker_hanhai.slug].get("/parts/backorders/"))
    assert board.index(shop.pads.number) < board.index(shop.filter.number), "a car stands still for the pads"
    assert shop.pads.number in sound(pages[cast.dealer_nairobi.slug].get("/parts/backorders/"))
    assert shop.pads.number not in sound(pages[cast.maker_lanting.slug].get("/parts/backorders/"))
    narrowed = sound(pages[cast.maker_hanhai.slug].get("/parts/backorders/", {"name": "oil"}))
    assert shop.filter.number in narrowed and shop.pads.number not in narrowed
    rows = pages[cast.maker_hanhai.slug].get("/parts/backorders/export.csv")
    lines = b"".join(rows.streaming_content).decode().splitlines()
    assert len(lines) == 3 and shop.pads.number in lines[1]
    assert queries_of(pages[cast.maker_hanhai.slug], "/parts/backorders/") <= 20
    # What the page has no room for, the file has.
    monkeypatch.setattr(backorders, "MOST_PARTS", 1)
    assert shop.filter.number not in sound(pages[cast.maker_hanhai.slug].get("/parts/backorders/"))
    rows = pages[cast.maker_hanhai.slug].get("/parts/backorders/export.csv")
    assert shop.filter.number in b"".join(rows.streaming_content).decode()


def test_a_manufacturer_plans_and_shares_on_the_page_and_by_api(shop: Shop, sign_in: SignIn) -> None:
    browser = sign_in(shop.cast.maker_hanhai)
    order = shop.submitted((shop.pads, 4))
    page = f"/parts/backorders/{shop.pads.pk}/"
    assert "Plan a receipt" in sound(browser.get(page))
    day = (datetime.now(UTC).date() + 5 * DAY).isoformat()
    sent = {"quantity": "3", "expected_on": day, "request_key": "a", "reference": "Container 7"}
    for _twice in range(2):
        assert browser.post(page + "plan/", sent).status_code == 302
    wrong = browser.post(page + "plan/", {**sent, "request_key": "b", "expected_on": "2020-01-01"})
    assert wrong.status_code == 422 and "2020-01-01 cannot be" in sound(wrong)
    assert browser.post(page + "share/", {"available": "3", "request_key": "c"}).status_code == 302
    assert "Container 7" in sound(sign_in(shop.cast.dealer_nairobi).get(page))
    software = Keyed(shop.cast.maker_hanhai)
    told = software.get(f"backorders/{shop.pads.pk}/").json()
    assert [row["quantity"] for row in told["receipts"]] == [3]
    assert told["waiting"][0]["given"]["quantity"] == 3
    assert told["waiting"][0]["order"] == order.number
    shared = software.post(f"backorders/{shop.pads.pk}/share/", available=4, key="d").json()
    assert shared["waiting"][0]["given"]["quantity"] == 4
    assert software.get("backorders/").json()[0]["next_receipt"]["quantity"] == 3
    assert (
        Keyed(shop.cast.dealer_nairobi).post(f"backorders/{shop.pads.pk}/share/", available=4, key="d").status_code
        == 403
    )
