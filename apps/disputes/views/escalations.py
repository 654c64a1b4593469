"""Cases at the authority: the list by age, one with its questions, pack and steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.casework import documents, pages
from apps.casework.step_forms import StepForm
from apps.core.pagination import page_of
from apps.organizations.permissions import everybody, for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from .. import selectors
from ..desk_lists import ESCALATIONS
from ..filters import EscalationFilter
from ..lists import escalation_columns
from ..models import Escalation, EscalationPack
from ..navigation import READERS
from ..next_words import escalation_fact, escalation_next


@require_safe
@for_sides(*READERS)
def listing(request: ScopedRequest) -> HttpResponse:
    """Cases in sight, oldest first unless ``?sort=`` says otherwise; 50 a page (1 query)."""
    chosen = EscalationFilter(request.GET, queryset=selectors.escalations(), request=request)
    order = ESCALATIONS.asked(request)
    page = page_of(request, chosen.qs, ordering=order.columns)
    context = {"filter": chosen, "page": page, "columns": escalation_columns(), "order": order}
    return render(request, "disputes/escalations.html", context)


@require_safe
@everybody
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    return _page(request, _found(number))


@require_POST
@everybody
def step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    return pages.take(request, _found(number), verb, _page)


@require_safe
@everybody
def pack(request: ScopedRequest, number: str) -> FileResponse:
    """The frozen record as PDF, as it was made once."""
    return documents.answer_of(get_object_or_404(EscalationPack, escalation__number=number))


def _found(number: str) -> Escalation:
    return get_object_or_404(Escalation.objects.select_related("claim", "manufacturer", "dealer"), number=number)


def _page(
    request: ScopedRequest,
    found: Escalation,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    **more: Any,
) -> HttpResponse:
    events, asked = list(found.events.all()), selectors.open_question(found, request.actor)
    steps = pages.on_page(found, request.actor, sent)
    context = {
        "case": found,
        "claim": found.claim,
        "next": escalation_next(escalation_fact(found)),
        "pack": EscalationPack.objects.filter(escalation=found).first(),
        "questions": found.questions.all(),
        "asked": asked,
        "settlement": next((event for event in reversed(events) if event.kind == "propose"), None),
        "finding": next((event for event in events if event.kind == "find"), None),
        "events": events,
        # An answer is asked for beside its question, and only there.
        "steps": [row for row in steps if row.step.verb != "answer"],
        "answer": next((row for row in steps if row.step.verb == "answer" and asked), None),
        "form": next(iter((sent or {}).values()), None),
        "base": "base.html" if request.actor.side is Side.OWNER else "desk.html",
        "now": timezone.now(),
        **more,
    }
    return render(request, "disputes/escalation.html", context, status=status)
