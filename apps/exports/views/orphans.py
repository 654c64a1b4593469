"""Cars that nobody on record exported, for authorities: reports, clusters, one report; and counts for makers."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.casework import documents
from apps.core.pagination import page_of
from apps.organizations.permissions import for_sides, manufacturers
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.scope import Side
from apps.vehicles.masked_vins import seen_by

from .. import orphans
from ..desk_lists import ORPHANS
from ..filters import ClusterFilter, OrphanFilter
from ..lists import cell_columns, cluster_columns, orphan_columns
from ..models import OrphanPaper, OrphanReport
from ..navigation import ORPHAN_READERS

_readers = for_sides(*ORPHAN_READERS)
_authority = for_sides(Side.AUTHORITY)


@require_safe
@_readers
def listing(request: ScopedRequest) -> HttpResponse:
    """The reports in scope, newest first unless ``?sort=`` says otherwise; 50 a page (1 query)."""
    chosen = OrphanFilter(request.GET, queryset=orphans.reports(), request=request)
    order = ORPHANS.asked(request)
    page = page_of(request, chosen.qs, ordering=order.columns)
    context = {"filter": chosen, "page": page, "columns": orphan_columns(request.actor), "order": order}
    return render(request, "exports/orphans/list.html", context)


@require_safe
@_readers
def clusters(request: ScopedRequest) -> HttpResponse:
    """The same reports, grouped by what they have in common (1 query)."""
    chosen = ClusterFilter(request.GET, queryset=orphans.reports(), request=request)
    rows = orphans.clusters(chosen.qs, chosen.ways)
    context = {
        "filter": chosen,
        "rows": rows,
        "columns": cluster_columns(chosen),
        "most": orphans.MOST_CLUSTERS if len(rows) == orphans.MOST_CLUSTERS else 0,
    }
    return render(request, "exports/orphans/clusters.html", context)


@require_safe
@_readers
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    """One report with the papers that the reader may see, and other reports of the car (3 queries)."""
    found = get_object_or_404(OrphanReport, number=number)
    context = {
        "report": found,
        "vin": seen_by(found.vin, request.actor),
        "papers": found.papers.all(),
        "reads_papers": request.actor.side is Side.AUTHORITY,
        "others": orphans.beside(found),
    }
    return render(request, "exports/orphans/detail.html", context)


@require_safe
@_authority
def paper(request: ScopedRequest, number: str, pk: int) -> HttpResponseBase:
    """One photo of a paper, as a file to save."""
    found = get_object_or_404(OrphanPaper, pk=pk, report__number=number)
    return documents.answer_of(found)


@require_safe
@manufacturers
def counts(request: ScopedRequest) -> HttpResponse:
    """What a maker is told: how many cars of its codes, by country and month, small counts as small (4 queries)."""
    least = orphans.least_told()
    cells = orphans.counts_of(organization_of(request.actor), at=timezone.now())
    context = {"cells": cells, "columns": cell_columns(least), "least": least}
    return render(request, "exports/orphans/counts.html", context)
