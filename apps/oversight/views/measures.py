"""The rows behind a measure: claims, order lines, vehicles or service points, as each figure is made of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.claims.models import Claim
from apps.core.pagination import page_of
from apps.judgement.statistics.measures import MEASURES
from apps.organizations.models import Organization
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side
from apps.parts.models import OrderLine

from ..knowledge import as_known_then
from ..measured import coverage, downtime, repairs, supply
from ..measured.span import Span, span_of
from .desk import chosen, period_words
from .flags import watchers_and_makers

#: Vehicles beyond the limit on the page, the longest out of service first.
VEHICLES_SHOWN = 200
_CLAIMS: dict[str, Callable[[Span], QuerySet[Claim]]] = {
    "median_days_to_repair": Span.claims,
    "ninetieth_days_to_repair": Span.claims,
    "denial_rate": repairs.denied_claims,
    "repeat_repair_rate": repairs.came_back,
}
_LINES: dict[str, Callable[[Span], QuerySet[OrderLine]]] = {
    "line_fill_rate": supply.unkept_lines,
    "backorder_age": supply.waiting_lines,
}


@watchers_and_makers
@as_known_then
def rows(request: ScopedRequest, code: str) -> HttpResponse:
    """The rows of one measure of one manufacturer, in the period and place of the address."""
    if code not in MEASURES:
        raise Http404
    maker = _maker(request)
    _form, selection = chosen(request, manufacturer=maker.pk)
    span = span_of(selection, maker.pk)
    context = {
        "measure": MEASURES[code],
        "maker": maker,
        "span": span,
        **_way_back(request, maker, period_words(selection)),
        **_content(request, code, span),
    }
    return render(request, "oversight/measure.html", context)


def _way_back(request: ScopedRequest, maker: Organization, query: str) -> dict[str, str]:
    if request.actor.side is Side.MANUFACTURER:
        return {"back_words": _("Our figures"), "back": f"{reverse('oversight:own')}?{query}"}
    return {"back_words": maker.name, "back": f"{reverse('oversight:manufacturer', args=[maker.slug])}?{query}"}


def _content(request: ScopedRequest, code: str, span: Span) -> dict[str, Any]:
    if code in _CLAIMS:
        return {"kind": "claims", "page": page_of(request, _CLAIMS[code](span), ordering=("-filed_at", "-id"))}
    if code in _LINES:
        lines = _LINES[code](span).select_related("order", "part")
        return {"kind": "lines", "page": page_of(request, lines, ordering=("id",))}
    if code == "out_of_service":
        beyond = downtime.vehicles_beyond_limit(span).beyond
        return {"vehicles": beyond[:VEHICLES_SHOWN], "vehicle_count": len(beyond)}
    if code == "service_point_coverage":
        return {"network": coverage.network(span)}
    raise Http404


def _maker(request: ScopedRequest) -> Organization:
    """The manufacturer of the address; one that asks for itself needs not say so."""
    if request.actor.side is Side.MANUFACTURER:
        return get_object_or_404(Organization, pk=request.actor.organization_id)
    return get_object_or_404(
        Organization, kind=Organization.Kind.MANUFACTURER, slug=request.GET.get("manufacturer", "")[:60]
    )
