"""The socket that the web server listens on: no address holds more than its share of the connections."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterable
from ipaddress import IPv6Network, ip_address
from typing import Any
from weakref import WeakKeyDictionary

from apps.core.clients import Address, Network, within


class Listening(socket.socket):
    """Admits so many open connections of one address; the trusted proxies stand for many people and are not counted."""

    _each: int
    _trusted: tuple[Network, ...]
    _places: WeakKeyDictionary[socket.socket, Address | IPv6Network]

    @classmethod
    def at(cls, bind: str, port: int, *, each: int, trusted: Iterable[Network]) -> Listening:
        """Listen on an address that other processes of the server listen on too; ``each`` connections an address.

        Raises OSError when the port is in use.
        """
        family = socket.AF_INET6 if ":" in bind else socket.AF_INET
        plain = socket.create_server((bind, port), family=family, backlog=1024, reuse_port=True)
        made = cls(fileno=plain.detach())
        made._each, made._trusted = each, tuple(trusted)
        made._places = WeakKeyDictionary()
        return made

    def accept(self) -> tuple[socket.socket, Any]:
        """The next connection; one too many is closed, and BlockingIOError says that there was none."""
        connection, address = super().accept()
        at = _read(address[0])
        if within(at, self._trusted) or self._has_room(connection, _place(at)):
            return connection, address
        connection.close()
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    def _has_room(self, connection: socket.socket, place: Address | IPv6Network) -> bool:
        held = sum(other == place and one.fileno() != -1 for one, other in self._places.items())
        if held < self._each:
            self._places[connection] = place
        return held < self._each


def _read(address: str) -> Address:
    at = ip_address(address)
    return getattr(at, "ipv4_mapped", None) or at


def _place(at: Address) -> Address | IPv6Network:
    """Whose connection it is: of IPv6 a house has a whole network (/64, RFC 6177)."""
    return IPv6Network((int(at), 64), strict=False) if at.version == 6 else at
