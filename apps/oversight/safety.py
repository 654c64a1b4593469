"""Safety-critical cases that are open for too long. One such case is enough: a person looks, no statistics do."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from apps.claims.models import Claim
from apps.core.today import day_of_figures
from apps.warranty.models import MarketRight

from .measures.out_of_service import limits_in_force

#: Days from filing after which a person looks at a safety-critical case whatever pauses run: a policy of the portal.
LONGEST_DAYS = 30


def open_too_long(*, at: datetime) -> QuerySet[Claim]:
    """Safety-critical claims in sight whose repair is past a due time or the market's longest repair (2 queries, index
    claim_grave_open).

    Pauses do not help against the law's limit, nor against the portal's own: they count days from the filing.
    """
    late = Q(next_due_at__lt=at) | Q(filed_at__lt=at - timedelta(days=LONGEST_DAYS))
    for country, right in limits_in_force(MarketRight.Code.REPAIR_LIMIT, on=day_of_figures(at)).items():
        late |= Q(country=country, filed_at__lt=at - timedelta(days=right.value))
    rows = Claim.objects.filter(late, safety_critical=True, closed_at=None, repaired_at=None)
    return rows.order_by("filed_at", "id")
