"""Returns of parts: the list, asking for one, and the page of one with its steps."""

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
from apps.organizations.permissions import dealers, for_sides
from apps.organizations.requests import ScopedRequest

from .. import services
from ..desk_lists import RETURNS
from ..filters_returns import ReturnFilter
from ..forms_returns import AskReturnForm
from ..lists_returns import return_columns
from ..models import OrderLine, PartReturn
from ..selectors import returns as selectors
from ..selectors.papers import papers_of
from ..sides import FIRMS, READERS

readers = for_sides(*READERS)


@require_safe
@readers
def listing(request: ScopedRequest) -> HttpResponse:
    """Returns in sight (2 queries; indexes partreturn_…_newest)."""
    chosen = ReturnFilter(request.GET, selectors.returns_seen(), side=request.actor.side, request=request)
    order = RETURNS.asked(request)
    page = page_of(request, chosen.qs, ordering=order.columns)
    context = {"filter": chosen, "page": page, "columns": return_columns(request.actor), "order": order}
    return render(request, "parts/returns.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@dealers
def new(request: ScopedRequest) -> HttpResponse:
    """Ask to return pieces of the received line of ``?line=``; POST asks."""
    line = _line(request)
    most, status = services.returnable(line), 200
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AskReturnForm(*sent, line=line, most=most)
    if request.method == "POST":
        made, status = attempt(form, services.ask_return, line=line, by=request.actor, at=timezone.now())
        if made is not None:
            messages.success(request, _("The manufacturer was asked. Keep the parts until it has answered."))
            return redirect(made)
    context = {"form": form, "line": line, "most": most}
    return render(request, "parts/return_form.html", context, status=status)


@require_safe
@readers
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    return _page(request, _found(number))


@require_POST
@for_sides(*FIRMS)
def step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    return pages.take(request, _found(number), verb, _page)


def _line(request: ScopedRequest) -> OrderLine:
    asked = request.GET.get("line", "")
    found = selectors.line_to_return(request.actor, int(asked)) if asked.isdecimal() and len(asked) < 19 else None
    if found is None:
        raise Http404
    return found


def _found(number: str) -> PartReturn:
    return get_object_or_404(selectors.returns_seen(), number=number)


def _page(
    request: ScopedRequest,
    found: PartReturn,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    **more: Any,
) -> HttpResponse:
    context = {
        "found": found,
        "clocks": selectors.clocks_of_return(found),
        "papers": papers_of(found),
        "events": found.events.all(),
        "steps": pages.on_page(found, request.actor, sent),
        "form": next(iter((sent or {}).values()), None),
        "now": timezone.now(),
        **more,
    }
    return render(request, "parts/return.html", context, status=status)
