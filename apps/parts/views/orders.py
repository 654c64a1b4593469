"""Orders as every side of them reads them: the list and the page."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from apps.casework import pages
from apps.casework.step_forms import StepForm
from apps.core.pagination import page_of
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Actor, Side

from .. import selectors
from ..filters import OrderFilter
from ..lists import order_columns
from ..models import PartsOrder
from ..selectors.orders import line_counts
from ..selectors.stock import Availability

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
    shown = order_columns(actor, counts=line_counts(page.items), at=timezone.now())
    return render(request, "parts/orders.html", {"filter": chosen, "page": page, "columns": shown, "queue": queue})


@readers
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    return show(request, find(request, number))


@require_POST
@for_sides(Side.DEALER, Side.MANUFACTURER)
def take(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    """Take a step on the order's lines: each is one form of its page."""
    return pages.take(request, find(request, number), verb, show)


def find(request: ScopedRequest, number: str) -> PartsOrder:
    """The order for this actor, or 404."""
    order = selectors.order_of(request.actor, number)
    if order is None:
        raise Http404
    return order


def show(
    request: ScopedRequest,
    order: PartsOrder,
    *,
    status: int = 200,
    conflict: object = None,
    written: list[tuple[str, str]] | None = None,
    sent: Mapping[str, StepForm] | None = None,
) -> HttpResponse:
    """The page of an order with the forms that the actor may use; ``sent`` are those that came back, by verb."""
    actor: Actor = request.actor
    rows = selectors.lines_with_clocks(order)
    have: dict[int, Availability] = {}
    if actor.side is Side.DEALER:
        have = selectors.availability(dealer_id=order.dealer_id or 0, part_ids={row.line.part_id for row in rows})
    steps = pages.on_page(order, actor, sent)
    context = {
        "order": order,
        "rows": [(row, have.get(row.line.part_id)) for row in rows],
        "steps": steps,
        "events": order.events.all(),
        "now": timezone.now(),
        "conflict": conflict,
        "written": [] if any(row.open for row in steps) else written,
        "form": None if conflict else next(iter((sent or {}).values()), None),
    }
    return render(request, "parts/order.html", context, status=status)
