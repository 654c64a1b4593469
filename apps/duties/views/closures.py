"""Closures: what firms declared, and the form of those who may."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.form_answers import attempt
from apps.core.pagination import page_of
from apps.core.today import day_of_figures
from apps.organizations.permissions import everybody
from apps.organizations.requests import ScopedRequest

from .. import closures as service
from ..forms import ClosureForm
from .rulebook import base_of


@everybody
def closures(request: ScopedRequest) -> HttpResponse:
    """Days on which firms do not work, the next first; workshops and manufacturers declare theirs."""
    now = timezone.now()
    form = ClosureForm(request.POST or None) if service.may_declare(request.actor) else None
    status = 200
    if form is not None and request.method == "POST":
        made, status = attempt(form, service.declare_closure, by=request.actor, at=now)
        if made:
            messages.success(request, _("The closure is on record."))
            return redirect("duties:closures")
    context = {
        "base": base_of(request),
        "page": page_of(request, service.closures(since=day_of_figures(now)), ordering=("first", "id")),
        "limit": service.limit_on(day_of_figures(now)),
        "form": form,
    }
    return render(request, "duties/closures.html", context, status=status or 200)
