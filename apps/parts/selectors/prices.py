"""What parts cost, as of a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from ..models import Part, PartPrice


def prices_on(part: Part, *, on: date, markets: Iterable[str] | None = None) -> list[PartPrice]:
    """The prices of a part that count on a day, one a market and currency (1 query; index partprice_newest).

    ``markets``: of these countries only; where none is said for one of them, that of all markets stands. The walls
    leave a dealer those of its countries.
    """
    rows = list(
        PartPrice.objects.filter(Q(valid_until=None) | Q(valid_until__gte=on), part=part, valid_from__lte=on)
        .order_by("market", "currency", "-valid_from", "-id")
        .distinct("market", "currency")
    )
    if markets is None:
        return rows
    own = [row for row in rows if str(row.market) in set(markets)]
    return own or [row for row in rows if not row.market]
