"""How parts are ordered for a request: the app of requests, which stands above this one, says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from apps.organizations.scope import Actor

from .models import PartsOrder


class OrderForClaim(Protocol):
    """Orders (part id, quantity) of one manufacturer for a request of the actor's firm, and sends the order.

    Raises Refused: field ``claim`` where there is no such request, or its car is another manufacturer's.
    """

    def __call__(
        self,
        *,
        claim_number: str,
        manufacturer_id: int,
        lines: Sequence[tuple[int, int]],
        reference: str,
        request_key: str,
        superseded: str,
        note: str,
        by: Actor,
        at: datetime,
    ) -> PartsOrder: ...


_way: list[OrderForClaim] = []


def set_way(order: OrderForClaim) -> None:
    """Say how it is done; once, when apps are ready."""
    _way[:] = [order]


def order_for_claim() -> OrderForClaim:
    """The way that was said."""
    return _way[0]
