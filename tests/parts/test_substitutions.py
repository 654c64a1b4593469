"""Another part in place of the one that was ordered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.core.errors import Conflict, Refused
from apps.duties.models import Clock
from apps.organizations.scope import system_scope
from apps.parts import services
from apps.parts.models import OrderLine, PartsOrder
from tests.cast import NOW
from tests.parts.conftest import Shop, SignIn, sound
from tests.parts.test_api import Keyed

DAY = timedelta(days=1)
WHY = "The same pads with a better lining"


def line_of(order: PartsOrder, place: int = 0) -> OrderLine:
    with system_scope("test"):
        return OrderLine.objects.filter(order=order).order_by("id")[place]


def test_what_is_accepted_is_owed_by_the_same_time(shop: Shop) -> None:
    order = shop.submitted((shop.pads, 4))
    line = line_of(order)
    with system_scope("test"):
        due = dict(Clock.objects.filter(subject_id=line.pk).values_list("obligation_id", "due_at"))
    asked = {"line": line.pk, "part": shop.pump.number, "note": WHY}
    order = shop.as_maker(services.offer_part, order=order, at=NOW + DAY, **asked)
    with pytest.raises(Conflict):
        shop.as_maker(services.offer_part, order=order, at=NOW + DAY, **asked)
    assert line_of(order).part_id == shop.pads.pk, "nothing changes before the dealer answers"
    order = shop.as_dealer(services.answer_offer, order=order, line=line.pk, answer="accepted", at=NOW + 2 * DAY)
    with system_scope("test"):
        kept = line_of(order)
        assert kept.part_id == shop.pump.pk
        assert dict(Clock.objects.filter(subject_id=line.pk).values_list("obligation_id", "due_at")) == due
        offer = kept.offers.get()
    assert (offer.ordered_id, offer.answer, offer.answered_at) == (shop.pads.pk, "accepted", NOW + 2 * DAY)


@pytest.mark.parametrize(("part", "words"), [("NOBODY-1", "no part of this catalogue"), ("2810-11000", "already")])
def test_offers_that_cannot_be(shop: Shop, part: str, words: str) -> None:
    order = shop.submitted()
    with pytest.raises(Refused, match=words) as refused:
        shop.as_maker(services.offer_part, order=order, line=line_of(order).pk, part=part, note=WHY)
    assert refused.value.field == "part"


def test_an_offer_is_made_and_answered_on_pages_and_by_api(shop: Shop, sign_in: SignIn) -> None:
    order = shop.submitted((shop.pads, 4))
    maker, dealer = sign_in(shop.cast.maker_hanhai), sign_in(shop.cast.dealer_nairobi)
    address, line = order.get_absolute_url(), line_of(order).pk
    assert "Your answer" not in sound(dealer.get(address)), "nothing is offered yet"
    sent = {"line": line, "part": shop.pump.number, "note": WHY, "version": order.version}
    assert maker.post(f"{address}offer/", sent).status_code == 302
    assert "Your answer" in sound(dealer.get(address))
    answer = Keyed(shop.cast.dealer_nairobi).post(f"orders/{order.number}/answer/", line=line, answer="refused")
    (told,) = answer.json()["lines"][0]["offers"]
    assert (told["ordered"], told["offered"], told["answer"]) == (shop.pads.number, shop.pump.number, "refused")
    page = sound(maker.get(address))
    assert "Refused" in page and WHY in page
    nothing = Keyed(shop.cast.dealer_nairobi).post(f"orders/{order.number}/answer/", line=line, answer="accepted")
    assert nothing.status_code == 400 and "Nothing is offered" in nothing.content.decode()
