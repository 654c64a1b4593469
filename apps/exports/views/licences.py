"""Export licences: the list, entering an application, one licence with its steps."""

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
from ..filters import LicenceFilter
from ..forms import LicenceForm
from ..lists import licence_columns
from ..models import Licence
from ..navigation import READERS
from ..services.people import day_of_licences

readers = for_sides(*READERS)
authority_writes = for_sides(Side.AUTHORITY, write=True)


@require_safe
@readers
def listing(request: ScopedRequest) -> HttpResponse:
    """A manufacturer's own licences and its traders', or all for the authority; 50 a page (1 query)."""
    chosen = LicenceFilter(request.GET, queryset=selectors.licences(), request=request)
    context = {
        "filter": chosen,
        "page": page_of(request, chosen.qs, ordering=selectors.NEWEST),
        "columns": licence_columns(day_of_licences(timezone.now())),
        "is_authority": request.actor.side is Side.AUTHORITY,
    }
    return render(request, "exports/licences.html", context)


@authority_writes
def new(request: ScopedRequest) -> HttpResponse:
    form = LicenceForm(request.POST or None, initial={"exporter": request.GET.get("exporter", "")})
    status = 200
    if request.method == "POST":
        made, status = attempt(form, services.register_licence, by=request.actor, at=timezone.now())
        if not status:
            messages.success(request, _("The application is on record. Verify it once the licence is given."))
            return redirect(made)
    return render(request, "exports/new_licence.html", {"form": form}, status=status)


def _found(number: str) -> Licence:
    return get_object_or_404(selectors.licences(), number=number)


@require_safe
@readers
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    """One licence with the days on which it did not hold, its history and steps (6 queries)."""
    return _page(request, _found(number))


def _page(
    request: ScopedRequest,
    found: Licence,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    **more: Any,
) -> HttpResponse:
    context = {
        "licence": found,
        "holds": found.holds.all(),
        "held": selectors.held_against(found.exporter),
        "events": found.events.all(),
        "steps": pages.on_page(found, request.actor, sent),
        "form": next(iter((sent or {}).values()), None),
        "today": day_of_licences(timezone.now()),
        **more,
    }
    return render(request, "exports/licence.html", context, status=status)


@require_POST
@readers
def step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    return pages.take(request, _found(number), verb, _page)
