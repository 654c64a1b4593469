"""Parts kept for a request: reserved by a step, ordered when short, freed by themselves when it is over."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.casework import engine
from apps.claims import services
from apps.claims.models import Claim
from apps.organizations.scope import acting_as, system_scope
from apps.parts import services as parts
from apps.parts.models import Part, PartsOrder, Reservation
from apps.parts.services import asking
from tests.cast import NOW, Cast
from tests.claims.conftest import DAY, File
from tests.claims.test_waiting import hear
from tests.parts.asking import EXPECTED, SEND_BY, make_neighbour

Call = Callable[..., Any]


@pytest.fixture
def answered(file: File, as_dealer: Call) -> Claim:
    claim: Claim = as_dealer(services.respond, file(), message="Bring it on Monday", at=NOW + DAY)
    return claim


def stocked(cast: Cast, part: Part, quantity: int) -> None:
    with acting_as(cast.scope(cast.dealer_nairobi)):
        parts.receive_stock(
            dealer_id=cast.dealer_nairobi.pk, part=part, quantity=quantity, reference="opening stock", key="in-1",
            by=cast.actor(cast.dealer_nairobi), at=NOW,
        )  # fmt: skip


def kept(claim: Claim) -> list[tuple[str, int]]:
    with system_scope("test"):
        rows = Reservation.objects.filter(claim_number=claim.number)
        return sorted(rows.values_list("status", "quantity"))


def reserve(as_dealer: Call, claim: Claim, part: Part, quantity: int) -> Claim:
    done: Claim = as_dealer(
        services.reserve_parts, claim, lines=[(part.pk, quantity)], request_key="k-keep-1", at=NOW + DAY
    )
    return done


def test_what_is_there_is_kept_and_what_is_not_is_ordered_for_the_request(
    cast: Cast, answered: Claim, part: Part, as_dealer: Call, client: Client
) -> None:
    stocked(cast, part, 1)
    reserve(as_dealer, answered, part, 3)
    assert kept(answered) == [("coming", 2), ("held", 1)]
    with system_scope("test"):
        order = PartsOrder.objects.get()
        assert (order.claim_number, order.status, order.lines.get().quantity) == (answered.number, "submitted", 2)
        # Only what was ordered for it makes the wait the manufacturer's.
        answered.refresh_from_db()
        assert answered.waiting_for == "manufacturer"
    client.force_login(cast.staff[cast.dealer_nairobi.pk], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(answered.get_absolute_url()).content.decode()
    assert "Parts kept for this repair" in page
    assert order.number in page
    shelf = client.get(reverse("parts:stock-part", args=[part.pk])).content.decode()
    assert answered.number in shelf


def test_a_shelf_that_has_all_stops_no_clock(cast: Cast, answered: Claim, part: Part, as_dealer: Call) -> None:
    stocked(cast, part, 2)
    reserve(as_dealer, answered, part, 2)
    with system_scope("test"):
        answered.refresh_from_db()
        assert (answered.waiting_for, PartsOrder.objects.count()) == ("dealer", 0)


def test_what_a_request_that_is_over_kept_is_free_again(
    cast: Cast, answered: Claim, part: Part, as_dealer: Call, as_owner: Call
) -> None:
    stocked(cast, part, 1)
    reserve(as_dealer, answered, part, 1)
    as_owner(services.withdraw, answered, at=NOW + 2 * DAY)
    hear("claim.withdraw", "claims-free-parts")
    assert kept(answered) == [("freed", 1)]


def test_both_requests_say_that_a_part_was_given_on(
    cast: Cast, file: File, answered: Claim, part: Part, as_dealer: Call
) -> None:
    stocked(cast, part, 1)
    reserve(as_dealer, answered, part, 1)
    with acting_as(cast.scope(cast.dealer_nairobi)):
        by = cast.actor(cast.dealer_nairobi)
        (held,) = Reservation.objects.all()
        (waits,) = parts.reserve(
            dealer_id=cast.dealer_nairobi.pk, need=parts.Need(answered.number + "-2"), lines=[(part, 1)], key="k",
            by=by, at=NOW + DAY,
        )  # fmt: skip
        services.part_given_on(
            loser=answered, winner=answered, part=part.number, quantity=1, reason="A taxi off the road", by=by,
            at=NOW + 2 * DAY,
        )  # fmt: skip
        parts.reallocate(winner=waits, loser=held, reason="A taxi off the road", by=by, at=NOW + 2 * DAY)
    with acting_as(cast.scope(cast.amina)):
        told = {event.kind: event.note for event in answered.events.all()}
    assert told["part_given"] == told["part_got"] == "A taxi off the road"


def test_a_part_of_another_dealer_ends_the_wait_for_the_one_on_order(
    cast: Cast, answered: Claim, part: Part, as_dealer: Call, client: Client
) -> None:
    coast, nairobi = make_neighbour(cast), cast.dealer_nairobi

    def do(firm: Any, act: Call, **given: Any) -> Any:
        with acting_as(cast.scope(firm)):
            return act(by=cast.actor(firm), **{"at": NOW + 2 * DAY, **given})

    do(coast, parts.share_stock)
    do(coast, parts.receive_stock, dealer_id=coast.pk, part=part, quantity=5, reference="", key="coast-1")
    reserve(as_dealer, answered, part, 2)
    client.force_login(cast.staff[nairobi.pk], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(answered.get_absolute_url()).content.decode()
    assert f"{reverse('parts:ask-dealer', args=[part.pk, 'coast'])}?claim={answered.number}" in page
    wish = parts.Wish(2, claim_number=answered.number)
    case = do(nairobi, parts.ask, part=part, supplier=coast, wish=wish, request_key="ask-coast-1")
    do(coast, asking.offer, partrequest=case, quantity=2, price=Decimal(9), currency="KES", send_by=SEND_BY)
    do(nairobi, engine.take, case=case, verb="accept")
    do(coast, asking.send, partrequest=case, carrier="Rapid Vans", expected_on=EXPECTED)
    do(nairobi, asking.receive_some, partrequest=case, quantity=1, note="the second box is missing")
    hear("partrequest.receive_some", "claims-parts")
    with system_scope("test: one of two is there"):
        answered.refresh_from_db()
        assert (kept(answered), answered.waiting_for) == ([("coming", 1), ("held", 1)], "manufacturer")
    do(nairobi, engine.take, case=case, verb="receive")
    hear("partrequest.receive", "claims-parts")
    with system_scope("test: what is still on order is no excuse"):
        answered.refresh_from_db()
        assert (kept(answered), answered.waiting_for) == ([("held", 1), ("held", 1)], "dealer")
    assert case.number in client.get(answered.get_absolute_url()).content.decode()
