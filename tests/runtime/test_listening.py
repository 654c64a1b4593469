"""How many connections one address may hold: real sockets on this machine's own addresses."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from ipaddress import ip_network

import pytest

from config.listening import Listening, _place, _read


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as found:
        yield found


def listen(stack: ExitStack, *, each: int, trusted: tuple[str, ...] = ()) -> Listening:
    made = Listening.at("127.0.0.1", 0, each=each, trusted=[ip_network(one) for one in trusted])
    made.settimeout(5)
    return stack.enter_context(made)


def knock(stack: ExitStack, at: Listening, source: str) -> socket.socket:
    """The server's end of a connection from an address; BlockingIOError when it is turned away."""
    stack.enter_context(socket.create_connection(at.getsockname(), source_address=(source, 0)))
    return stack.enter_context(at.accept()[0])


def test_an_address_has_its_share_and_others_theirs(stack: ExitStack) -> None:
    listening = listen(stack, each=2)
    knock(stack, listening, "127.0.0.2")
    knock(stack, listening, "127.0.0.2")
    with pytest.raises(BlockingIOError):
        knock(stack, listening, "127.0.0.2")
    knock(stack, listening, "127.0.0.3")


def test_what_ends_makes_room(stack: ExitStack) -> None:
    listening = listen(stack, each=1)
    first = knock(stack, listening, "127.0.0.2")
    first.close()
    knock(stack, listening, "127.0.0.2")
    with pytest.raises(BlockingIOError):
        knock(stack, listening, "127.0.0.2")


def test_a_trusted_proxy_stands_for_many(stack: ExitStack) -> None:
    listening = listen(stack, each=1, trusted=("127.0.0.4/31",))
    for _ in range(5):
        knock(stack, listening, "127.0.0.5")


def test_a_house_has_one_share_of_ipv6() -> None:
    assert _place(_read("2001:db8:1:2::1")) == _place(_read("2001:db8:1:2:ffff::9"))
    assert _place(_read("2001:db8:1:2::1")) != _place(_read("2001:db8:1:3::1"))
    assert _place(_read("::ffff:192.0.2.1")) == _place(_read("192.0.2.1"))
