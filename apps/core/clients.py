"""Where a request comes from: the one answer for limits of tries, lists of admitted addresses, logs and sessions."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

#: A peer without an address came through a socket of this machine.
_HERE = ipaddress.IPv4Address("127.0.0.1")


def client_address(request: HttpRequest) -> str:
    """The address of whoever asks, never empty.

    ``X-Forwarded-For`` is read from the right, and only as far as each hop is one of ``TRUSTED_PROXIES``: what stands
    further left, or comes from anybody else, is what the client wrote there itself. Without trusted proxies it is the
    peer's address.
    """
    address = _read(request.META.get("REMOTE_ADDR", "")) or _HERE
    for hop in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        before = _read(hop)
        if before is None or not within(address, settings.TRUSTED_PROXIES):
            break
        address = before
    return str(address)


def within(address: str | Address, networks: Iterable[Network]) -> bool:
    """Whether an address lies in one of the networks."""
    at = ipaddress.ip_address(address)
    return any(at in network for network in networks)


def masked(address: str) -> str:
    """An address as its own person is shown it: enough to know a place again, not enough to find a house."""
    at = ipaddress.ip_address(address)
    if at.version == 4:
        return ".".join(str(at).split(".")[:2]) + ".*.*"
    return ":".join(f"{int(group, 16):x}" for group in at.exploded.split(":")[:2]) + ":*"


def _read(hop: str) -> Address | None:
    """An address as proxies write it, with or without a port; None when it is none."""
    text = hop.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
