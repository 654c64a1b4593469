"""What comes without an order is ordered by nobody a second time."""

from __future__ import annotations

from datetime import date

import pytest

from apps.organizations.models import ServicePoint
from apps.organizations.scope import acting_as, system_scope
from apps.parts import selectors, services
from apps.parts.selectors.coming import Coming, coming_without_order
from apps.parts.services import asking
from tests.cast import NOW
from tests.pages import browser
from tests.parts.asking import DAY, Pair, make_pair
from tests.parts.conftest import Shop, sound
from tests.parts.test_under_way import sent_on

LEVEL = 12


@pytest.fixture
def pair(shop: Shop) -> Pair:
    made = make_pair(shop)
    made.stock(made.nairobi, 3)
    with system_scope("test: its own level"):
        services.set_reorder_level(dealer_id=made.nairobi.pk, part=shop.pads, level=LEVEL)
    return made


def advised(pair: Pair) -> int:
    """Pieces of the pads that are suggested."""
    with acting_as(pair.shop.cast.scope(pair.nairobi)):
        found = selectors.suggestions(dealer_id=pair.nairobi.pk, at=NOW + 7 * DAY)
    return sum(row.quantity for row in found if row.part == pair.shop.pads)


def test_pieces_of_another_dealer_count_from_the_promise_until_they_are_on_the_shelf(pair: Pair) -> None:
    assert advised(pair) == LEVEL - 3
    case = pair.offered(4)
    assert advised(pair) == LEVEL - 3  # an offer is no promise
    pair.take(pair.nairobi, case, "accept")
    assert advised(pair) == LEVEL - 7
    pair.do(pair.coast, asking.send, partrequest=case, carrier="Rapid Vans", expected_on=NOW.date() + DAY)
    assert advised(pair) == LEVEL - 7
    page = browser(pair.shop.cast, pair.nairobi).get("/parts/stock/suggested/")
    assert "4 more from another dealer" in sound(page)
    (told,) = browser(pair.shop.cast, pair.nairobi).get("/api/v1/suggested-orders/").json()
    assert (told["on_order"], told["from_dealers"], told["between_points"], told["quantity"]) == (0, 4, 0, LEVEL - 7)
    pair.take(pair.nairobi, case, "receive")
    assert advised(pair) == LEVEL - 7
    with system_scope("test"):
        assert coming_without_order(pair.nairobi.pk)[pair.shop.pads.pk] == Coming()
        # The pieces were never on their way to whoever sent them.
        assert not coming_without_order(pair.coast.pk)


def test_what_a_repair_is_promised_of_them_fills_no_shelf(pair: Pair) -> None:
    pair.waits("C-1", 7, off_road=True)  # three from the shelf, four wait
    assert advised(pair) == LEVEL + 4
    case = pair.sent(6, claim_number="C-1")
    assert advised(pair) == LEVEL - 2
    pair.take(pair.nairobi, case, "receive")
    assert advised(pair) == LEVEL - 2


def test_a_transfer_between_own_points_neither_takes_a_piece_away_nor_makes_one(pair: Pair) -> None:
    with system_scope("test: a branch"):
        place = {"address": "9 Hill", "city": "Nakuru", "country": "KE", "opened_on": date(2024, 1, 1)}
        branch = ServicePoint.objects.create(dealer=pair.nairobi, name="Nakuru", **place)
    transfer = sent_on(pair, branch, 2)  # stocks them first
    assert pair.figures(pair.nairobi) == (3, 0, 2)
    assert advised(pair) == LEVEL - 5
    pair.take(pair.nairobi, transfer, "receive")
    assert pair.figures(pair.nairobi) == (5, 0, 0)
    assert advised(pair) == LEVEL - 5
