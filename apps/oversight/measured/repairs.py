"""What became of claims: denied more often than peers deny, repaired and back again soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDay

from apps.claims.models import Claim
from apps.judgement.statistics.funnel import FunnelLimits, Place, funnel
from apps.judgement.statistics.proportion import wilson
from apps.judgement.statistics.repeats import FOLLOW_UP_DAYS, RepeatRate
from apps.organizations.scope import system_scope

from .span import Span

_DENIED = Q(status=Claim.Status.DENIED)
#: Fewer peers than this could tell a reader what a single competitor does.
FEWEST_PEERS = 3


@dataclass(frozen=True)
class Denials:
    """Claims denied of those decided; where that lies among the peers (None: too few peers to say)."""

    denied: int
    decided: int
    peers: int
    limits: FunnelLimits | None
    place: Place | None

    @property
    def share(self) -> float | None:
        return self.denied / self.decided if self.decided else None


def denials(span: Span, *, own_view: bool = False) -> Denials:
    """Denials among the claims filed in the span, against all peers' (1 query).

    ``own_view``: the manufacturer itself asks. Its walls hide the peers, so their counts are taken by the system
    and nothing of them is given but the limits of the funnel.
    """
    if own_view:
        with system_scope(f"peers' denial share for manufacturer {span.manufacturer_id}"):
            counts = _counts(span)
    else:
        counts = _counts(span)
    makers = sorted(counts)
    denied, decided = counts.get(span.manufacturer_id, (0, 0))
    if len(makers) <= FEWEST_PEERS or not decided:
        return Denials(denied, decided, max(0, len(makers) - 1), None, None)
    points = funnel([counts[m][0] for m in makers], [counts[m][1] for m in makers], allow_overdispersion=True)
    point = points[makers.index(span.manufacturer_id)]
    return Denials(denied, decided, len(makers) - 1, point.limits, point.place)


def _counts(span: Span) -> dict[int, tuple[int, int]]:
    rows = (
        span.all_claims()
        .filter(_DENIED | Q(repaired_at__isnull=False), manufacturer__isnull=False)
        .values_list("manufacturer_id")
        .annotate(denied=Count("id", filter=_DENIED), decided=Count("id"))
    )
    return {int(maker or 0): (denied, decided) for maker, denied, decided in rows}


def denied_claims(span: Span) -> QuerySet[Claim]:
    """The claims behind the denial rate."""
    return span.claims().filter(_DENIED)


def repairs_followed(span: Span) -> QuerySet[Claim]:
    """Repairs of the span that have been followed for the whole time, with ``back``: the trouble came back.

    The same vehicle with the same component, filed from the day of completion on (index claim_vehicle_component).
    """
    follow_up = timedelta(days=FOLLOW_UP_DAYS)
    again = Claim.objects.filter(
        vehicle=OuterRef("vehicle"),
        component=OuterRef("component"),
        filed_at__gt=OuterRef("filed_at"),
        filed_at__gte=OuterRef("completed_day"),
        filed_at__lt=OuterRef("completed_day") + follow_up + timedelta(days=1),
    )
    rows = Claim.objects.filter(
        manufacturer_id=span.manufacturer_id,
        in_warranty=True,
        repaired_at__gte=span.start,
        repaired_at__lt=span.end - follow_up,
        **span.narrowed(),
    )
    return rows.order_by().annotate(completed_day=TruncDay("repaired_at", tzinfo=UTC)).annotate(back=Exists(again))


def came_back(span: Span) -> QuerySet[Claim]:
    """The repairs of the repeat rate after which the trouble came back."""
    return repairs_followed(span).filter(Q(back=True))


def repeat_rate(span: Span) -> RepeatRate:
    """Share of followed repairs after which the same trouble came back (1 query)."""
    counts = repairs_followed(span).aggregate(followed=Count("id"), repeated=Count("id", filter=Q(back=True)))
    followed, repeated = counts["followed"], counts["repeated"]
    return RepeatRate(followed=followed, repeated=repeated, share=wilson(repeated, followed))
