"""Limits of tries: they hold who tries, and nobody who shares a proxy, a country or an account's address with them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from apps.accounts.devices import COOKIE
from config.environment import networks
from tests.accounts.conftest import delivered, is_in, sign_in
from tests.cast import PASSWORD, Cast

AMINA = "amina@example.org"
PROXY = "10.0.0.5"
TOO_MANY = "Too many wrong tries"


@pytest.fixture(autouse=True)
def _behind_a_proxy(settings: Any) -> None:
    settings.TRUSTED_PROXIES = networks("X", [PROXY])


def at(address: str) -> dict[str, Any]:
    return {"REMOTE_ADDR": PROXY, "headers": {"X-Forwarded-For": address}}


def told(client: Client) -> str:
    return str(client.answer.content.decode())  # type: ignore[attr-defined]


def besiege(email: str = AMINA) -> None:
    """Somebody tries passwords of this account, from everywhere."""
    for n in range(12):
        client = sign_in(email, f"guess-{n}", **at(f"203.0.113.{n}"))
    assert TOO_MANY in told(client)


def test_everybody_behind_one_proxy_signs_in_by_their_own_address(proven: Cast) -> None:
    """31 sign-ins within a minute once shut a country out."""
    assert all(is_in(sign_in(AMINA, **at(f"198.51.100.{n}"))) for n in range(35))


def test_one_address_that_guesses_is_stopped_whatever_it_claims_to_be(proven: Cast) -> None:
    for n in range(31):
        client = sign_in(f"nobody{n}@example.org", "wrong", **at(f"1.1.1.{n}, 203.0.113.7"))
    assert TOO_MANY in told(client)
    assert TOO_MANY not in told(sign_in("nobody@example.org", "wrong", **at("203.0.113.8")))


def test_a_stranger_locks_strangers_out_and_not_the_owner_at_their_own_browser(proven: Cast) -> None:
    mine = sign_in(AMINA, **at("198.51.100.1"))
    mine.post("/accounts/logout/")
    besiege()
    assert TOO_MANY in told(sign_in(AMINA, **at("198.51.100.2"))), "even with the right password"
    assert is_in(sign_in(AMINA, client=mine))


def test_the_known_browser_is_counted_too(proven: Cast) -> None:
    mine = sign_in(AMINA, **at("198.51.100.1"))
    mine.post("/accounts/logout/")
    for _n in range(6):
        sign_in(AMINA, "wrong", client=mine)
    assert TOO_MANY in told(mine)


def test_a_browser_known_to_one_account_is_a_stranger_to_others(proven: Cast) -> None:
    hers = sign_in("boris@example.org", **at("198.51.100.1"))
    hers.post("/accounts/logout/")
    besiege()
    assert TOO_MANY in told(sign_in(AMINA, client=hers))


@pytest.mark.parametrize("forged", ["x", "", "eyJkZXZpY2UiOiJhIn0:1:x"])
def test_a_cookie_of_ones_own_making_is_worth_nothing(proven: Cast, forged: str) -> None:
    besiege()
    client = Client(**at("198.51.100.1"))
    client.cookies[COOKIE] = forged
    assert TOO_MANY in told(sign_in(AMINA, client=client))


def test_a_new_password_by_mail_gets_past_the_lock(proven: Cast) -> None:
    besiege()
    client = Client(**at("198.51.100.9"))
    client.post("/accounts/password/reset/", {"email": AMINA})
    (message,) = delivered()
    link = next(word for word in message.body.split() if "/password/reset/key/" in word)
    form = client.get(link.removeprefix("http://testserver"), follow=True)
    new = "another-long-password"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert is_in(client)
    client.post("/accounts/logout/")
    besiege()
    assert is_in(sign_in(AMINA, new, client=client)), "and the browser is known from then on"


def test_people_get_in_while_redis_is_away(proven: Cast, settings: Any) -> None:
    """Limits of tries then do not count (decision 19)."""
    away = {**settings.CACHES["default"], "LOCATION": "unix:///nonexistent/redis.sock?db=1"}
    settings.CACHES = {"default": away}
    assert cache.get("anything") is None
    for _n in range(7):
        assert not is_in(sign_in(AMINA, "wrong"))
    assert is_in(sign_in(AMINA, PASSWORD))
