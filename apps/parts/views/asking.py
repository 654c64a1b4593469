"""Requests between dealers: what waits, the lists, a new one from "Who has it", and the page of one with its steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.casework import pages
from apps.casework.step_forms import StepForm
from apps.core.form_answers import attempt
from apps.core.pagination import page_of
from apps.organizations.permissions import dealers
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.selectors import standing_points

from .. import selectors, services
from ..desk_lists import REQUESTS
from ..forms_asking import AskForm
from ..models import Part, PartRequest
from ..selectors import Holder


@require_safe
@dealers
def listing(request: ScopedRequest) -> HttpResponse:
    """What waits for the workshop; then what others ask of it, or with ``?by=us`` what it asks of others."""
    dealer_id, by_us, order = organization_of(request.actor), request.GET.get("by") == "us", REQUESTS.asked(request)
    rows = selectors.requests_by(dealer_id) if by_us else selectors.requests_of(dealer_id)
    context = {
        "waiting": selectors.requests_waiting(dealer_id),
        "page": page_of(request, rows, ordering=order.columns),
        "order": order,
        "by_us": by_us,
        "me": dealer_id,
    }
    return render(request, "parts/partrequests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@dealers
def new(request: ScopedRequest, pk: int, dealer: str) -> HttpResponse:
    """Ask a dealer that shows to have a part; ``?claim=`` is the request that it is for."""
    now, me, status = timezone.now(), organization_of(request.actor), 200
    part = get_object_or_404(selectors.parts_of_dealer(request.actor, at=now), pk=pk)
    holder = _holder(part, request, dealer)
    form = AskForm(
        request.POST if request.method == "POST" else None,
        claims=selectors.claims_waiting(me, part),
        points=standing_points(me, at=timezone.now()),
        initial={"claim_number": request.GET.get("claim", "")},
    )
    if request.method == "POST":

        def act(**data: Any) -> PartRequest:
            return services.ask(
                part=part, supplier=holder.dealer, wish=form.wish(), request_key=data["request_key"],
                by=request.actor, at=now,
            )  # fmt: skip

        made, status = attempt(form, act)
        if made is not None:
            messages.success(request, _("%(dealer)s was asked and is told at once.") % {"dealer": holder.dealer.name})
            return redirect(made)
    context = {"form": form, "part": part, "holder": holder}
    return render(request, "parts/partrequest_form.html", context, status=status or 200)


def _holder(part: Part, request: ScopedRequest, slug: str) -> Holder:
    """The dealer among those that show the part to the reader, or 404."""
    found = [row for row in selectors.who_has(part, request.actor, at=timezone.now()) if row.dealer.slug == slug]
    if not found:
        raise Http404
    return found[0]


@require_safe
@dealers
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    return _page(request, _found(number))


@require_POST
@dealers
def step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    return pages.take(request, _found(number), verb, _page)


def _found(number: str) -> PartRequest:
    return get_object_or_404(selectors.part_requests(), number=number)


def _page(
    request: ScopedRequest,
    found: PartRequest,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    **more: Any,
) -> HttpResponse:
    asks = found.dealer_id == organization_of(request.actor)
    context = {
        "case": found,
        "events": found.events.all(),
        "steps": pages.on_page(found, request.actor, sent),
        "asks": asks,
        "others_turn": found.status in (PartRequest.SUPPLIERS if asks else PartRequest.ASKERS),
        "form": next(iter((sent or {}).values()), None),
        **more,
    }
    return render(request, "parts/partrequest.html", context, status=status)
