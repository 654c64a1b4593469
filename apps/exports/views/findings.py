"""Findings: the list, one with its history and steps, and the rules with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.casework import pages
from apps.casework.step_forms import StepForm
from apps.core.pagination import page_of
from apps.duties import selectors as duties
from apps.duties.models import Clock
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side
from apps.vehicles.masked_vins import seen_by

from .. import counting, selectors
from ..desk_lists import FINDINGS
from ..filters import CountedFilter, FindingFilter
from ..lists import counted_columns, finding_columns
from ..models import Finding
from ..navigation import RECORD_READERS

_readers = for_sides(*RECORD_READERS)


@require_safe
@_readers
def listing(request: ScopedRequest) -> HttpResponse:
    """What was found on exports that concern the reader, newest first or by ``?sort=``; 50 a page (1 query)."""
    chosen = FindingFilter(request.GET, queryset=selectors.findings(at=timezone.now()), request=request)
    order = FINDINGS.asked(request)
    page = page_of(request, chosen.qs, ordering=order.columns)
    context = {"filter": chosen, "page": page, "columns": finding_columns(request.actor), "order": order}
    return render(request, "exports/findings.html", context)


@require_safe
@_readers
def counted(request: ScopedRequest) -> HttpResponse:
    """How many findings there are, by exporter, manufacturer, destination or month (1 query)."""
    chosen = CountedFilter(request.GET, queryset=selectors.findings(at=timezone.now()), request=request)
    groups = counting.counted(chosen.qs, chosen.way)
    context = {"filter": chosen, "groups": groups, "columns": counted_columns(chosen.way), "most": counting.MOST}
    return render(request, "exports/counted.html", context)


@require_safe
@_readers
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    """One finding with the records of its export, its clock, history and steps (8 queries)."""
    return _page(request, _found(number))


def _found(number: str) -> Finding:
    rows = selectors.findings(at=timezone.now()).select_related("rule", "exporter")
    found: Finding = get_object_or_404(rows, number=number)
    return found


def _page(
    request: ScopedRequest,
    found: Finding,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    **more: Any,
) -> HttpResponse:
    context = {
        "finding": found,
        "exporter_id": found.exporter.pk,
        "may_enter": request.actor.side is Side.AUTHORITY and request.actor.may_write,
        "vin": seen_by(found.vin, request.actor),
        "records": selectors.records().filter(vin=found.vin),
        "clock": duties.clocks_of(Clock.Subject.FINDING, found.pk).first(),
        "others": selectors.found_before(found),
        "events": found.events.all(),
        "steps": pages.on_page(found, request.actor, sent),
        "form": next(iter((sent or {}).values()), None),
        "now": timezone.now(),
        **more,
    }
    return render(request, "exports/finding.html", context, status=status)


@require_POST
@_readers
def step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    return pages.take(request, _found(number), verb, _page)


@require_safe
@_readers
def rules(request: ScopedRequest) -> HttpResponse:
    """What is looked for, by which instrument, read where and when (1 query)."""
    return render(request, "exports/rules.html", {"rules": selectors.finding_rules()})
