"""What a workshop has: opening hours and bays of its service points, replacement cars."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.core.errors import Refused
from apps.core.form_answers import attempt
from apps.organizations.models import ServicePoint
from apps.organizations.permissions import dealers
from apps.organizations.requests import ScopedRequest, organization_of

from .. import selectors, services
from ..forms import BayForm, HoursForm, LoanerForm
from ..models import Bay, Loaner


@require_safe
@dealers
def places(request: ScopedRequest) -> HttpResponse:
    """Service points with hours and bays, and the replacement cars (5 queries)."""
    return _page(request)


def _page(request: ScopedRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    dealer = organization_of(request.actor)
    context = {
        "weeks": selectors.weeks_of(dealer, at=timezone.now()),
        "loaners": selectors.loaners_of(dealer),
        "loaner_form": LoanerForm(auto_id="loaner_%s"),
        **more,
    }
    return render(request, "workshop/places.html", context, status=status)


def _point(request: ScopedRequest, pk: int) -> ServicePoint:
    return get_object_or_404(ServicePoint, pk=pk, dealer_id=organization_of(request.actor))


@dealers
def add_bay(request: ScopedRequest, pk: int) -> HttpResponse:
    return _add(request, pk, BayForm, services.add_bay, _("Add a bay"), by=request.actor)


@dealers
def set_hours(request: ScopedRequest, pk: int) -> HttpResponse:
    return _add(
        request, pk, HoursForm, services.set_hours, _("Opening hours"), by=request.actor, at=timezone.now()
    )  # fmt: skip


def _add(request: ScopedRequest, pk: int, form_class: Any, act: Any, title: str, **given: Any) -> HttpResponse:
    """A page with one form about a service point."""
    point = _point(request, pk)
    form, status = form_class(request.POST or None), 200
    if request.method == "POST":
        _made, status = attempt(form, act, service_point=point, **given)
        if not status:
            messages.success(request, _("It is on record."))
            return redirect("workshop:places")
    return render(request, "workshop/place_form.html", {"form": form, "point": point, "title": title}, status=status)


@require_POST
@dealers
def add_loaner(request: ScopedRequest) -> HttpResponse:
    form = LoanerForm(request.POST, auto_id="loaner_%s")
    _made, status = attempt(form, services.add_loaner, by=request.actor)
    if status:
        return _page(request, loaner_form=form, form=form, status=status)
    messages.success(request, _("It is on record."))
    return redirect("workshop:places")


@require_POST
@dealers
def retire_bay(request: ScopedRequest, pk: int) -> HttpResponse:
    rows = Bay.objects.filter(dealer_id=organization_of(request.actor)).select_related("service_point")
    return _retire(request, services.retire_bay, bay=get_object_or_404(rows, pk=pk))


@require_POST
@dealers
def retire_loaner(request: ScopedRequest, pk: int) -> HttpResponse:
    return _retire(request, services.retire_loaner, loaner=get_object_or_404(Loaner, pk=pk))


def _retire(request: ScopedRequest, act: Any, **what: Any) -> HttpResponse:
    try:
        act(by=request.actor, at=timezone.now(), **what)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("workshop:places")
