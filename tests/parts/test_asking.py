"""Parts of another dealer: asked, offered, kept, sent, received; no piece twice and none lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core.errors import Conflict, Refused
from apps.organizations.scope import acting_as, system_scope
from apps.parts import asking as rules
from apps.parts import services
from apps.parts.models import PartRequest, Reservation, StockMovement
from apps.parts.services import asking
from tests.cast import NOW
from tests.parts.asking import DAY, SEND_BY, Pair, make_pair
from tests.parts.conftest import Shop
from tests.parts.test_stock_properties import committed_shop, together

__all__ = ["committed_shop"]

WHY = "the box came open and empty"


@pytest.fixture
def pair(shop: Shop) -> Pair:
    return make_pair(shop)


def movements(firm: Any) -> list[tuple[str, int]]:
    with system_scope("test: a ledger"):
        rows = StockMovement.objects.filter(dealer=firm).exclude(kind="receipt").order_by("id")
        return list(rows.values_list("kind", "quantity"))


def test_pieces_go_from_one_dealers_books_to_the_others_and_to_the_repair_that_waits(pair: Pair) -> None:
    kept = pair.waits("C-1", 4, off_road=True)
    case = pair.asked(4, claim_number="C-1", price=Decimal(1000), currency="kes")
    assert (case.off_road, case.price_wished, case.currency_wished) == (True, Decimal(1000), "KES")
    pair.offer(case, 3)
    # An offer keeps nothing; accepted, it is kept.
    assert pair.figures(pair.coast) == (10, 0, 0)
    pair.take(pair.nairobi, case, "accept")
    assert pair.figures(pair.coast) == (10, 3, 0)
    pair.do(pair.coast, asking.send, partrequest=case, carrier="Rapid Vans", expected_on=SEND_BY, tracking="RV 1")
    assert pair.figures(pair.coast) == (7, 0, 3)
    assert pair.agrees()
    pair.take(pair.nairobi, case, "receive")
    assert (pair.figures(pair.coast), pair.figures(pair.nairobi)) == ((7, 0, 0), (3, 3, 0))
    assert (pair.now(case).status, case.received, case.price, case.currency) == (
        "received",
        3,
        Decimal("1200.500"),
        "KES",
    )
    assert movements(pair.coast) == [("todealer", -3), ("todealer", 3), ("todealer", -3)]
    assert movements(pair.nairobi) == [("ofdealer", 3)]
    with system_scope("test"):
        held = Reservation.objects.get(claim_number="C-1", status="held")
        kept.refresh_from_db()
        assert (held.quantity, kept.quantity, kept.status) == (3, 1, "short")
        # Each ledger names the firm that acted and nobody in person.
        assert set(StockMovement.objects.filter(reference=case.number).values_list("by_name", flat=True)) == {
            "Savanna Motors", "Coast Motors",
        }  # fmt: skip
    assert pair.agrees()


def test_what_is_promised_is_offered_to_nobody_and_sold_to_nobody(pair: Pair, shop: Shop) -> None:
    pair.do(
        pair.coast, services.reserve, dealer_id=pair.coast.pk, need=services.Need("C-9"), lines=[(shop.pads, 7)],
        key="reserve-coast",
    )  # fmt: skip
    case = pair.asked(4)
    with pytest.raises(Refused, match="Only 3 of part"):
        pair.offer(case, 4)
    pair.offer(case, 3)
    pair.do(
        pair.coast, services.sell_stock, dealer_id=pair.coast.pk, part=shop.pads, quantity=1, reference="R1", key="s1"
    )
    with pytest.raises(Conflict, match="not so many free any more"):
        pair.take(pair.nairobi, case, "accept")
    assert pair.now(case).status == "offered"
    pair.stock(pair.coast, 1)
    pair.take(pair.nairobi, case, "accept")
    with pytest.raises(Refused, match="free"):
        pair.do(
            pair.coast,
            services.sell_stock,
            dealer_id=pair.coast.pk,
            part=shop.pads,
            quantity=1,
            reference="R2",
            key="s2",
        )
    with system_scope("test: what is kept for Nairobi"):
        kept = Reservation.objects.get(partrequest=case)
        others = Reservation.objects.get(claim_number="C-9")
    # The workshop can neither free it, nor give it out, nor to its own repair.
    for verb, more in (
        (services.free, {"reservation": kept, "why": "for us"}),
        (services.give_out, {"reservation": kept, "quantity": 1, "key": "give-it-out"}),
        (services.reallocate, {"loser": kept, "winner": others, "reason": "our own customer waits"}),
    ):
        with pytest.raises(Refused, match=case.number):
            pair.do(pair.coast, verb, **more)
    pair.take(pair.nairobi, case, "withdraw", note="no longer needed")
    assert pair.figures(pair.coast) == (10, 7, 0)
    assert pair.agrees()


def test_a_count_that_finds_less_takes_from_who_came_last_and_the_rest_is_sent(pair: Pair, shop: Shop) -> None:
    case = pair.accepted(4)
    pair.do(
        pair.coast, services.count_stock, dealer_id=pair.coast.pk, part=shop.pads, counted=1, reason="shelf fell over",
        key="count-1",
    )  # fmt: skip
    assert pair.figures(pair.coast) == (1, 1, 0)
    assert pair.agrees()
    pair.do(pair.coast, asking.send, partrequest=case, carrier="Rapid Vans", expected_on=SEND_BY)
    assert (pair.now(case).sent, pair.figures(pair.coast)) == (1, (0, 0, 1))
    pair.take(pair.nairobi, case, "receive")
    # What comes later is nobody's any more.
    pair.stock(pair.coast, 3)
    assert pair.figures(pair.coast) == (3, 0, 0)
    assert pair.agrees()


@pytest.mark.parametrize(("verb", "shelf"), [("find", 9), ("write_off", 6)])
def test_what_does_not_come_stays_the_senders_until_the_sender_says(pair: Pair, verb: str, shelf: int) -> None:
    case = pair.sent(4)
    pair.do(pair.nairobi, asking.receive_some, partrequest=case, quantity=1, note=WHY)
    assert (pair.figures(pair.nairobi), pair.figures(pair.coast)) == ((1, 0, 0), (6, 0, 3))
    with pytest.raises(PermissionDenied):
        pair.take(pair.nairobi, case, verb, note=WHY)
    pair.take(pair.coast, case, verb, note=WHY)
    assert (pair.now(case).status, pair.figures(pair.coast)) == ("settled", (shelf, 0, 0))
    assert movements(pair.coast)[-1] == (("put", 3) if verb == "find" else ("scrap", -3))
    assert pair.agrees()


def test_who_says_that_none_came_may_still_receive_it(pair: Pair) -> None:
    case = pair.sent(4)
    pair.do(pair.nairobi, asking.receive_some, partrequest=case, quantity=0, note=WHY)
    with pytest.raises(Refused, match="all was received"):
        pair.do(pair.nairobi, asking.receive_some, partrequest=case, quantity=4, note=WHY)
    pair.do(pair.nairobi, asking.receive_some, partrequest=case, quantity=3, note=WHY)
    pair.take(pair.nairobi, case, "receive")
    assert (pair.now(case).status, pair.figures(pair.nairobi)[0], pair.figures(pair.coast)) == (
        "received",
        4,
        (6, 0, 0),
    )


def test_each_step_is_its_dealers_alone_and_no_other_dealer_reads_the_case(pair: Pair) -> None:
    case = pair.asked()
    for firm, verb in ((pair.nairobi, "refuse"), (pair.coast, "withdraw")):
        with pytest.raises(PermissionDenied):
            pair.take(firm, case, verb, note=WHY)
    cast = pair.shop.cast
    for firm, seen in (
        (pair.nairobi, 1), (pair.coast, 1), (cast.dealer_almaty, 0), (cast.maker_hanhai, 0), (cast.regulator_ke, 0),
    ):  # fmt: skip
        with acting_as(cast.scope(firm)):
            assert PartRequest.objects.count() == seen
            assert case.events.count() == seen


def test_nobody_answers_and_it_lapses_in_its_time(pair: Pair) -> None:
    pair.waits("C-1", 1, off_road=True)
    plain, urgent, kept = pair.asked(), pair.asked(1, claim_number="C-1"), pair.accepted(2)
    assert (plain.due_at, urgent.due_at) == (NOW + rules.ANSWER, NOW + rules.ANSWER_OFF_ROAD)

    assert services.end_overdue(at=NOW + DAY) == 0
    assert services.end_overdue(at=NOW + DAY + timedelta(minutes=1)) == 1
    assert services.end_overdue(at=NOW + 20 * DAY) == 2
    assert {pair.now(case).status for case in (plain, urgent, kept)} == {"lapsed"}
    assert pair.figures(pair.coast) == (10, 0, 0)
    sent = pair.sent(2)
    assert services.end_overdue(at=NOW + 10 * DAY) == 0
    assert services.end_overdue(at=NOW + 40 * DAY) == 1
    # Pieces are never lost by silence: they stay on the sender's books, and may still be received.
    assert (pair.now(sent).status, pair.figures(pair.coast)) == ("short", (8, 0, 2))
    pair.take(pair.nairobi, sent, "receive", at=NOW + 41 * DAY)
    assert pair.agrees()


def test_what_cannot_be_asked_is_told_with_its_field(pair: Pair, shop: Shop) -> None:
    point = pair.point(pair.nairobi)
    theirs = pair.point(pair.coast)
    wish = services.Wish(2, point)
    for field, wrong in {
        "supplier": {"supplier": shop.cast.dealer_almaty},
        "point": {"wish": replace(wish, point=theirs)},
        "claim_number": {"wish": replace(wish, claim_number="C-404")},
        "currency": {"wish": replace(wish, price=Decimal(5), currency="XYZ")},
        "price": {"wish": replace(wish, price=Decimal("0.001"), currency="KES")},
        "quantity": {"wish": replace(wish, quantity=0)},
    }.items():
        with pytest.raises(Refused) as told:
            pair.do(
                pair.nairobi, services.ask,
                **{"part": shop.pads, "supplier": pair.coast, "wish": wish, "request_key": f"k-{field}", **wrong},
            )  # fmt: skip
        assert told.value.field == field
    pair.do(pair.coast, services.stop_sharing)
    with pytest.raises(Refused, match="does not show"):
        pair.asked()
    with system_scope("test: nothing half-written"):
        assert not PartRequest.objects.exists()


def test_the_same_sent_twice_is_one_request(pair: Pair, shop: Shop) -> None:
    given = {"part": shop.pads, "supplier": pair.coast, "wish": services.Wish(2), "request_key": "one-and-the-same"}
    first, second = (pair.do(pair.nairobi, services.ask, **given) for _n in range(2))
    assert first.pk == second.pk
    with pytest.raises(Conflict):
        pair.do(pair.nairobi, services.ask, **{**given, "wish": services.Wish(3)})


_WALK = st.lists(
    st.tuples(
        st.sampled_from(
            ["offer", "accept", "send", "receive", "some", "find", "write_off", "withdraw", "cancel", "refuse"]
        ),
        st.integers(0, 5),
    ),
    max_size=10,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=_WALK, sold=st.integers(0, 9))
def test_any_walk_keeps_the_sum_of_all_pieces(pair: Pair, walk: list[tuple[str, int]], sold: int) -> None:
    pair.stock(pair.coast, 4)  # what an example before wrote off
    before = sum(pair.figures(pair.coast)[::2]) + _theirs(pair)
    case, lost = pair.asked(4), 0
    for verb, n in [("offer", sold % 5), ("accept", 0), ("send", 0), *walk][sold % 3 :]:
        missing = pair.now(case).missing
        try:
            _step(pair, case, verb, n)
        except (Refused, PermissionDenied):
            continue
        lost += missing if verb == "write_off" else 0
    assert sum(pair.figures(pair.coast)[::2]) + _theirs(pair) == before - lost
    assert pair.agrees()


def _theirs(pair: Pair) -> int:
    with system_scope("test: what Nairobi holds"):
        return sum(StockMovement.objects.filter(dealer=pair.nairobi).values_list("quantity", flat=True))


def _step(pair: Pair, case: PartRequest, verb: str, n: int) -> None:
    if verb == "offer":
        pair.offer(case, n)
    elif verb == "send":
        pair.do(pair.coast, asking.send, partrequest=case, carrier="Rapid Vans", expected_on=SEND_BY)
    elif verb == "some":
        pair.do(pair.nairobi, asking.receive_some, partrequest=case, quantity=n, note=WHY)
    else:
        asker = verb in ("accept", "receive", "withdraw")
        pair.take(pair.nairobi if asker else pair.coast, case, verb, note=WHY)


def test_two_offers_accepted_at_once_promise_no_piece_twice(committed_shop: Shop) -> None:
    pair = make_pair(committed_shop)
    # Each is free when it is offered; both are not.
    first, second = pair.offered(6), pair.offered(6)

    def sell() -> Any:
        given = {"dealer_id": pair.coast.pk, "part": committed_shop.pads, "reference": "R1", "key": "sold-at-once"}
        return pair.do(pair.coast, services.sell_stock, quantity=5, **given)

    results = together(
        lambda: pair.take(pair.nairobi, first, "accept"), lambda: pair.take(pair.nairobi, second, "accept"), sell
    )
    told = [result for result in results if isinstance(result, Exception)]
    # Six or five of ten: one of the three has what it wants, or two that fit; nobody waits for ever.
    assert all(isinstance(error, Refused) for error in told), told
    assert {pair.now(first).status, pair.now(second).status} != {"accepted"}
    on_hand, reserved, _in_transit = pair.figures(pair.coast)
    assert 0 <= reserved <= on_hand
    assert pair.agrees()
