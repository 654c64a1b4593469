"""Requests that no person types: told what is wrong with them, and nobody is woken by them."""

from __future__ import annotations

import json

import pytest

from tests.cast import Cast
from tests.factories import make_maker_codes, make_owned_vehicle
from tests.pages import browser

ADDRESSES = [
    "/vehicles/%00/",
    "/warranty/registered/%00/",
    "/warranty/cars/%00/dealer/",
    "/claims/a%00b/",
    "/warranty/rights/K%00/",
    "/compliance/manufacturers/a%00b/",
    "/api/v1/vehicles/%00/",
    "/api/v1/orders/%00/",
    "/%00",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_with_a_zero_byte_is_not_found(cast: Cast, address: str) -> None:
    for who in (cast.amina, cast.dealer_nairobi, cast.authority):
        assert browser(cast, who).get(address).status_code in (403, 404)


def test_a_zero_byte_in_a_query_finds_nothing(cast: Cast) -> None:
    for address in (
        "/claims/new/?vin=%00",
        "/claims/?text=%00",
        "/vehicles/?vin=%00",
        "/vehicles/?model=%00",
        "/parts/orders/?part=%00",
        "/compliance/measures/?manufacturer=%00",
        "/parts/orders/new/?part=%00",
        "/api/v1/vehicles/?vin=%00",
    ):
        for who in (cast.amina, cast.dealer_nairobi, cast.maker_hanhai, cast.authority):
            assert browser(cast, who).get(address).status_code < 500, address


@pytest.mark.parametrize("endpoint", ["claims", "vehicles", "orders", "parts", "rule-changes"])
@pytest.mark.parametrize(
    "body",
    [
        "[" * 5_000 + "]" * 5_000,
        '{"a":' * 5_000 + "1" + "}" * 5_000,
        '{"component": "\\ud83d", "country": "\\udc00"}',
        '{"\\ud83d": 1}',
        '{"vin": "\\u0000", "component": "\\u0000"}',
        "{",
        "",
        "null",
        "7",
        '["a"]',
        '{"odometer_km": 1e400, "dealer": NaN}',
        '{"dealer": 1' + "0" * 400 + "}",
    ],
)
def test_json_that_nobody_can_use_is_bad_json(cast: Cast, endpoint: str, body: str) -> None:
    make_maker_codes(cast)
    make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi)
    for who in (cast.amina, cast.dealer_nairobi, cast.maker_hanhai, cast.authority):
        answer = browser(cast, who).post(f"/api/v1/{endpoint}/", body, content_type="application/json")
        assert answer.status_code in (400, 403, 405)
        assert isinstance(json.loads(answer.content), dict)
