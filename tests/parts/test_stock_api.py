"""Bins' content over the API: what is kept is given out, parts go to another point, shelves are counted."""

from __future__ import annotations

import pytest

from apps.organizations.scope import system_scope
from apps.parts import services
from apps.parts.models import BinBalance
from tests.cast import NOW
from tests.parts.conftest import Shop
from tests.parts.test_api import Keyed


@pytest.fixture
def dealer(shop: Shop) -> Keyed:
    shop.as_dealer(
        services.receive_stock,
        dealer_id=shop.cast.dealer_nairobi.pk,
        part=shop.pads,
        quantity=5,
        reference="",
        key="in",
    )
    return Keyed(shop.cast.dealer_nairobi)


def test_what_is_kept_is_given_out_once(shop: Shop, dealer: Keyed) -> None:
    shop.as_dealer(
        services.reserve,
        dealer_id=shop.cast.dealer_nairobi.pk,
        need=services.Need("R-1"),
        lines=[(shop.pads, 2)],
        key="k",
    )
    (kept,) = dealer.get("stock-reservations/").json()["results"]
    assert (kept["status"], kept["bin"], kept["quantity"]) == ("held", "MAIN", 2)
    for _ in range(2):
        given = dealer.post(f"stock-reservations/{kept['id']}/give-out/", quantity=2, key="out-12345")
        assert (given.status_code, given.json()["status"]) == (200, "issued")
    assert dealer.post(f"stock-reservations/{kept['id']}/give-out/", quantity=1, key="again-1234").status_code == 409
    assert Keyed(shop.cast.dealer_almaty).get("stock-reservations/").json()["results"] == []


def test_a_transfer_and_a_stock_take(shop: Shop, dealer: Keyed) -> None:
    with system_scope("test: a branch"):
        main = BinBalance.objects.get().bin_id
        branch = shop.cast.dealer_nairobi.service_points.create(
            name="Branch", address="Moi Avenue 1", city="Mombasa", country="KE", opened_on=NOW.date()
        )
    line = {"part": shop.pads.number, "bin": main, "quantity": 2}
    sent = dealer.post("transfers/", target=branch.pk, lines=[line], request_key="tr-12345")
    assert (sent.status_code, sent.json()["status"]) == (201, "sent")
    assert dealer.post("transfers/", target=branch.pk, lines=[line], request_key="tr-12345").json() == sent.json()
    number, first = sent.json()["number"], sent.json()["lines"][0]["id"]
    came = dealer.post(
        f"transfers/{number}/receive-some/", lines=[{"line": first, "quantity": 1}], note="One fell off the van"
    )
    assert (came.status_code, came.json()["status"]) == (200, "short")
    opened = dealer.post("stock-takes/", point=branch.pk).json()
    counted = dealer.post(
        f"stock-takes/{opened['number']}/lines/", lines=[{"line": opened["lines"][0]["id"], "counted": 0}]
    )
    assert counted.json()["lines"][0]["difference"] == -1
