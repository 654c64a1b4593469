"""Lists of estimates and settlements, the manufacturer's queues by due time, and approving several at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.core.list_orders import ChosenOrder
from apps.core.pagination import page_of
from apps.organizations.permissions import for_sides, manufacturers
from apps.organizations.requests import ScopedRequest

from ..desk_lists import ESTIMATES, SETTLEMENTS
from ..filters import EstimateFilter, SettlementFilter
from ..lists import case_columns, chosen_column
from ..navigation import FIRMS
from ..selectors import cases
from ..services.approving import approve_all, read_choice

_firms = for_sides(*FIRMS)


@require_safe
@_firms
def estimates(request: ScopedRequest) -> HttpResponse:
    """Estimates of the reader's firm, newest first unless ``?sort=`` says otherwise; 50 a page (2 queries)."""
    chosen = EstimateFilter(request.GET, queryset=cases.estimates(), request=request)
    return _listed(request, "settlements/estimates.html", chosen, ESTIMATES.asked(request), _("Estimate"))


@require_safe
@manufacturers
def estimate_queue(request: ScopedRequest) -> HttpResponse:
    """Estimates that wait for the manufacturer, most urgent first; 50 a page (2 queries)."""
    chosen = EstimateFilter(request.GET, queryset=cases.estimates_waiting(), request=request)
    return _listed(request, "settlements/estimate_queue.html", chosen, None, _("Estimate"))


@require_safe
@_firms
def settlements(request: ScopedRequest) -> HttpResponse:
    """Settlements of the reader's firm, newest first unless ``?sort=`` says otherwise; 50 a page (2 queries)."""
    chosen = SettlementFilter(request.GET, queryset=cases.settlements(), request=request)
    return _listed(request, "settlements/settlements.html", chosen, SETTLEMENTS.asked(request), _("Settlement"))


@require_safe
@manufacturers
def queue(request: ScopedRequest) -> HttpResponse:
    """Settlements that wait for the manufacturer, most urgent first; 50 a page (2 queries)."""
    chosen = SettlementFilter(request.GET, queryset=cases.settlements_waiting(), request=request)
    boxes = [chosen_column()] if request.actor.may_write else []
    return _listed(request, "settlements/queue.html", chosen, None, _("Settlement"), boxes)


@require_POST
@manufacturers
def approve(request: ScopedRequest) -> HttpResponse:
    """Approve the chosen settlements as they stand; those that somebody else decided meanwhile are named."""
    choice = [read_choice(text) for text in request.POST.getlist("chosen")]
    done, others = approve_all(choice=choice, by=request.actor, at=timezone.now())
    if done:
        words = ngettext("%(count)d settlement is approved.", "%(count)d settlements are approved.", done)
        messages.success(request, words % {"count": done})
    for number, why in others:
        messages.error(request, f"{number}: {why}")
    if not choice:
        messages.error(request, _("Choose at least one settlement."))
    return redirect("settlements:queue")


def _listed(
    request: ScopedRequest, template: str, chosen: Any, order: ChosenOrder | None, called: str, more: Any = ()
) -> HttpResponse:
    """A page of a list in the order that was asked for, or of a queue, which is by due time."""
    page = page_of(request, chosen.qs, ordering=order.columns if order else cases.BY_DUE)
    first, *others = case_columns(called, timezone.now(), cases.sums_of(page.items))
    context = {"filter": chosen, "page": page, "columns": [first, *more, *others], "order": order}
    return render(request, template, context)
