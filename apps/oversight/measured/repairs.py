"""What became of claims: denied more often than peers deny, repaired and back again soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDay

from apps.claims.models import Claim, Denial, Visit
from apps.judgement.statistics.funnel import FunnelLimits, Place, funnel
from apps.judgement.statistics.proportion import wilson
from apps.judgement.statistics.repeats import FOLLOW_UP_DAYS, RepeatRate
from apps.organizations.scope import system_scope

from .span import Span

#: Fewer peers than this could tell a reader what a single competitor does.
FEWEST_PEERS = 3


@dataclass(frozen=True)
class Denials:
    """Claims denied of those decided; where that lies among the peers (None: too few peers to say).

    A denial that was taken back was one all the same: ``reversed`` says how many of the denied that were.
    """

    denied: int
    reversed: int
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
    denied, taken_back, decided = counts.get(span.manufacturer_id, (0, 0, 0))
    if len(makers) <= FEWEST_PEERS or not decided:
        return Denials(denied, taken_back, decided, max(0, len(makers) - 1), None, None)
    points = funnel([counts[m][0] for m in makers], [counts[m][2] for m in makers], allow_overdispersion=True)
    point = points[makers.index(span.manufacturer_id)]
    return Denials(denied, taken_back, decided, len(makers) - 1, point.limits, point.place)


def _counts(span: Span) -> dict[int, tuple[int, int, int]]:
    """Manufacturer → claims denied, denied and taken back, decided by the end of the span."""
    rows = (
        _decided(span.all_claims(), span)
        .filter(Q(denied=True) | Q(mended=True), manufacturer__isnull=False)
        .values_list("manufacturer_id")
        .annotate(
            all_denied=Count("id", filter=Q(denied=True)),
            all_reversed=Count("id", filter=Q(denied=True, taken_back=True)),
            decided=Count("id"),
        )
    )
    return {int(maker or 0): (denied, back, decided) for maker, denied, back, decided in rows}


def _decided(rows: QuerySet[Claim], span: Span) -> QuerySet[Claim]:
    """Claims with ``denied``, ``taken_back`` and ``mended``, as they stood at the end of the span."""
    denials = Denial.objects.filter(claim=OuterRef("pk"), denied_at__lt=span.end)
    visits = Visit.objects.filter(claim=OuterRef("pk"), repaired_at__lt=span.end)
    return rows.annotate(
        denied=Exists(denials), taken_back=Exists(denials.filter(reversed_at__lt=span.end)), mended=Exists(visits)
    )


def denied_claims(span: Span) -> QuerySet[Claim]:
    """The claims behind the denial rate."""
    return _decided(span.claims(), span).filter(Q(denied=True))


def repairs_followed(span: Span) -> QuerySet[Visit]:
    """Repairs of the span that have been followed for the whole time, with ``back``: the trouble came back.

    The owner found it not repaired, or the same vehicle with the same component was filed again from the day of
    completion on (indexes visit_maker_repaired, claim_vehicle_component).
    """
    follow_up = timedelta(days=FOLLOW_UP_DAYS)
    until = OuterRef("completed_day") + follow_up + timedelta(days=1)
    again = Claim.objects.filter(
        vehicle=OuterRef("claim__vehicle"),
        component=OuterRef("claim__component"),
        filed_at__gt=OuterRef("claim__filed_at"),
        filed_at__gte=OuterRef("completed_day"),
        filed_at__lt=until,
    )
    narrowed = {("claim__powertrain" if name == "powertrain" else name): v for name, v in span.narrowed().items()}
    rows = Visit.objects.filter(
        manufacturer_id=span.manufacturer_id,
        claim__in_warranty=True,
        repaired_at__gte=span.start,
        repaired_at__lt=span.end - follow_up,
        **narrowed,
    )
    completed = rows.order_by().annotate(completed_day=TruncDay("repaired_at", tzinfo=UTC))
    reopened = Q(reopened_at__lt=F("completed_day") + follow_up + timedelta(days=1))
    return completed.annotate(back=Q(Exists(again)) | reopened)


def came_back(span: Span) -> QuerySet[Claim]:
    """The claims of the repeat rate with a repair after which the trouble came back."""
    return Claim.objects.filter(pk__in=repairs_followed(span).filter(Q(back=True)).values("claim"))


def repeat_rate(span: Span) -> RepeatRate:
    """Share of followed repairs after which the same trouble came back (1 query)."""
    counts = repairs_followed(span).aggregate(followed=Count("id"), repeated=Count("id", filter=Q(back=True)))
    followed, repeated = counts["followed"], counts["repeated"]
    return RepeatRate(followed=followed, repeated=repeated, share=wilson(repeated, followed))
