"""Objections: the list, and one with its denial, history and steps."""

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
from apps.organizations.permissions import everybody, for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from .. import selectors
from ..desk_lists import OBJECTIONS
from ..filters import ObjectionFilter
from ..lists import objection_columns
from ..models import Objection
from ..navigation import READERS
from ..next_words import objection_fact, objection_next
from ..services.people import DENIED_BY_YOURSELF, denied_it


@require_safe
@for_sides(*READERS)
def listing(request: ScopedRequest) -> HttpResponse:
    """Objections in sight, oldest first unless ``?sort=`` says otherwise; 50 a page (1 query)."""
    chosen = ObjectionFilter(request.GET, queryset=selectors.objections(), request=request)
    order = OBJECTIONS.asked(request)
    page = page_of(request, chosen.qs, ordering=order.columns)
    context = {"filter": chosen, "page": page, "columns": objection_columns(), "order": order}
    return render(request, "disputes/objections.html", context)


@require_safe
@everybody
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    return _page(request, _found(number))


@require_POST
@everybody
def step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    return pages.take(request, _found(number), verb, _page)


def _found(number: str) -> Objection:
    return get_object_or_404(Objection.objects.select_related("claim", "denial"), number=number)


def _page(
    request: ScopedRequest,
    found: Objection,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    **more: Any,
) -> HttpResponse:
    answers = request.actor.side is Side.MANUFACTURER and found.status == Objection.Status.OPEN
    mine = answers and denied_it(found.denial, request.actor)
    context = {
        "objection": found,
        "claim": found.claim,
        "denial": found.denial,
        "next": objection_next(objection_fact(found)),
        "clocks": selectors.clocks_of_objection(found),
        "events": found.events.all(),
        "steps": [] if mine else pages.on_page(found, request.actor, sent),
        "hint": DENIED_BY_YOURSELF if mine else "",
        "form": next(iter((sent or {}).values()), None),
        "base": "base.html" if request.actor.side is Side.OWNER else "desk.html",
        "now": timezone.now(),
        **more,
    }
    return render(request, "disputes/objection.html", context, status=status)
