"""The workshop's queue, and putting somebody in charge of many requests."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.claims.selectors import queue_counts
from apps.core.errors import Refused
from apps.core.pagination import page_of
from apps.organizations.permissions import dealers
from apps.organizations.requests import ScopedRequest, organization_of

from .. import selectors, services
from ..desk_lists import QUEUE
from ..filters import QueueFilter
from ..forms import AssignForm
from ..lists import queue_columns


@require_safe
@dealers
def queue(request: ScopedRequest) -> HttpResponse:
    """The workshop's open requests, most urgent first unless ``?sort=`` says otherwise."""
    found = QueueFilter(request.GET, queryset=selectors.queue(), request=request)
    now, dealer, order = timezone.now(), organization_of(request.actor), QUEUE.asked(request)
    writes = request.actor.may_write
    context = {
        "filter": found,
        "page": page_of(request, found.qs, ordering=order.columns),
        "order": order,
        "columns": queue_columns(request.actor, at=now, may_choose=writes),
        "counts": queue_counts(at=now),
        "assign": AssignForm(dealer_id=dealer, auto_id="assign_%s") if writes else None,
    }
    return render(request, "workshop/queue.html", context)


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
