"""The API of parts, stock and orders: the same services, the same walls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from apps.organizations.identity import new_secret
from apps.organizations.models import ApiKey, Organization
from apps.organizations.scope import system_scope
from apps.parts.details import DEFAULTS
from apps.parts.models import OrderLine, PartsOrder
from tests.parts.conftest import Shop, queries_of

Software = Callable[..., "Keyed"]


class Keyed:
    """An organisation's software with its key."""

    def __init__(self, firm: Organization, may_write: bool = True) -> None:
        key, prefix, digest = new_secret()
        with system_scope("test"):
            ApiKey.objects.create(
                organization=firm,
                name="ERP",
                prefix=prefix,
                digest=digest,
                may_write=may_write,
                created_by_name="Test",
                created_at=timezone.now(),
            )
        self.client = Client(headers={"Authorization": f"Api-Key {key}"})

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", query)

    def post(self, path: str, **data: Any) -> Any:
        return self.client.post(f"/api/v1/{path}", data, content_type="application/json")

    def patch(self, path: str, **data: Any) -> Any:
        return self.client.patch(f"/api/v1/{path}", data, content_type="application/json")


@pytest.fixture
def dealer(shop: Shop) -> Keyed:
    return Keyed(shop.cast.dealer_nairobi)


@pytest.fixture
def maker(shop: Shop) -> Keyed:
    return Keyed(shop.cast.maker_hanhai)


def wish(*lines: tuple[str, Any], **more: Any) -> dict[str, Any]:
    rows = [{"part": part, "quantity": quantity} for part, quantity in lines or (("2810-11000", 10),)]
    return {"manufacturer": "hanhai", "country": "KE", "request_key": str(uuid4()), "lines": rows} | more


def test_the_whole_way(dealer: Keyed, maker: Keyed) -> None:
    made = dealer.post("orders/", **wish(("2810-11000", 10), ("8450-03100a", 2), priority="vor"))
    assert made.status_code == 201, made.content
    order = made.json()
    number, (oil, pads) = order["number"], order["lines"]
    assert order["status"] == "submitted"
    assert {clock["obligation"] for clock in oil["clocks"]} == {
        "parts_confirmation",
        "parts_supply",
        "parts_arrival",
        "parts_off_road",
    }
    day = (timezone.now() + timedelta(days=4)).date().isoformat()
    promise = [{"line": oil["id"], "promised_on": day}]
    confirmed = maker.post(f"orders/{number}/confirm/", lines=promise, version=order["version"])
    assert confirmed.status_code == 200, confirmed.content
    assert confirmed.json()["lines"][0]["promised_on"] == day
    stale = maker.post(f"orders/{number}/confirm/", lines=promise, version=order["version"])
    assert (stale.status_code, stale.json()["code"]) == (409, "changed_meanwhile")
    sent = maker.post(
        f"orders/{number}/dispatch/", lines=[{"line": oil["id"], "quantity": 4}, {"line": pads["id"]}], tracking="T"
    )
    assert sent.status_code == 200, sent.content
    arrived = [{"line": line["id"]} for line in sent.json()["lines"] if line["status"] == "dispatched"]
    assert len(arrived) == 2
    got = dealer.post(f"orders/{number}/receive/", lines=arrived)
    assert got.status_code == 200, got.content
    assert dealer.post(f"orders/{number}/cancel/", reason="not_needed").json()["status"] == "received"
    stock = {row["part"]: row["on_hand"] for row in dealer.get("stock/").json()["results"]}
    assert stock == {"2810-11000": 4, "8450-03100A": 2}


def test_lost_parts_are_reported_and_contested(dealer: Keyed, maker: Keyed) -> None:
    made = dealer.post("orders/", **wish()).json()
    number, line = made["number"], made["lines"][0]["id"]
    maker.post(f"orders/{number}/dispatch/", lines=[{"line": line}], tracking="T")
    told = {"lines": [{"line": line, "quantity": 3}], "note": "One carton is missing"}
    assert dealer.post(f"orders/{number}/report/", **told, problem="eaten").status_code == 400
    assert maker.post(f"orders/{number}/report/", **told, problem="lost").status_code == 403
    answer = dealer.post(f"orders/{number}/report/", **told, problem="lost")
    assert answer.status_code == 200, answer.content
    problems = {row["status"]: row["problem"] for row in answer.json()["lines"]}
    assert problems["reported"]["kind"] == "lost"
    assert (problems["submitted"], problems["dispatched"]) == (None, None)
    contested = maker.post(f"orders/{number}/contest/", note="Ten cartons were signed for")
    (row,) = [row for row in contested.json()["lines"] if row["status"] == "contested"]
    assert row["problem"]["objection"] == "Ten cartons were signed for"
    assert maker.post(f"orders/{number}/contest/", note="Ten cartons were signed for").status_code == 409


def test_sent_twice_is_one_order(dealer: Keyed) -> None:
    data = wish()
    assert dealer.post("orders/", **data).json()["number"] == dealer.post("orders/", **data).json()["number"]
    with system_scope("test"):
        assert PartsOrder.objects.count() == 1


