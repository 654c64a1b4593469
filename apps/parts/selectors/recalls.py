"""Where the parts of a recall's remedy lie, by country."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, Sum

from apps.exports.availability import PartsThere, told_by

from ..models import OrderLine, Part, StockBalance
from ..steps import COMING, CONFIRMED, ON_THE_WAY


@told_by
def parts_of_remedy(manufacturer_id: int, numbers: Sequence[str]) -> list[PartsThere]:
    """Stock and orders of some part numbers, by number and country (3 queries; the walls choose the rows).

    A number without stock and orders is a row without a country; one that the catalogue has not has no name either.
    """
    parts = dict(Part.objects.filter(manufacturer_id=manufacturer_id, number__in=numbers).values_list("number", "name"))
    mine = {"part__manufacturer_id": manufacturer_id, "part__number__in": numbers}
    shelves = StockBalance.objects.filter(**mine).order_by().values_list("part__number", "country")
    on_hand = {(number, str(country)): n for number, country, n in shelves.annotate(n=Sum("on_hand"))}
    lines = OrderLine.objects.filter(**mine, status__in=COMING).order_by().values_list("part__number", "country")
    promised = Sum("quantity", filter=Q(status__in=(CONFIRMED, *ON_THE_WAY)), default=0)
    coming = {(number, str(country)): n for number, country, *n in lines.annotate(Sum("quantity"), promised=promised)}
    places = sorted({*on_hand, *coming} | {(number, "") for number in numbers})
    rows = [
        PartsThere(place[0], parts.get(place[0], ""), place[1], on_hand.get(place, 0), *coming.get(place, (0, 0)))
        for place in places
    ]
    told = {row.number for row in rows if row.country}
    return [row for row in rows if row.country or row.number not in told]
