"""Limits of the API by key, person and address: told in headers and words; without a cache everybody passes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from config.environment import limits
from tests.cast import Cast
from tests.organizations.test_keys import admin, api, make  # noqa: F401
from tests.pages import browser

URL = "/api/v1/vehicles/"
FREE = {"address": (0, 60), "key": (0, 60), "person": (0, 60), "wrong-key": (0, 60)}


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


def statuses(client: Client, times: int) -> list[int]:
    return [client.get(URL).status_code for _ in range(times)]


def test_a_key_has_so_many_requests_and_is_told_how_many_are_left(admin: Client, settings: Any) -> None:  # noqa: F811
    settings.LIMITS = {**FREE, "key": (3, 3600)}
    program = api(make(admin))
    first = program.get(URL)
    assert first["RateLimit-Policy"] == '"key";q=3;w=3600'
    assert first["RateLimit"].startswith('"key";r=2;t=')
    assert statuses(program, 2) == [200, 200]
    over = program.get(URL)
    assert (over.status_code, over.json()["code"]) == (429, "too_many")
    assert over["RateLimit"].startswith('"key";r=0;t=')
    assert 0 < int(over["Retry-After"]) <= 3600
    assert over["Retry-After"] in over.json()["detail"]
    assert api(make(admin)).get(URL).status_code == 200, "another key has its own"


def test_a_person_has_a_limit_wherever_they_come_from(cast: Cast, settings: Any) -> None:
    settings.LIMITS = {**FREE, "person": (2, 3600)}
    assert statuses(browser(cast, cast.amina), 2) == [200, 200]
    assert statuses(browser(cast, cast.amina, REMOTE_ADDR="198.51.100.9"), 1) == [429]
    assert statuses(browser(cast, cast.boris), 1) == [200]


def test_an_address_has_a_limit_whoever_asks(cast: Cast, settings: Any) -> None:
    settings.LIMITS = {**FREE, "address": (3, 3600)}
    assert statuses(Client(), 4) == [401, 401, 401, 429]
    assert statuses(Client(REMOTE_ADDR="198.51.100.9"), 1) == [401]
    assert statuses(Client(HTTP_X_FORWARDED_FOR="198.51.100.9"), 1) == [429], (
        "what a client writes there counts for nothing"
    )
    assert browser(cast, cast.amina).get("/").status_code == 200, "pages have limits of their own"


def test_wrong_keys_are_stopped_and_stop_no_right_one(admin: Client, settings: Any) -> None:  # noqa: F811
    settings.LIMITS = {**FREE, "wrong-key": (20, 3600)}
    right = api(make(admin))
    tries = [api(f"sb_00000000_{number}").get(URL) for number in range(200)]
    assert [answer.status_code for answer in tries] == [401] * 20 + [429] * 180
    assert tries[-1]["Retry-After"]
    assert right.get(URL).status_code == 200


def test_while_the_cache_is_away_requests_pass(cast: Cast, settings: Any) -> None:
    settings.LIMITS = {**FREE, "person": (1, 3600), "address": (1, 3600)}
    known = settings.CACHES["default"]
    settings.CACHES = {"default": {**known, "LOCATION": "unix:///nonexistent/redis.sock"}}
    assert statuses(browser(cast, cast.amina), 3) == [200, 200, 200]


def test_limits_come_from_the_environment() -> None:
    assert limits("X", "key=10/60, person=0/1", FREE) == {**FREE, "key": (10, 60), "person": (0, 1)}
    for wrong in ("key=10", "nobody=1/60", "key=1/0", "key=x/60"):
        with pytest.raises(ImproperlyConfigured, match=wrong.replace("/", ".")):
            limits("X", wrong, FREE)
