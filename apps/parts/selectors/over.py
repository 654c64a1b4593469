"""What came over and is not the dealer's."""

from __future__ import annotations

from django.db.models import Sum

from ..models import Bin, OrderLine, Part, StockMovement
from ..steps_over import NOT_OURS


def came_over(bin: Bin, part: Part) -> int:
    """How many pieces in a bin of quarantine were not ordered and not sent back yet (2 queries)."""
    lines = OrderLine.objects.filter(dealer_id=bin.dealer_id, part=part, status__in=NOT_OURS)
    keys = [f"over:{pk}" for pk in lines.values_list("pk", flat=True)]
    rows = StockMovement.objects.filter(dealer_id=bin.dealer_id, key__in=keys, bin=bin)
    found: int = rows.aggregate(sum=Sum("quantity", default=0))["sum"] if keys else 0
    return found
