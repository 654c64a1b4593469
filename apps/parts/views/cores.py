"""Cores that are owed: the list, and the page of one with its steps."""

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
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest

from ..desk_lists import CORES
from ..filters_cores import CoreFilter
from ..lists_cores import core_columns
from ..models import Core
from ..selectors import cores as selectors
from ..selectors.papers import papers_of
from ..sides import FIRMS
from .returns import readers


@require_safe
@readers
def listing(request: ScopedRequest) -> HttpResponse:
    """Cores in sight, newest first or as somebody sorts them (2 queries; indexes core_…)."""
    chosen = CoreFilter(request.GET, selectors.cores_seen(), side=request.actor.side, request=request)
    order = CORES.asked(request)
    page = page_of(request, order.of(chosen.qs), ordering=order.columns)
    columns = core_columns(request.actor, at=timezone.now())
    return render(request, "parts/cores.html", {"filter": chosen, "page": page, "columns": columns, "order": order})


@require_safe
@readers
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    return _page(request, _found(number))


@require_POST
@for_sides(*FIRMS)
def step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    return pages.take(request, _found(number), verb, _page)


def _found(number: str) -> Core:
    return get_object_or_404(selectors.cores_seen(), number=number)


def _page(
    request: ScopedRequest,
    found: Core,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    **more: Any,
) -> HttpResponse:
    context = {
        "found": found,
        "late": found.is_late(timezone.now()),
        "clocks": selectors.clocks_of_core(found),
        "papers": papers_of(found),
        "events": found.events.all(),
        "steps": pages.on_page(found, request.actor, sent),
        "form": next(iter((sent or {}).values()), None),
        "now": timezone.now(),
        **more,
    }
    return render(request, "parts/core.html", context, status=status)