@pytest.mark.parametrize(
    "bad",
    [
        wish(("2810-11000", 0)),
        wish(("2810-11000", -3)),
        wish(("2810-11000", 10**9)),
        wish(("2810-11000", "many")),
        wish(("2810-11000", 9_999), ("2810-11000", 9_999)),
        wish(("LT-77.001", 1)),
        wish(("\x00", 1)),
        wish() | {"lines": []},
        wish() | {"lines": "all"},
        wish(manufacturer="nobody"),
        wish(country="KZ"),
        wish(country="K\x00"),
        wish(priority="express"),
        {},
    ],
)
def test_bad_orders_are_told(dealer: Keyed, bad: dict[str, Any]) -> None:
    response = dealer.post("orders/", **bad)
    assert response.status_code == 400, response.content
    assert response.json()
    with system_scope("test"):
        assert not PartsOrder.objects.exists()


def test_bad_steps_are_told(shop: Shop, dealer: Keyed, maker: Keyed) -> None:
    order = shop.submitted((shop.pads, 4), at=timezone.now() - timedelta(hours=1))
    with system_scope("test"):
        line = OrderLine.objects.get(order=order).pk
    for path, data, status in (
        ("confirm", {"lines": [{"line": line, "promised_on": "2020-01-01"}]}, 400),
        ("confirm", {"lines": [{"line": line}]}, 400),
        ("dispatch", {"lines": [{"line": line, "quantity": 5}]}, 400),
        ("dispatch", {"lines": [{"line": 10**30}]}, 400),
        ("cancel", {"reason": "other"}, 400),
        ("receive", {"lines": [{"line": line}]}, 403),
    ):
        response = maker.post(f"orders/{order.number}/{path}/", **data)
        assert response.status_code == status, (path, response.content)
    assert dealer.post(f"orders/{order.number}/receive/", lines=[{"line": line}]).status_code == 409


def test_strangers_find_nothing(shop: Shop) -> None:
    order, cast = shop.submitted(at=timezone.now()), shop.cast
    for firm in (cast.dealer_almaty, cast.maker_lanting, cast.regulator_kz):
        stranger = Keyed(firm)
        assert stranger.get(f"orders/{order.number}/").status_code == 404
        assert stranger.get("orders/").json()["results"] == []
    assert Keyed(cast.dealer_almaty).post(f"orders/{order.number}/cancel/", reason="mistake").status_code == 404
    assert Keyed(cast.maker_lanting).post(f"orders/{order.number}/confirm/", lines=[]).status_code == 404
    assert Keyed(cast.maker_lanting).patch(f"parts/{shop.pads.pk}/", name="Mine now").status_code == 404
    assert Keyed(cast.regulator_ke).get(f"orders/{order.number}/").status_code == 200
    assert Keyed(cast.regulator_ke).post(f"orders/{order.number}/cancel/", reason="mistake").status_code == 403
    assert Client().get("/api/v1/orders/").status_code in (401, 403)


def test_a_key_that_only_reads(shop: Shop) -> None:
    reader = Keyed(shop.cast.dealer_nairobi, may_write=False)
    assert reader.get("parts/").status_code == 200
    assert reader.post("orders/", **wish()).status_code == 403


def test_the_catalogue(shop: Shop, dealer: Keyed, maker: Keyed) -> None:
    assert [row["number"] for row in dealer.get("parts/", manufacturer="lanting").json()["results"]] == ["LT-77.001"]
    made = maker.post("parts/", number="x-1", name="Bolt")
    assert (made.status_code, made.json()["number"]) == (201, "X-1")
    assert maker.post("parts/", number="X-1", name="Bolt").status_code == 400
    changed = maker.patch(f"parts/{made.json()['id']}/", active=False)
    said = {"manufacturer": "hanhai", "number": "X-1", "name": "Bolt", "component": "", "active": False}
    assert changed.json() == {"id": made.json()["id"], **said, **DEFAULTS}
    assert dealer.post("parts/", number="X-2", name="Bolt").status_code == 403
    assert dealer.get(f"parts/{10**18}/").status_code == 404


def test_a_count(dealer: Keyed, maker: Keyed) -> None:
    data = {"manufacturer": "hanhai", "part": "2810-11000", "counted": 7, "reason": "Opening stock", "key": "k"}
    assert dealer.post("stock/count/", **data).json()["on_hand"] == 7
    assert dealer.post("stock/count/", **data).json()["on_hand"] == 7
    other = dealer.post("stock/count/", **data | {"counted": 9})
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    assert dealer.post("stock/count/", **data | {"key": "l", "seen": 3}).status_code == 409
    assert dealer.post("stock/count/", **data | {"key": "m", "counted": -1}).status_code == 400
    assert maker.post("stock/count/", **data).status_code == 403
    assert [row["dealer"] for row in maker.get("stock/").json()["results"]] == ["savanna"]


def test_pages_by_key(shop: Shop, dealer: Keyed) -> None:
    for n in range(5):
        shop.submitted((shop.pads, 1), at=timezone.now() - timedelta(days=n))
    first = dealer.get("orders/", page_size=2).json()
    second = dealer.client.get(first["next"]).json()
    numbers = [row["number"] for row in first["results"] + second["results"]]
    assert len(set(numbers)) == 4
    assert dealer.get("orders/", cursor="rubbish").status_code == 404
    assert dealer.get("orders/", priority="x").status_code == 400


def test_a_list_costs_the_same_however_long(shop: Shop, dealer: Keyed) -> None:
    shop.submitted((shop.pads, 1), at=timezone.now())
    short = [queries_of(dealer.client, f"/api/v1/{path}/") for path in ("orders", "parts", "stock")]
    for n in range(8):
        shop.submitted((shop.pads, 1), (shop.pump, 1), at=timezone.now() - timedelta(days=n))
    assert [queries_of(dealer.client, f"/api/v1/{path}/") for path in ("orders", "parts", "stock")] == short
    assert max(short) <= 12
