"""The authority's pages: draft a change, see what it would change, publish or withdraw it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.casework import pages
from apps.casework.step_forms import StepForm
from apps.core.form_answers import attempt
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from .. import rules
from ..forms import FORMS, ChangeForm, form_of
from ..impact import impact_of
from ..models import ObligationVersion, RuleChange
from ..steps import KIND

authority = for_sides(Side.AUTHORITY)
rule_makers = for_sides(Side.AUTHORITY, write=True)


@rule_makers
def draft(request: ScopedRequest, kind: str) -> HttpResponse:
    """Draft a change; ``?obligation=&country=`` begins with what holds there."""
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST or None, initial=_begin_with(request))
    status = 200
    if request.method == "POST":
        made, status = attempt(form, _drafted(form), by=request.actor, at=timezone.now())
        if made:
            messages.success(request, _("The draft is on record. A second person publishes it."))
            return redirect(made)
    return render(request, "duties/change_form.html", {"form": form, "kind": kind}, status=status)


def _begin_with(request: ScopedRequest) -> dict[str, Any]:
    given = {name: request.GET[name] for name in ("obligation", "country") if name in request.GET}
    held = (
        ObligationVersion.objects.filter(
            obligation_id=given.get("obligation"), country=given.get("country", ""), effective_to=None
        )
        .order_by("-effective_from")
        .first()
    )
    if held is None:
        return given
    return {**given, **{name: getattr(held, name) for name in ("amount", "unit", "target_share", "calendar", "basis")}}


def _drafted(form: ChangeForm) -> Any:
    def act(*, by: Any, at: Any, **_clean: Any) -> RuleChange:
        return rules.draft_change(proposal=form.proposal(), by=by, at=at)

    return act


@rule_makers
def edit(request: ScopedRequest, number: str) -> HttpResponse:
    """Edit a draft; whoever does cannot publish it."""
    change = get_object_or_404(RuleChange, number=number)
    form = form_of(change)(request.POST or None, change=change)
    status = 200
    if request.method == "POST":

        def act(*, by: Any, at: Any, version: int | None, **_clean: Any) -> RuleChange:
            return rules.edit_change(rule=change, proposal=form.proposal(), by=by, at=at, version=version)

        kept, status = attempt(form, act, by=request.actor, at=timezone.now())
        if kept:
            messages.success(request, _("The draft is changed."))
            return redirect(kept)
    return render(request, "duties/change_form.html", {"form": form, "change": change}, status=status)


@authority
def change(request: ScopedRequest, number: str) -> HttpResponse:
    """A change: what it says, what it would change, what happened to it."""
    return _page(request, _change(number))


def _change(number: str) -> RuleChange:
    return get_object_or_404(RuleChange.objects.select_related("obligation"), number=number)


def _page(
    request: ScopedRequest,
    found: RuleChange,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    written: list[tuple[str, str]] | None = None,
    **more: Any,
) -> HttpResponse:
    """The page of a change; ``sent`` are forms that came back, by verb."""
    steps = pages.on_page(found, request.actor, sent)
    second = rules.may_publish(found, request.actor)
    context = {
        "change": found,
        "impact": impact_of(found, at=timezone.now()),
        "events": found.events.order_by("happened_at", "id"),
        # Whoever edited it last is told so instead of being shown a button that refuses.
        "steps": [row for row in steps if second or row.open or row.step.verb != "publish"],
        "needs_second": bool(steps) and not second,
        "may_edit": any(step.verb == "edit" for step in KIND.allowed(found, request.actor)),
        "written": [] if any(row.open for row in steps) else written,
        "form": next(iter((sent or {}).values()), None),
        **more,
    }
    return render(request, "duties/change.html", context, status=status)


@require_POST
@rule_makers
def step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    """Publish or withdraw a draft."""
    return pages.take(request, _change(number), verb, _page)
