"""Where a request comes from: proxies that are trusted are believed, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from apps.core.clients import client_address, masked
from config.environment import networks

PROXY, INNER = "10.0.0.5", "10.0.1.7"


def seen(peer: str, forwarded: str | None) -> str:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return client_address(RequestFactory(headers=headers).get("/", REMOTE_ADDR=peer))


@pytest.mark.parametrize("trusted", [[], ["10.0.0.5"]])
def test_a_stranger_writes_what_it_likes_and_is_believed_nothing(settings: Any, trusted: list[str]) -> None:
    settings.TRUSTED_PROXIES = networks("X", trusted)
    assert seen("203.0.113.9", "198.51.100.1") == "203.0.113.9"
    assert seen("203.0.113.9", None) == "203.0.113.9"


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        (PROXY, "198.51.100.1", "198.51.100.1"),
        (PROXY, "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        (PROXY, f"1.1.1.1, 198.51.100.1, {INNER}", "198.51.100.1"),
        (PROXY, f"1.1.1.1, {INNER}, 198.51.100.1", "198.51.100.1"),
        (PROXY, f"{INNER}", INNER),
        (PROXY, None, PROXY),
        (PROXY, "", PROXY),
        (PROXY, "198.51.100.1, nonsense", PROXY),
        (PROXY, "198.51.100.1:4711", "198.51.100.1"),
        (PROXY, "[2001:db8::1]:4711", "2001:db8::1"),
        (PROXY, "2001:db8::1", "2001:db8::1"),
        ("::ffff:10.0.0.5", "198.51.100.1", "198.51.100.1"),
        ("fe80::1%eth0", "198.51.100.1", "fe80::1"),
    ],
)
def test_trusted_hops_are_followed_from_the_right(settings: Any, peer: str, forwarded: str | None, client: str) -> None:
    settings.TRUSTED_PROXIES = networks("X", [PROXY, "10.0.1.0/24"])
    assert seen(peer, forwarded) == client


def test_a_socket_of_this_machine_is_this_machine(settings: Any) -> None:
    settings.TRUSTED_PROXIES = networks("X", ["127.0.0.1"])
    assert (seen("", None), seen("", "198.51.100.1")) == ("127.0.0.1", "198.51.100.1")


@pytest.mark.parametrize("value", ["10.0.0.5/8", "proxy", ""])
def test_a_network_that_is_none_is_told(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"SANBAO_TRUSTED_PROXIES holds '{value}'"):
        networks("SANBAO_TRUSTED_PROXIES", [value])


@pytest.mark.parametrize(
    ("address", "shown"),
    [("198.51.100.77", "198.51.*.*"), ("2001:db8:1:2::3", "2001:db8:*"), ("10.0.0.5", "10.0.*.*"), ("::1", "0:0:*")],
)
def test_people_see_where_from_but_not_from_which_house(address: str, shown: str) -> None:
    assert masked(address) == shown
