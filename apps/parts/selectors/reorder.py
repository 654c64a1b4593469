"""What a workshop should order, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from ..models import MOST_IN_A_LINE, OrderLine, Part, ReorderAdvice, Reservation, StockBalance
from ..steps import COMING, DRAFT
from .coming import Coming, coming_without_order
from .demand import newest_advice


@dataclass(frozen=True)
class Suggestion:
    """What to order of a part: ``wanted`` on the shelf and on order, less what is there and coming and not kept.

    ``coming``: what is on its way without an order. ``kept``: pieces that requests are promised or wait for; they are
    on no shelf soon. ``advice``: why; None where only the workshop's own level asks for it.
    """

    part: Part
    on_hand: int
    on_order: int
    coming: Coming
    kept: int
    wanted: int
    quantity: int
    advice: ReorderAdvice | None


def suggestions(*, dealer_id: int, at: datetime) -> list[Suggestion]:
    """Parts to order, by manufacturer and number (6 queries).

    Wanted: what the last night advised, or the workshop's own level where that is more. What is on hand, on order, in a
    draft, on its way from another dealer or between own points is taken off, as far as no request is kept it.
    """
    advised = newest_advice(dealer_id=dealer_id, at=at)
    watched = StockBalance.objects.filter(Q(part_id__in=advised) | Q(reorder_level__gt=0), dealer_id=dealer_id)
    balances = {row.part_id: row for row in watched}
    ordered = OrderLine.objects.filter(dealer_id=dealer_id, status__in=(DRAFT, *COMING)).order_by()
    coming: dict[int, int] = dict(ordered.values_list("part_id").annotate(total=Sum("quantity")))
    on_the_way = coming_without_order(dealer_id)
    promised = Reservation.objects.filter(dealer_id=dealer_id, part=OuterRef("pk"), status__in=Reservation.OPEN)
    total = promised.order_by().values("part").annotate(total=Sum("quantity")).values("total")
    parts = Part.objects.filter(pk__in={*advised, *balances}, active=True).select_related("manufacturer")
    parts = parts.annotate(kept=Coalesce(Subquery(total, output_field=IntegerField()), 0))
    found = []
    for part in parts.order_by("manufacturer_id", "number", "id"):
        advice, balance = advised.get(part.pk), balances.get(part.pk)
        on_hand, own = (balance.on_hand, balance.reorder_level) if balance else (0, 0)
        on_order, wanted = coming.get(part.pk, 0), max(advice.level if advice else 0, own)
        way = on_the_way[part.pk]
        there = on_hand + on_order + way.from_dealers + way.between_points - part.kept
        quantity = min(wanted - there, MOST_IN_A_LINE)
        if quantity > 0:
            found.append(Suggestion(part, on_hand, on_order, way, part.kept, wanted, quantity, advice))
    return found


def advice_on(*, dealer_id: int, part: Part) -> QuerySet[ReorderAdvice]:
    """What was advised on a part, newest first (index reorderadvice_once)."""
    return ReorderAdvice.objects.filter(dealer_id=dealer_id, part=part).order_by("-made_at")
