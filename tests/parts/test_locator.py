"""Which other dealers have a part: by their consent only, and never exactly how many."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from apps.organizations.models import Appointment, Organization
from apps.organizations.scope import Actor, Scope, Side, acting_as, system_scope
from apps.parts import selectors, services
from apps.parts.models import StockBalance, StockShare
from tests.cast import NOW
from tests.parts.conftest import Shop, SignIn, sound


@pytest.fixture
def coast(shop: Shop) -> Organization:
    """A dealer at the coast of Kenya with four pads, who shows its stock."""
    maker = shop.cast.maker_hanhai
    with system_scope("test: a neighbour"):
        made = Organization.objects.create(kind="dealer", name="Coast Motors", slug="coast", country="KE")
        Appointment.objects.create(manufacturer=maker, dealer=made, country="KE", starts_on="2025-01-01")
        StockBalance.objects.create(
            dealer=made, part=shop.pads, part_number=shop.pads.number, manufacturer=maker, country="KE", on_hand=4
        )
        StockShare.objects.create(dealer=made, since=NOW, actor=_somebody())
    return made


def _somebody() -> Any:
    from apps.casework.actors import record_of
    from apps.organizations.scope import SYSTEM_ACTOR

    return record_of(SYSTEM_ACTOR)


def seen_by(shop: Shop, firm: Organization) -> list[tuple[str, str, bool]]:
    with acting_as(shop.cast.scope(firm)):
        found = selectors.who_has(shop.pads, shop.cast.actor(firm), at=NOW)
    return [(holder.dealer.name, holder.about, holder.is_near) for holder in found]


@pytest.mark.parametrize(("on_hand", "about"), [(1, "1"), (2, "2 to 5"), (5, "2 to 5"), (6, "more than 5")])
def test_others_learn_about_how_many_and_no_more(shop: Shop, coast: Organization, on_hand: int, about: str) -> None:
    with system_scope("test"):
        # What a repair waits for is nobody else's.
        StockBalance.objects.filter(dealer=coast).update(on_hand=on_hand + 3, reserved=3)
    assert seen_by(shop, shop.cast.dealer_nairobi) == [("Coast Motors", about, True)]


def test_who_has_none_or_shows_none_is_not_named(shop: Shop, coast: Organization) -> None:
    nairobi = shop.cast.dealer_nairobi
    with system_scope("test"):
        StockBalance.objects.filter(dealer=coast).update(on_hand=2, reserved=2)
    assert seen_by(shop, nairobi) == []
    with system_scope("test"):
        StockBalance.objects.filter(dealer=coast).update(on_hand=3, reserved=0)
    with acting_as(Scope(Side.DEALER, organization_id=coast.pk)):
        services.stop_sharing(by=Actor(Side.DEALER, "Coast", organization_id=coast.pk, role="staff"), at=NOW)
    assert seen_by(shop, nairobi) == []


def test_a_dealer_of_another_region_sees_nothing_of_it(shop: Shop, coast: Organization) -> None:
    assert seen_by(shop, shop.cast.dealer_almaty) == []


def test_a_dealer_consents_and_ends_it_and_both_stay_on_record(shop: Shop, sign_in: SignIn) -> None:
    nairobi = sign_in(shop.cast.dealer_nairobi)
    address, page = (reverse(name, args=[shop.pads.pk]) for name in ("parts:share-stock", "parts:part"))
    assert "Your firm does not show its stock" in sound(nairobi.get(page))
    for answer in ("yes", "yes"):
        assert nairobi.post(address, {"share": answer}).status_code == 302
    assert "Stop showing our stock" in sound(nairobi.get(page))
    nairobi.post(address, {"share": "no"})
    nairobi.post(address, {"share": "yes"})
    with system_scope("test"):
        assert [row.ended_at is None for row in StockShare.objects.order_by("id")] == [False, True]
    with pytest.raises(PermissionDenied):
        shop.as_maker(services.share_stock)


def test_page_and_api_name_the_dealer_and_not_the_count(shop: Shop, coast: Organization, sign_in: SignIn) -> None:
    nairobi = sign_in(shop.cast.dealer_nairobi)
    assert "Coast Motors" in sound(nairobi.get(reverse("parts:part", args=[shop.pads.pk])))
    rows = nairobi.get(f"/api/v1/parts/{shop.pads.pk}/holders/").json()
    assert rows == [{"dealer": "coast", "name": "Coast Motors", "country": "KE", "about": "2 to 5", "is_near": True}]
    assert sign_in(shop.cast.maker_hanhai).get(f"/api/v1/parts/{shop.pads.pk}/holders/").status_code == 403
