"""Flags: the list, one flag with its evidence and cases, and the steps people take."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.casework import pages
from apps.casework.step_forms import StepForm
from apps.compliance import due_process, selectors
from apps.compliance.explaining import explain_flag
from apps.compliance.models import Dispute, Flag, FlagEvidence, State
from apps.compliance.steps import KIND
from apps.core.errors import Refused
from apps.core.form_answers import refuse
from apps.core.pagination import page_of
from apps.duties.models import Clock
from apps.duties.outcomes import missed
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from .. import pictures
from ..filters import FlagFilter
from ..forms import DecisionForm, DisputeForm
from .frozen import row_of
from .words import evidence_words

watchers_and_makers = for_sides(Side.REGULATOR, Side.AUTHORITY, Side.MANUFACTURER)

#: Missed cases on the flag's own page; the list of all has pages.
SHOWN_CASES = 50


@watchers_and_makers
def flags(request: ScopedRequest) -> HttpResponse:
    found = FlagFilter(request.GET, queryset=selectors.flags(), request=request)
    page = page_of(request, found.qs, ordering=("-opened_at", "-id"))
    return render(request, "oversight/flags.html", {"filter": found, "page": page})


@watchers_and_makers
def flag(request: ScopedRequest, number: str) -> HttpResponse:
    """One flag; ``?recompute=1`` computes its evidence again and says what differs."""
    found = _flag(number)
    checked, wrong = explain_flag(found) if request.GET.get("recompute") else (None, [])
    return _page(request, found, checked=checked, wrong=wrong)


def _flag(number: str) -> Flag:
    return get_object_or_404(Flag.objects.select_related("manufacturer", "obligation"), number=number)


def _page(
    request: ScopedRequest,
    found: Flag,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    written: list[tuple[str, str]] | None = None,
    **more: Any,
) -> HttpResponse:
    """The page of a flag; ``sent`` are forms that came back, by verb."""
    now = timezone.now()
    links = list(found.evidence.defer("cases").order_by("sequence"))
    newest = links[-1] if links else None
    missed = _missed(found, newest)
    shown = list(missed[:SHOWN_CASES])
    allowed = {step.verb for step in KIND.allowed(found, request.actor)}
    steps = pages.on_page(found, request.actor, sent)
    context = {
        "flag": found,
        "steps": [row for row in steps if row.step.verb != "comment"],
        "comment": next((row for row in steps if row.step.verb == "comment"), None),
        "may_dispute": "dispute" in allowed,
        "may_decide": "decide_dispute" in allowed,
        "events": found.events.order_by("happened_at", "id"),
        "evidence": links,
        "newest": newest,
        **_words(links),
        "window": _window(newest) if newest else None,
        "units": newest.content["judgement"]["due"] if newest else 0,
        "behind": links[0].content.get("behind") if links else None,
        "unproven": newest.content.get("unproven", 0) if newest else 0,
        "trend": pictures.evidence_trend(newest) if newest else None,
        "missed": shown,
        "missed_count": missed.count() if len(shown) == SHOWN_CASES else len(shown),
        "case_count": len(newest.clock_ids) if newest else 0,
        "disputes": found.disputes.all(),
        "disputed": {dispute.clock_id: dispute for dispute in found.disputes.all()},
        "statement": Clock.objects.filter(subject_kind=Clock.Subject.FLAG, subject_id=found.pk).order_by("id").last(),
        "written": [] if any(row.open for row in steps) else written,
        "form": next(iter((sent or {}).values()), None),
        "now": now,
        **more,
    }
    return render(request, "oversight/flag.html", context, status=status)


def _words(links: list[FlagEvidence]) -> dict[str, list[str]]:
    """Why the flag stands or stood, by the last link that says so; and why it ended, by the one that ended it."""
    ending = links[-1:] if len(links) > 1 and links[-1].content["judgement"]["state"] != State.LAGGING else []
    standing = links[: len(links) - len(ending)][-1:]
    return {
        "words": [words for link in standing for words in evidence_words(link)],
        "words_of_end": [words for link in ending for words in evidence_words(link)],
    }


def _window(newest: FlagEvidence) -> dict[str, Any]:
    """First and last day of the window that the newest evidence rests on, and how many they are."""
    window = newest.content["window"]
    return {
        "first": date.fromisoformat(window["from"]),
        "last": date.fromisoformat(window["to"]),
        "days": window["days"],
    }


def _missed(found: Flag, newest: FlagEvidence | None) -> QuerySet[Clock]:
    """The clocks that the newest evidence counted and that were not kept in time, latest due first."""
    if newest is None:
        return Clock.objects.none()
    return selectors.cases_of(found).filter(missed())


@watchers_and_makers
def flag_cases(request: ScopedRequest, number: str) -> HttpResponse:
    """Every case that a flag rests on, as it stood when it was counted; each can be contested from here."""
    found = _flag(number)
    page = page_of(request, selectors.cases_behind(found), ordering=("-due_at", "-clock_id"))
    context = {
        "flag": found,
        "page": page,
        "rows": [row_of(case) for case in selectors.with_clocks(found, page.items)],
        "may_dispute": any(step.verb == "dispute" for step in KIND.allowed(found, request.actor)),
        "disputed": set(found.disputes.values_list("clock_id", flat=True)),
    }
    return render(request, "oversight/flag_cases.html", context)


@require_POST
@watchers_and_makers
def step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    """Take a step of the table with its reason."""
    return pages.take(request, _flag(number), verb, _page)


@watchers_and_makers
def dispute(request: ScopedRequest, number: str, clock_id: int) -> HttpResponse:
    """Object to one counted case, on a page of its own."""
    found = _flag(number)
    clock = get_object_or_404(Clock.objects.select_related("obligation", "manufacturer", "dealer"), pk=clock_id)
    if not selectors.rests_on(found, clock_id):
        raise Http404
    form = DisputeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                due_process.dispute(
                    flag=found, clock_id=clock.pk, by=request.actor, at=timezone.now(), **form.cleaned_data
                )
                told = _("Your objection is on record. A person will decide it and give the grounds.")
                messages.success(request, told)
                return redirect(found)
            except Refused as error:
                status = refuse(form, error)
    context = {"flag": found, "clock": clock, "form": form, "now": timezone.now()}
    return render(request, "oversight/dispute.html", context, status=status)


@for_sides(Side.REGULATOR, Side.AUTHORITY)
def decide(request: ScopedRequest, number: str, pk: int) -> HttpResponse:
    """Decide one objection, on a page of its own."""
    found = _flag(number)
    objection = get_object_or_404(Dispute, flag=found, pk=pk)
    form = DecisionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                due_process.decide_dispute(dispute=objection, by=request.actor, at=timezone.now(), **form.cleaned_data)
                messages.success(request, _("Decided: the grounds are on record, and the manufacturer has been told."))
                return redirect(found)
            except Refused as error:
                status = refuse(form, error)
                objection.refresh_from_db()
    clock = Clock.objects.filter(pk=objection.clock_id).select_related("obligation", "dealer").first()
    context = {"flag": found, "dispute": objection, "clock": clock, "form": form, "now": timezone.now()}
    return render(request, "oversight/decide.html", context, status=status)
