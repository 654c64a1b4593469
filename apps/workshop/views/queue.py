"""The workshop's queue: filters that people keep, and putting somebody in charge of many requests."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.claims.selectors import MOST_URGENT, queue_counts
from apps.core.errors import Refused
from apps.core.form_answers import attempt
from apps.core.pagination import page_of
from apps.organizations.permissions import dealers
from apps.organizations.requests import ScopedRequest, organization_of

from .. import selectors, services
from ..filters import QueueFilter
from ..forms import AssignForm, KeepFilterForm
from ..lists import queue_columns
from ..models import SavedFilter


@require_safe
@dealers
def queue(request: ScopedRequest) -> HttpResponse:
    """The workshop's open requests, most urgent first."""
    return _page(request)


def _page(request: ScopedRequest, *, keep: KeepFilterForm | None = None, status: int = 200) -> HttpResponse:
    found = QueueFilter(request.GET, queryset=selectors.queue(), request=request)
    now, dealer = timezone.now(), organization_of(request.actor)
    writes = request.actor.may_write
    context = {
        "filter": found,
        "page": page_of(request, found.qs, ordering=MOST_URGENT),
        "columns": queue_columns(request.actor, at=now, may_choose=writes),
        "counts": queue_counts(at=now),
        "assign": AssignForm(dealer_id=dealer, auto_id="assign_%s") if writes else None,
        "kept": selectors.saved_filters(request.actor.user_id or 0, dealer),
        "keep": keep or KeepFilterForm(initial={"query": request.GET.urlencode()}, auto_id="keep_%s"),
    }
    return render(request, "workshop/queue.html", context, status=status)


@require_POST
@dealers
def assign(request: ScopedRequest) -> HttpResponse:
    """Put somebody in charge of the requests that are ticked."""
    form = AssignForm(request.POST, dealer_id=organization_of(request.actor))
    if not form.is_valid():
        messages.error(request, _("This person does not act for your workshop: choose another one."))
        return _back(request)
    try:
        count = services.assign_many(
            numbers=request.POST.getlist("claims"),
            member=form.cleaned_data["member"],
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        told = ngettext("%(count)s request was assigned.", "%(count)s requests were assigned.", count)
        messages.success(request, told % {"count": count})
    return _back(request)


def _back(request: ScopedRequest) -> HttpResponse:
    """To the queue with the filters that were on."""
    return redirect("{}?{}".format(reverse("workshop:queue"), QueryDict(request.POST.get("query", "")).urlencode()))


@require_POST
@dealers
def keep_filter(request: ScopedRequest) -> HttpResponse:
    """Keep the filters in use under a name."""
    form = KeepFilterForm(request.POST, auto_id="keep_%s")
    kept, status = attempt(form, services.keep_filter, by=request.actor)
    if status:
        return _page(request, keep=form, status=status)
    messages.success(request, _("The filters are kept."))
    return redirect(f"{reverse('workshop:queue')}?{kept.query}")


@require_POST
@dealers
def release_filter(request: ScopedRequest, pk: int) -> HttpResponse:
    services.release_filter(saved=get_object_or_404(SavedFilter, pk=pk), by=request.actor)
    return redirect("workshop:queue")
