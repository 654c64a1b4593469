"""Orders as every side of them reads them: the list and the page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from apps.core.pagination import page_of
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Actor, Side

from .. import selectors
from ..filters import OrderFilter
from ..forms import CancelForm, ConfirmForm, DispatchForm, ReceiveForm, lines_for
from ..machine import Verb
from ..models import OrderLine, PartsOrder
from ..selectors.orders import LineRow, line_counts
from ..services.order_work import NOT_NOW

readers = for_sides(Side.DEALER, Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY)


@readers
def listing(request: ScopedRequest) -> HttpResponse:
    """A manufacturer's queue by due time, everybody else's orders newest first; ``?sort=`` gives the other."""
    actor: Actor = request.actor
    queue = request.GET.get("sort", "due" if actor.side is Side.MANUFACTURER else "new") == "due"
    chosen = OrderFilter(request.GET, selectors.orders_seen_by(actor), side=actor.side, request=request)
    rows = chosen.qs
    if queue:
        rows = rows.filter(next_due_at__isnull=False)
    page = page_of(request, rows, ordering=("next_due_at", "id") if queue else ("-created_at", "-id"))
    counts = line_counts(page.items)
    context = {
        "filter": chosen,
        "page": page,
        "rows": [(order, *counts[order.pk]) for order in page.items],
        "queue": queue,
        "now": timezone.now(),
        "not_now": NOT_NOW,
    }
    return render(request, "parts/orders.html", context)


@readers
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    return show(request, find(request, number))


def find(request: ScopedRequest, number: str) -> PartsOrder:
    """The order for this actor, or 404."""
    order = selectors.order_of(request.actor, number)
    if order is None:
        raise Http404
    return order


def show(request: ScopedRequest, order: PartsOrder, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of an order with the forms that the actor may use; ``more`` replaces forms by refused ones."""
    actor: Actor = request.actor
    rows = selectors.lines_with_clocks(order)
    forms = forms_of(order, rows, actor) if actor.may_write else {}
    if actor.side is Side.DEALER:
        have = selectors.availability(dealer_id=order.dealer_id or 0, part_ids={row.line.part_id for row in rows})
    else:
        have = {}
    context = {
        "order": order,
        "rows": [(row, have.get(row.line.part_id)) for row in rows],
        "now": timezone.now(),
        "may_submit": actor.may_write and actor.side is Side.DEALER and order.status == PartsOrder.Status.DRAFT,
        **forms,
        **more,
    }
    return render(request, "parts/order.html", context, status=status)


def forms_of(order: PartsOrder, rows: list[LineRow], actor: Actor) -> dict[str, Any]:
    """Fresh forms by name: only those with a line they could act on."""
    lines = [row.line for row in rows]
    found: dict[str, Any] = {}
    for name, verb in (
        ("confirm_form", Verb.CONFIRM),
        ("dispatch_form", Verb.DISPATCH),
        ("receive_form", Verb.RECEIVE),
        ("cancel_form", Verb.CANCEL),
    ):
        able = lines_for(lines, verb, actor.side)
        if able:
            found[name] = form_for(verb, able, actor, initial={"version": order.version})
    return found


def form_for(verb: Verb, lines: list[OrderLine], actor: Actor, data: Any = None, initial: Any = None) -> Any:
    """The form of a verb over the lines it can act on. Ids carry the verb: the page has several forms."""
    options: dict[str, Any] = {"lines": lines, "initial": initial, "auto_id": f"{verb}_%s"}
    if verb is Verb.CANCEL:
        return CancelForm(data, dealer=actor.side is Side.DEALER, **options)
    return {Verb.CONFIRM: ConfirmForm, Verb.DISPATCH: DispatchForm, Verb.RECEIVE: ReceiveForm}[verb](data, **options)
