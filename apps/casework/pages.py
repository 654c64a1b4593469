"""Steps on pages: which forms a case's page shows, and the one way in which a sent form takes a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from apps.core.errors import Conflict, Refused
from apps.core.form_answers import refuse
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Actor

from . import engine
from .kinds import kind_of
from .step_forms import StepForm, form_of
from .steps import Step

#: Shows a case's page again: called with request, case and keywords.
Show = Callable[..., HttpResponse]


@dataclass(frozen=True)
class OnPage:
    """A step that the reader may take now, with its form; ``open``: it was sent and came back.

    ``main``: what the page offers first. What cannot be taken back, or is to somebody's harm, never is.
    """

    step: Step
    form: StepForm
    open: bool = False
    main: bool = False


def on_page(case: Any, actor: Actor, sent: Mapping[str, StepForm] | None = None) -> list[OnPage]:
    """The steps of the table that ``actor`` may take now; ``sent`` are forms by verb as they came back."""
    sent = sent or {}
    steps = [step for step in kind_of(case).allowed(case, actor) if step.page]
    main = next((step.verb for step in steps if not (step.confirm or step.grave)), "")
    return [
        OnPage(step, sent.get(step.verb) or form_of(case, step.verb, actor), step.verb in sent, main=step.verb == main)
        for step in steps
    ]


def take(request: ScopedRequest, case: Any, verb: str, show: Show) -> HttpResponse:
    """Take a step with the form that was sent; a refusal shows the page again with everything that was written.

    ``show`` gets ``status`` and ``sent``; on a conflict also ``conflict`` (who was faster) and ``written``, to be
    shown when the form it was written in is gone.
    """
    kind = kind_of(case)
    if verb not in kind.verbs or not kind.step(verb).page:
        raise Http404
    kind.taken_by(verb, request.actor)
    form = form_of(case, verb, request.actor, request.POST, request.FILES)
    try:
        if form.is_valid():
            _perform(request, case, form)
            messages.success(request, f"{form.step.done} {_what_follows(case)}".strip())
            return redirect(case)
        _refuse_stale(case, form)
    except Conflict as conflict:
        case.refresh_from_db()
        again = _as_of_now(request, case, verb)
        return show(request, case, status=409, conflict=conflict, written=_written(form), sent={verb: again})
    except Refused as error:
        refuse(form, error)
    return show(request, case, status=422, sent={verb: form})


def _perform(request: ScopedRequest, case: Any, form: StepForm) -> None:
    data = form.cleaned_data
    engine.perform(
        case,
        form.step.verb,
        by=request.actor,
        at=timezone.now(),
        given=form.arguments(),
        version=data["version"],
        key=data["key"],
    )


def _what_follows(case: Any) -> str:
    """What happens next, in words; nothing for a case that its reader no longer sees."""
    kind, now = kind_of(case), type(case)._default_manager.filter(pk=case.pk).first()
    return kind.next_words(kind.fact(now)) if now is not None else ""


def _refuse_stale(case: Any, form: StepForm) -> None:
    """A form over an older case may be wrong only because of what happened since: that is told first."""
    seen = form.cleaned_data.get("version")
    if form.step.versioned and seen is not None and seen != case.version:
        raise engine.changed_meanwhile(case)


def _as_of_now(request: ScopedRequest, case: Any, verb: str) -> StepForm:
    """The same form over the newer case: whoever has looked at that may send it as it is."""
    form = form_of(case, verb, request.actor, request.POST)
    newer = request.POST.copy()
    newer[form.add_prefix("version")] = str(case.version)
    return form_of(case, verb, request.actor, newer)


def _written(form: StepForm) -> list[tuple[str, str]]:
    """What the person wrote, to be shown even when the step is no longer possible and its form is gone."""
    shown = ((str(bound.label), _text(form.cleaned_data.get(bound.name))) for bound in form.visible_fields())
    return [(label, value) for label, value in shown if value]


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, bool | list) else str(value)
