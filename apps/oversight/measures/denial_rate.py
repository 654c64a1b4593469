"""Claims denied more often than peers deny."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from apps.claims.models import Claim, Denial, Visit
from apps.core.today import day_of_figures
from apps.judgement.statistics.funnel import FunnelLimits, Place, funnel
from apps.organizations.scope import system_scope

from .conduct import Conduct, one_where
from .definition import Direction, Found, Measure, Reading, Unit
from .span import Span

PLACES: dict[Place, tuple[str, Promise]] = {
    "inside": ("ok", gettext_lazy("As the peers")),
    "above_alert": ("warn", gettext_lazy("Above the 95 % limit")),
    "above_alarm": ("bad", gettext_lazy("Above the 99.8 % limit")),
    "below_alert": ("neutral", gettext_lazy("Below the 95 % limit")),
    "below_alarm": ("warn", gettext_lazy("Below the 99.8 % limit")),
}
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


def denials(span: Span, own_view: bool = False) -> Denials:
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
    """Claims filed in the span with ``denied``, ``taken_back`` and ``mended``, as they stood at its end."""
    denials = Denial.objects.filter(denied_at__gte=span.start, denied_at__lt=span.end)
    visits = Visit.objects.filter(repaired_at__gte=span.start, repaired_at__lt=span.end)
    return rows.annotate(
        denied=_among(denials), taken_back=_among(denials.filter(reversed_at__lt=span.end)), mended=_among(visits)
    )


def _among(rows: QuerySet[Any]) -> ExpressionWrapper[Q]:
    """Whether a claim has one of these rows: read once as a set, not claim by claim."""
    return ExpressionWrapper(Q(pk__in=rows.values("claim_id")), output_field=BooleanField())


def denied_claims(span: Span) -> QuerySet[Claim]:
    """The claims behind the denial rate."""
    return _decided(span.claims(), span).filter(Q(denied=True))


def cases(start: datetime, end: datetime) -> QuerySet[Claim]:
    """Requests decided of those filed in the time, with whether they were denied."""
    span = Span(day_of_figures(start), day_of_figures(end - timedelta(microseconds=1)), 0)
    decided = _decided(span.all_claims(), span).filter(Q(denied=True) | Q(mended=True))
    return decided.annotate(hit=one_where(Q(denied=True)))


def say(found: Found) -> Reading:
    denied = found[denials]
    counted = ngettext("%(n)d claim decided", "%(n)d claims decided", denied.decided) % {"n": denied.decided}
    if denied.reversed:
        taken_back = ngettext("%(n)d denial taken back", "%(n)d denials taken back", denied.reversed)
        counted += f"; {taken_back % {'n': denied.reversed}}"
    if denied.limits is None or denied.place is None:
        few = _("too few peers to compare")
        return Reading(MEASURE, denied.share, counted=f"{counted}; {few}")
    counted += "; " + _("peers deny %(share)s, by chance up to %(high)s") % {
        "share": f"{100 * denied.limits.reference:.1f} %",
        "high": f"{100 * denied.limits.alarm_high:.1f} %",
    }
    return Reading(
        MEASURE,
        denied.share,
        denied.limits.alarm_low,
        denied.limits.alarm_high,
        counted,
        badge=PLACES[denied.place],
    )


MEASURE = Measure(
    code="denial_rate",
    name=gettext_noop("Denial rate against peers"),
    unit=Unit.SHARE,
    direction=Direction.NEAR_PEERS,
    formula=gettext_noop(
        "Claims denied ÷ claims decided, beside the peers' share with its 95 % and 99.8 % funnel limits."
    ),
    source="Policy of this portal, after the trade's usage: denied of decided; Spiegelhalter (2005)",
    find=denials,
    say=say,
    claims=denied_claims,
    conduct=Conduct(cases),
)
