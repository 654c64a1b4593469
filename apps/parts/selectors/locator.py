"""Which other dealers have a part, as far as they consented to show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Sum
from django.utils.translation import pgettext_lazy

from apps.core.regions import region_of
from apps.organizations.models import Organization
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor, system_scope

from ..models import Part, StockBalance, StockShare
from .orders import makers_of

MOST = 20
ONE = pgettext_lazy("stock of another dealer", "1")
FEW = pgettext_lazy("stock of another dealer", "2 to 5")
MANY = pgettext_lazy("stock of another dealer", "more than 5")


@dataclass(frozen=True)
class Holder:
    """A dealer that has a part: about how many, and whether it is in a country where the reader serves the make.

    ``free``: what no request is promised; what a repair waits for is nobody else's.
    """

    dealer: Organization
    free: int
    is_near: bool

    @property
    def about(self) -> str:
        """How many, as others may know it: what a dealer has exactly is its own business."""
        return str(ONE if self.free == 1 else FEW if self.free <= 5 else MANY)


def shares(actor: Actor) -> bool:
    """Whether the actor's firm shows its stock to others now (1 query)."""
    return StockShare.objects.filter(dealer_id=organization_of(actor), ended_at=None).exists()


def who_has(part: Part, actor: Actor, *, at: datetime) -> list[Holder]:
    """Dealers of the part's maker that have it and show it: those of the reader's countries first, then its region's.

    For dealers that the maker appointed, and nobody else (empty). At most MOST, in 3 queries.
    """
    return who_have([part], actor, at=at).get(part.pk, [])


def who_have(parts: Iterable[Part], actor: Actor, *, at: datetime) -> dict[int, list[Holder]]:
    """The same of several parts, by id; parts that nobody shows are left out (3 queries, however many they are).

    The shelves of others are read in the system's scope, and of them nothing but the count leaves this function.
    """
    me, wanted = organization_of(actor), {part.pk: part.manufacturer_id for part in parts}
    served: dict[int, set[str]] = defaultdict(set)
    mine = makers_of(dealer_id=me, at=at).filter(manufacturer_id__in=set(wanted.values()))
    for maker, country in mine.values_list("manufacturer_id", "country"):
        served[maker].add(str(country))
    found: dict[int, list[Holder]] = defaultdict(list)
    for part_id, dealer, free in _shown([pk for pk, maker in wanted.items() if maker in served], me):
        countries, country = served[wanted[part_id]], str(dealer.country)
        if region_of(country) in {region_of(one) for one in countries}:
            found[part_id].append(Holder(dealer, free, country in countries))
    return {part_id: sorted(rows, key=_nearest)[:MOST] for part_id, rows in found.items()}


def _shown(part_ids: Sequence[int], me: int) -> list[tuple[int, Organization, int]]:
    """(part, dealer, free pieces) of all dealers but one that show their stock (2 queries, none for no parts)."""
    if not part_ids:
        return []
    with system_scope("locator: which dealers have a part and show it"):
        rows = list(
            StockBalance.objects.filter(
                part__in=part_ids,
                on_hand__gt=F("reserved"),
                dealer_id__in=StockShare.objects.filter(ended_at=None).exclude(dealer_id=me).values("dealer_id"),
            )
            .order_by()
            .values_list("part_id", "dealer_id")
            .annotate(total=Sum(F("on_hand") - F("reserved")))
        )
        dealers = Organization.objects.in_bulk({dealer_id for _part, dealer_id, _total in rows})
    return [(part_id, dealers[dealer_id], total) for part_id, dealer_id, total in rows]


def _nearest(holder: Holder) -> tuple[bool, int, str]:
    return not holder.is_near, -min(holder.free, 6), holder.dealer.name
