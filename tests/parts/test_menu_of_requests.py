"""Requests between dealers stand in the menu of dealers, with how many wait for their answer."""

from __future__ import annotations

import re

from apps.organizations.models import Organization
from apps.organizations.scope import system_scope
from tests.pages import browser
from tests.parts.asking import DAY, EXPECTED, Pair, asking, make_pair
from tests.parts.conftest import Shop, sound


def entry(pair: Pair, firm: Organization) -> str:
    """The menu's entry in words."""
    page = sound(browser(pair.shop.cast, firm).get("/parts/stock/"))
    found = re.search(r'<a[^>]*href="/parts/stock/requests/"[^>]*>(.*?)</a>', page, re.DOTALL)
    return " ".join(re.sub("<[^>]+>", " ", found[1]).split()) if found else ""


def test_the_number_is_that_of_requests_that_wait_for_the_dealers_answer(shop: Shop) -> None:
    pair, words = make_pair(shop), "Requests between dealers"
    assert entry(pair, pair.coast) == words
    case = pair.asked()
    pair.asked(2)
    assert (entry(pair, pair.coast), entry(pair, pair.nairobi)) == (f"{words} 2", words)
    pair.offer(case, 3)
    assert (entry(pair, pair.coast), entry(pair, pair.nairobi)) == (f"{words} 1", f"{words} 1")
    pair.take(pair.nairobi, case, "accept")
    pair.do(pair.coast, asking.send, partrequest=case, carrier="Rapid Vans", expected_on=EXPECTED + DAY)
    # What is to be sent or received waits for no answer.
    assert (entry(pair, pair.coast), entry(pair, pair.nairobi)) == (f"{words} 1", words)


def test_nobody_else_has_the_entry(shop: Shop) -> None:
    for firm in (shop.cast.maker_hanhai, shop.cast.regulator_ke):
        with system_scope("test: somebody of the firm"):
            page = sound(browser(shop.cast, firm).get("/parts/orders/"))
        assert "/parts/stock/requests/" not in page
