"""The verbs on an order's lines: each is one form of the order's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from apps.core.errors import Conflict, Refused
from apps.organizations.permissions import dealers, for_sides, manufacturers
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from .. import selectors, services
from ..forms import lines_for
from ..machine import Verb
from ..models import PartsOrder
from .orders import find, form_for, show

Act = Callable[[Any, dict[str, Any]], PartsOrder]


def _perform(request: ScopedRequest, number: str, verb: Verb, act: Act, done: Any) -> HttpResponse:
    """Check the form, call the service, come back to the order; say what hinders with 422, what changed with 409."""
    order = find(request, number)
    lines = [row.line for row in selectors.lines_with_clocks(order)]
    form = form_for(verb, lines_for(lines, verb, request.actor.side), request.actor, data=request.POST)
    seen = request.POST.get("version", "")
    if seen.isdecimal() and seen != str(order.version):
        return show(request, order, status=409, conflict=True)
    if form.is_valid():
        base = {"order": order, "by": request.actor, "at": timezone.now(), "version": form.cleaned_data["version"]}
        try:
            act(form, base)
        except Conflict as error:
            return show(request, find(request, number), status=409, conflict=error)
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, done)
            return redirect(order)
    return show(request, order, status=422, form=form, **{f"{verb}_form": form})


@require_POST
@manufacturers
def confirm(request: ScopedRequest, number: str) -> HttpResponse:
    def act(form: Any, base: dict[str, Any]) -> PartsOrder:
        return services.confirm_lines(promised=form.chosen(), **base)

    return _perform(request, number, Verb.CONFIRM, act, _("The dealer sees the promised days now."))


@require_POST
@manufacturers
def dispatch(request: ScopedRequest, number: str) -> HttpResponse:
    def act(form: Any, base: dict[str, Any]) -> PartsOrder:
        quantities = form.chosen()
        tracking = form.cleaned_data["tracking"]
        return services.dispatch_lines(line_ids=quantities, quantities=quantities, tracking=tracking, **base)

    return _perform(request, number, Verb.DISPATCH, act, _("Marked as sent."))


@require_POST
@dealers
def receive(request: ScopedRequest, number: str) -> HttpResponse:
    def act(form: Any, base: dict[str, Any]) -> PartsOrder:
        quantities = form.chosen()
        return services.receive_lines(line_ids=quantities, quantities=quantities, **base)

    return _perform(request, number, Verb.RECEIVE, act, _("The parts are in your stock now."))


@require_POST
@for_sides(Side.DEALER, Side.MANUFACTURER)
def cancel(request: ScopedRequest, number: str) -> HttpResponse:
    def act(form: Any, base: dict[str, Any]) -> PartsOrder:
        data = form.cleaned_data
        return services.cancel_lines(line_ids=data["lines"], reason=data["reason"], note=data["note"], **base)

    return _perform(request, number, Verb.CANCEL, act, _("The lines are cancelled."))
