"""The rows behind a measure: claims, order lines, vehicles or service points, as each figure is made of them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.claims.lists import columns
from apps.core.pagination import page_of
from apps.organizations.models import Organization
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from ..knowledge import as_known_then
from ..measures import MEASURES, critical_parts, out_of_service, promised_service, service_points
from ..measures.span import Span, span_of
from .desk import chosen, period_words
from .flags import watchers_and_makers

#: Vehicles beyond the limit on the page, the longest out of service first.
VEHICLES_SHOWN = 200
#: Service centres of letters on the page, those that do not stand first.
OUTLETS_SHOWN = 200
#: Parts that cannot be had on the page, those of most cars first.
PARTS_SHOWN = 200


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
    measure = MEASURES[code]
    if measure.claims is not None:
        page = page_of(request, measure.claims(span), ordering=("-filed_at", "-id"))
        return {"kind": "claims", "page": page, "columns": columns(request.actor, at=timezone.now())}
    if measure.lines is not None:
        lines = measure.lines(span).select_related("order", "part")
        return {"kind": "lines", "page": page_of(request, lines, ordering=("id",))}
    if code == "out_of_service":
        beyond = out_of_service.vehicles_beyond_limit(span).beyond
        return {"vehicles": beyond[:VEHICLES_SHOWN], "vehicle_count": len(beyond)}
    if code == "service_point_coverage":
        return {"network": service_points.network(span)}
    if code == "promised_service":
        found = promised_service.outlets(span)
        return {"outlets": found[:OUTLETS_SHOWN], "outlet_count": len(found)}
    if code == "critical_parts":
        absent = critical_parts.missing(span)
        return {"absent": absent[:PARTS_SHOWN], "absent_count": len(absent)}
    raise Http404


def _maker(request: ScopedRequest) -> Organization:
    """The manufacturer of the address; one that asks for itself needs not say so."""
    if request.actor.side is Side.MANUFACTURER:
        return get_object_or_404(Organization, pk=request.actor.organization_id)
    return get_object_or_404(
        Organization, kind=Organization.Kind.MANUFACTURER, slug=request.GET.get("manufacturer", "")[:60]
    )
