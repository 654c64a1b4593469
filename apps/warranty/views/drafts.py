"""A manufacturer's drafts of warranty plans: written, changed, tried with a car, published or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.casework import pages
from apps.casework.step_forms import StepForm
from apps.core.form_answers import attempt
from apps.core.today import today_of_reader
from apps.organizations.permissions import for_sides, manufacturers
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.scope import Side

from .. import selectors, services
from ..models import PlanDraft
from ..plan_forms import PlanForm
from ..plan_words import lines_of
from ..steps import KIND
from .previews import preview_of

_writers = for_sides(Side.MANUFACTURER, write=True)


@_writers
def new(request: ScopedRequest) -> HttpResponse:
    """Draft a plan; ``?from=`` begins with what a published one of one's own says."""
    own = selectors.plans_of(organization_of(request.actor))
    begun = own.filter(number=request.GET.get("from", "").replace("\x00", "")).first()
    first = {"effective_from": today_of_reader(timezone.now())}
    form = PlanForm(request.POST or None, content=begun.content if begun else None, initial=first)
    status = 200
    if request.method == "POST":

        def draft(**_clean: Any) -> PlanDraft:
            return services.draft_plan(content=form.content(), by=request.actor, at=timezone.now())

        made, status = attempt(form, draft)
        if made:
            messages.success(request, _("The draft is on record. Look at what buyers would be told, then publish it."))
            return redirect(made)
    return render(request, "warranty/plan_form.html", {"form": form}, status=status)


@_writers
def edit(request: ScopedRequest, number: str) -> HttpResponse:
    """Change a draft."""
    draft = get_object_or_404(PlanDraft, number=number)
    form = PlanForm(request.POST or None, content=draft.content, version=draft.version)
    status = 200
    if request.method == "POST":

        def change(*, version: int | None, **_clean: Any) -> PlanDraft:
            now = timezone.now()
            return services.edit_plan(plan=draft, content=form.content(), by=request.actor, at=now, version=version)

        kept, status = attempt(form, change)
        if kept:
            messages.success(request, _("The draft is changed."))
            return redirect(kept)
    return render(request, "warranty/plan_form.html", {"form": form, "draft": draft}, status=status)


@manufacturers
def draft(request: ScopedRequest, number: str) -> HttpResponse:
    """A draft: what it says, what a buyer would be told, what happened to it."""
    found = get_object_or_404(PlanDraft.objects.select_related("made"), number=number)
    return _page(request, found)


def _page(
    request: ScopedRequest,
    found: PlanDraft,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    **more: Any,
) -> HttpResponse:
    """The page of a draft; ``sent`` are forms that came back, by verb."""
    context = {
        "draft": found,
        "content": found.content,
        "lines": lines_of(found.content),
        "events": found.events.order_by("happened_at", "id"),
        "steps": pages.on_page(found, request.actor, sent),
        "may_edit": any(step.verb == "edit" for step in KIND.allowed(found, request.actor)),
        "form": next(iter((sent or {}).values()), None),
        **preview_of(request, found.content),
        **more,
    }
    return render(request, "warranty/draft.html", context, status=status)


@require_POST
@_writers
def step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    """Publish or withdraw a draft."""
    return pages.take(request, get_object_or_404(PlanDraft, number=number), verb, _page)
