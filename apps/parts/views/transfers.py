"""Transfers between service points: the list, a new one, and the page of one with its steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.casework import pages
from apps.casework.step_forms import StepForm
from apps.core.form_answers import attempt
from apps.core.pagination import page_of
from apps.organizations.permissions import dealers
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.selectors import standing_points

from .. import selectors, services
from ..desk_lists import TRANSFERS
from ..forms_transfers import TransferForm
from ..models import Bin, Transfer


@require_safe
@dealers
def listing(request: ScopedRequest) -> HttpResponse:
    """The dealer's transfers, newest first (index transfer_newest)."""
    order = TRANSFERS.asked(request)
    page = page_of(request, selectors.transfers(), ordering=order.columns)
    return render(request, "parts/transfers.html", {"page": page, "order": order})


@require_http_methods(["GET", "HEAD", "POST"])
@dealers
def new(request: ScopedRequest) -> HttpResponse:
    """Send parts to another point; POST sends them."""
    dealer_id, now, status = organization_of(request.actor), timezone.now(), 200
    points = standing_points(dealer_id, at=now)
    bins = selectors.bins_of(dealer_id, Bin.Kind.SHELF).exclude(point=None)
    form = TransferForm(request.POST if request.method == "POST" else None, points=points, bins=bins)
    if request.method == "POST":

        def act(**data: Any) -> Transfer:
            return services.send_transfer(
                target=form.points[data["target"]],
                lines=form.lines(selectors.parts_of_dealer(request.actor, at=now)),
                request_key=data["request_key"],
                by=request.actor,
                at=now,
            )

        made, status = attempt(form, act)
        if made is not None:
            return redirect(made)
    context = {"form": form, "possible": len(form.points) > 1}
    return render(request, "parts/transfer_form.html", context, status=status)


@require_safe
@dealers
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    return _page(request, _found(number))


@require_POST
@dealers
def step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    return pages.take(request, _found(number), verb, _page)


def _found(number: str) -> Transfer:
    return get_object_or_404(selectors.transfers(), number=number)


def _page(
    request: ScopedRequest,
    found: Transfer,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    **more: Any,
) -> HttpResponse:
    context = {
        "transfer": found,
        "lines": found.lines.select_related("part", "bin"),
        "events": found.events.all(),
        "steps": pages.on_page(found, request.actor, sent),
        "form": next(iter((sent or {}).values()), None),
        **more,
    }
    return render(request, "parts/transfer.html", context, status=status)
