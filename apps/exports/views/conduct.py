"""The conduct log: the list, making an entry, one entry with its steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.casework import pages
from apps.casework.step_forms import StepForm
from apps.core.form_answers import attempt
from apps.core.pagination import page_of
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from .. import selectors, services
from ..desk_lists import CONDUCT
from ..filters import ConductFilter
from ..forms import ConductForm
from ..lists import conduct_columns
from ..models import ConductEntry
from ..names import tidied
from ..navigation import READERS

_readers = for_sides(*READERS)
_authority_writes = for_sides(Side.AUTHORITY, write=True)


@require_safe
@_readers
def listing(request: ScopedRequest) -> HttpResponse:
    """What a manufacturer reads of itself, or all for the authority, with late answers; 50 a page (2 queries)."""
    chosen = ConductFilter(request.GET, queryset=selectors.conduct(), request=request)
    exporter, order = tidied(request.GET.get("exporter", "")), CONDUCT.asked(request)
    context = {
        "filter": chosen,
        "page": page_of(request, chosen.qs, ordering=order.columns),
        "order": order,
        "columns": conduct_columns(),
        "exporter": exporter,
        "late": selectors.late_answers(at=timezone.now(), exporter=exporter),
        "is_authority": request.actor.side is Side.AUTHORITY,
    }
    return render(request, "exports/conduct.html", context)


@_authority_writes
def new(request: ScopedRequest) -> HttpResponse:
    started = {name: request.GET.get(name, "") for name in ("exporter", "findings")}
    form = ConductForm(request.POST or None, initial=started)
    status = 200
    if request.method == "POST":
        made, status = attempt(form, services.enter_conduct, by=request.actor, at=timezone.now())
        if not status:
            messages.success(request, _("The entry is on record, and the exporter may appeal."))
            return redirect(made)
    return render(request, "exports/new_conduct.html", {"form": form}, status=status)


def _found(number: str) -> ConductEntry:
    return get_object_or_404(selectors.conduct(), number=number)


@require_safe
@_readers
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    """One entry with what it rests on, its history and steps, and late answers of its exporter (5 queries)."""
    return _page(request, _found(number))


def _page(
    request: ScopedRequest,
    found: ConductEntry,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    **more: Any,
) -> HttpResponse:
    context = {
        "entry": found,
        "late": selectors.late_answers(at=timezone.now(), exporter=found.exporter.name),
        "events": found.events.all(),
        "steps": pages.on_page(found, request.actor, sent),
        "form": next(iter((sent or {}).values()), None),
        **more,
    }
    return render(request, "exports/conduct_entry.html", context, status=status)


@require_POST
@_readers
def step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    return pages.take(request, _found(number), verb, _page)
