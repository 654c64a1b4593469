"""Flags: the list, one flag with its evidence and cases, and the steps people take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import Refused
from apps.core.pagination import page_of
from apps.duties.models import Clock
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from .. import machine, process, selectors
from ..filters import FlagFilter
from ..forms import CommentForm, DecisionForm, DisputeForm, StepForm
from ..models import Dispute, Flag
from .words import evidence_words

watchers_and_makers = for_sides(Side.REGULATOR, Side.AUTHORITY, Side.MANUFACTURER)

STEPS: dict[str, Callable[..., Flag]] = {
    "acknowledge": process.acknowledge,
    "ask_statement": process.ask_statement,
    "answer": process.answer,
    "dismiss": process.dismiss,
}


@watchers_and_makers
def flags(request: ScopedRequest) -> HttpResponse:
    found = FlagFilter(request.GET, queryset=selectors.flags(), request=request)
    page = page_of(request, found.qs, ordering=("-opened_at", "-id"))
    return render(request, "compliance/flags.html", {"filter": found, "page": page})


@watchers_and_makers
def flag(request: ScopedRequest, number: str) -> HttpResponse:
    return _page(request, _flag(number))


def _flag(number: str) -> Flag:
    return get_object_or_404(Flag.objects.select_related("manufacturer", "obligation"), number=number)


def _page(request: ScopedRequest, found: Flag, status: int = 200, **forms_in_error: Any) -> HttpResponse:
    cases = selectors.cases_of(found)
    evidence = list(found.evidence.order_by("sequence"))
    now = timezone.now()
    context = {
        "flag": found,
        "steps": [step for step in machine.allowed(found, request.actor) if step.verb in STEPS],
        "step_form": StepForm(initial={"version": found.version}),
        "comment_form": CommentForm(),
        "may_dispute": any(step.verb == "dispute" for step in machine.allowed(found, request.actor)),
        "may_decide": any(step.verb == "decide_dispute" for step in machine.allowed(found, request.actor)),
        "events": found.events.order_by("happened_at", "id"),
        "evidence": evidence,
        "words": evidence_words(evidence[-1]) if evidence else [],
        "missed": [clock for clock in cases if clock.state(now) == "missed"][:200],
        "case_count": len(evidence[-1].clock_ids) if evidence else 0,
        "disputes": found.disputes.all(),
        "statement": Clock.objects.filter(subject_kind=Clock.Subject.FLAG, subject_id=found.pk).last(),
        "now": now,
        **forms_in_error,
    }
    return render(request, "compliance/flag.html", context, status=status)


@require_POST
@watchers_and_makers
def step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    """Take a step of the table with its reason."""
    found = _flag(number)
    form = StepForm(request.POST)
    if verb in STEPS and form.is_valid():
        try:
            STEPS[verb](flag=found, by=request.actor, at=timezone.now(), **form.cleaned_data)
        except Refused as error:
            _refuse(form, error)
            return _page(request, found, status=409 if error.status == 409 else 422, step_form=form)
        messages.success(request, _("Done: it is on record, and the other side has been told."))
    return redirect(found)


@require_POST
@watchers_and_makers
def comment(request: ScopedRequest, number: str) -> HttpResponse:
    found = _flag(number)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            process.comment(flag=found, by=request.actor, at=timezone.now(), note=form.cleaned_data["note"])
            return redirect(found)
        except Refused as error:
            _refuse(form, error)
    return _page(request, found, status=422, comment_form=form)


@watchers_and_makers
def dispute(request: ScopedRequest, number: str, clock_id: int) -> HttpResponse:
    """Object to one counted case, on a page of its own."""
    found = _flag(number)
    clock = get_object_or_404(selectors.cases_of(found), pk=clock_id)
    form = DisputeForm(request.POST or None, initial={"clock_id": clock_id})
    if request.method == "POST" and form.is_valid():
        try:
            process.dispute(flag=found, by=request.actor, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Your objection is on record. A person will decide it and give the grounds."))
            return redirect(found)
        except Refused as error:
            _refuse(form, error)
    context = {"flag": found, "clock": clock, "form": form, "now": timezone.now()}
    return render(request, "compliance/dispute.html", context, status=422 if form.errors else 200)


@for_sides(Side.REGULATOR, Side.AUTHORITY)
def decide(request: ScopedRequest, number: str, pk: int) -> HttpResponse:
    """Decide one objection, on a page of its own."""
    found = _flag(number)
    objection = get_object_or_404(Dispute, flag=found, pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            process.decide_dispute(dispute=objection, by=request.actor, at=timezone.now(), **form.cleaned_data)
            return redirect(found)
        except Refused as error:
            _refuse(form, error)
    context = {"flag": found, "dispute": objection, "form": form}
    return render(request, "compliance/decide.html", context, status=422 if form.errors else 200)


def _refuse(form: forms.Form, error: Refused) -> None:
    form.add_error(error.field if error.field in form.fields else None, str(error.message))
