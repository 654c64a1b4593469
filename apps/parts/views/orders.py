"""Orders as every side of them reads them: the list and the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from apps.casework import documents, pages
from apps.casework.step_forms import StepForm
from apps.core.pagination import page_of
from apps.core.today import today_in
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Actor, Side

from .. import selectors
from ..desk_lists import ORDERS
from ..filters import OrderFilter
from ..lists import order_columns
from ..models import OrderLine, OrderPaper, Part, PartsOrder
from ..selectors import Holder
from ..selectors.order_prices import expected_prices, sums, total_of
from ..selectors.orders import line_counts
from ..selectors.stock import Availability
from ..sides import FIRMS, READERS
from ..steps import OPEN

readers = for_sides(*READERS)


@readers
def listing(request: ScopedRequest) -> HttpResponse:
    """A manufacturer's queue by due time, everybody else's orders newest first, unless ``?sort=`` says otherwise."""
    actor, order = request.actor, ORDERS.asked(request)
    chosen = OrderFilter(request.GET, selectors.orders_seen_by(actor), side=actor.side, request=request)
    page = page_of(request, order.of(chosen.qs), ordering=order.columns)
    shown = order_columns(actor, counts=line_counts(page.items), at=timezone.now())
    return render(request, "parts/orders.html", {"filter": chosen, "page": page, "columns": shown, "order": order})


@readers
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    return show(request, find(request, number))


@require_safe
@readers
def paper(request: ScopedRequest, number: str, pk: int) -> HttpResponseBase:
    """A file beside a report or a consignment, as a file to save."""
    return documents.answer_of(get_object_or_404(OrderPaper, order=find(request, number), pk=pk))


@require_POST
@for_sides(*FIRMS)
def take(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    """Take a step on the order's lines: each is one form of its page."""
    return pages.take(request, find(request, number), verb, show)


def find(request: ScopedRequest, number: str) -> PartsOrder:
    """The order for this actor, or 404."""
    order = selectors.order_of(request.actor, number)
    if order is None:
        raise Http404
    return order


def _sums(order: PartsOrder, rows: list[selectors.LineRow]) -> dict[str, Any]:
    """What the order comes to: as the catalogue says while it is a draft, then as it was said of the lines."""
    if order.status != PartsOrder.Status.DRAFT:
        return {"sums": sums(row.price for row in rows if row.price), "sums_title": _("Sum of the parts")}
    wanted = [(row.line.part_id, row.line.quantity) for row in rows]
    day = today_in(str(order.country), timezone.now())
    known = expected_prices((part for part, _count in wanted), market=str(order.country), on=day)
    return {"sums": total_of(wanted, known), "sums_title": _("Expected sum, by the catalogue of today")}


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
        "shows_prices": actor.side in FIRMS,
        **_sums(order, rows),
        "rows": [(row, have.get(row.line.part_id)) for row in rows],
        "steps": steps,
        "off_road": order.priority == PartsOrder.Priority.VEHICLE_OFF_ROAD,
        "known": _known(order, [row.line for row in rows], actor),
        "consignments": order.consignments.prefetch_related("contents__line__part", "papers"),
        "events": order.events.all(),
        "now": timezone.now(),
        "conflict": conflict,
        "written": [] if any(row.open for row in steps) else written,
        "form": None if conflict else next(iter((sent or {}).values()), None),
    }
    return render(request, "parts/order.html", context, status=status)


def _known(order: PartsOrder, lines: list[OrderLine], actor: Actor) -> list[tuple[Part, list[Holder]]]:
    """For its dealer: who shows to have what the order still waits for (3 queries, however many lines)."""
    if actor.side is not Side.DEALER:
        return []
    waiting = {line.part_id: line.part for line in lines if line.status in OPEN}
    held = selectors.who_have(waiting.values(), actor, at=timezone.now())
    return [(waiting[pk], holders) for pk, holders in held.items()]
