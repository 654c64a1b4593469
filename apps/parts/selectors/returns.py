"""Reads of returns of parts."""

from __future__ import annotations

from django.db.models import QuerySet

from apps.duties.models import Clock
from apps.duties.selectors import clocks_of
from apps.organizations.scope import Actor

from ..models import OrderLine, PartReturn


def returns_seen() -> QuerySet[PartReturn]:
    """All in sight, newest first (1 query a page; indexes partreturn_dealer, _maker, _country, _newest)."""
    return PartReturn.objects.select_related("part", "dealer", "manufacturer", "line__order").order_by(
        "-asked_at", "-id"
    )


def line_to_return(actor: Actor, pk: int) -> OrderLine | None:
    """A received line of the actor's own orders (1 query)."""
    rows = OrderLine.objects.filter(dealer_id=actor.organization_id, status=OrderLine.Status.RECEIVED)
    return rows.select_related("part", "order").filter(pk=pk).first()


def clocks_of_return(found: PartReturn) -> list[Clock]:
    """The manufacturer's duties on a return, oldest first (1 query)."""
    return list(clocks_of(Clock.Subject.RETURN, found.pk))
