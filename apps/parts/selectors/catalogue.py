"""Reads of the catalogue."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor, Side

from ..models import Part, StockBalance
from .orders import makers_of


def parts_offered(actor: Actor, *, at: datetime) -> QuerySet[Part]:
    """A manufacturer's own catalogue; for a dealer, those of the makers that appointed it; else everybody's.

    Ordered by number (index part_number or part_maker_number).
    """
    parts = Part.objects.select_related("manufacturer").order_by("number", "id")
    if actor.side is Side.MANUFACTURER:
        return parts.filter(manufacturer_id=organization_of(actor))
    if actor.side is Side.DEALER:
        makers = makers_of(dealer_id=organization_of(actor), at=at).values("manufacturer_id")
        return parts.filter(manufacturer_id__in=makers)
    return parts


def parts_of_dealer(actor: Actor, *, at: datetime) -> QuerySet[Part]:
    """Parts that a dealer may order, and those it has a shelf for although their maker has gone."""
    shelves = StockBalance.objects.filter(dealer_id=organization_of(actor)).values("part_id")
    makers = makers_of(dealer_id=organization_of(actor), at=at).values("manufacturer_id")
    wanted = Q(manufacturer_id__in=makers) | Q(pk__in=shelves)
    return Part.objects.select_related("manufacturer").filter(wanted)


def catalogue_after(parts: QuerySet[Part], last: tuple[str, int] | None, size: int) -> list[Part]:
    """The next rows of a catalogue after (number, id), for exports that keep no transaction open."""
    if last is not None:
        number, pk = last
        parts = parts.filter(number__gte=number).exclude(number=number, id__lte=pk)
    return list(parts[:size])
