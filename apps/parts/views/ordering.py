"""Writing an order: head and lines, more lines without scripts, draft and submit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from apps.casework.engine import changed_meanwhile
from apps.casework.views import import_page
from apps.core.errors import Conflict, Refused
from apps.core.money import Money
from apps.core.today import today_in
from apps.organizations.permissions import dealers
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.scope import Actor

from .. import selectors, services
from ..forms import EMPTY_LINES, DraftForm, LineForm, LineFormSet, OrderForm
from ..models import Part, PartsOrder
from ..selectors.order_prices import expected_prices, total_of
from ..services.order_files import ORDERS
from ..services.orders import MOST_LINES
from .orders import find, show

Lines = list[tuple[int, int]]


@require_http_methods(["GET", "HEAD", "POST"])
@dealers
def new(request: ScopedRequest) -> HttpResponse:
    """A new order. ``?appointment=`` and ``?part=`` fill in the first line, from the catalogue or the stock."""
    actor: Actor = request.actor
    appointments = list(selectors.makers_of(dealer_id=organization_of(actor), at=timezone.now()))
    if request.method != "POST":
        form = OrderForm(initial=_wished_maker(request, appointments), appointments=appointments)
        first = [{"number": request.GET["part"][:60], "quantity": 1}] if request.GET.get("part") else []
        return _page(request, form, LineFormSet(prefix="lines", initial=first))
    form = OrderForm(request.POST, appointments=appointments)
    if "add" in request.POST:
        return _page(request, _unjudged(form), more_lines(request))
    lines = LineFormSet(request.POST, prefix="lines")
    if form.is_valid() and lines.is_valid():
        try:
            if "price" in request.POST:
                return _page(request, form, lines, sums=_expected(form, lines))
            return _send(request, form, lines)
        except Refused as error:
            form.add_error(_place(error, form), error.message)
    return _page(request, form, lines, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@dealers
def import_orders(request: ScopedRequest) -> HttpResponse:
    """Send a file of orders; the page of its job tells row by row what came of it."""
    return import_page(request, ORDERS, "parts/import_orders.html")


def _expected(form: OrderForm, lines: Any) -> list[Money]:
    """What the parts come to by today's catalogue of the dealer's market, by currency."""
    market = str(form.chosen().country)
    wanted = resolved(lines, form.chosen().manufacturer_id)
    day = today_in(market, timezone.now())
    return total_of(wanted, expected_prices((part for part, _count in wanted), market=market, on=day))


def _send(request: ScopedRequest, form: OrderForm, lines: Any) -> HttpResponse:
    """Make the order, and submit it unless it is to stay a draft; sent again, the first one is shown."""
    at, actor, appointment = timezone.now(), request.actor, form.chosen()
    keeps = "draft" in request.POST
    # Whole or not at all: what cannot be sent as it is leaves no draft behind.
    with transaction.atomic():
        order = services.create_order(
            by=actor,
            dealer_id=organization_of(actor),
            manufacturer_id=appointment.manufacturer_id,
            country=str(appointment.country),
            lines=resolved(lines, appointment.manufacturer_id),
            priority=form.cleaned_data["priority"],
            note=form.cleaned_data["note"],
            reference=form.cleaned_data["reference"],
            request_key=form.cleaned_data["request_key"],
            at=at,
        )
        sends = not keeps and order.status == PartsOrder.Status.DRAFT
        if sends:
            services.submit_order(order=order, by=actor, superseded=form.cleaned_data["superseded"], at=at)
    if order.created_at < at:
        messages.info(request, _("This was already an order: number %(order)s.") % {"order": order.number})
    elif sends:
        messages.success(request, _("Order %(order)s was sent to the manufacturer.") % {"order": order.number})
    return redirect(order)


@require_http_methods(["GET", "HEAD", "POST"])
@dealers
def edit(request: ScopedRequest, number: str) -> HttpResponse:
    """Other lines, class or note for a draft."""
    order = find(request, number)
    if order.status != PartsOrder.Status.DRAFT:
        return show(request, order, status=409, conflict=changed_meanwhile(order))
    if request.method != "POST":
        known = [
            {"number": number, "quantity": quantity}
            for number, quantity in order.lines.order_by("id").values_list("part__number", "quantity")
        ]
        head = {"version": order.version, "priority": order.priority, "note": order.note}
        return _page(request, DraftForm(initial=head), LineFormSet(prefix="lines", initial=known), order=order)
    form = DraftForm(request.POST)
    if "add" in request.POST:
        return _page(request, _unjudged(form), more_lines(request), order=order)
    lines = LineFormSet(request.POST, prefix="lines")
    if form.is_valid() and lines.is_valid():
        try:
            wanted = resolved(lines, order.manufacturer_id or 0)
            services.change_draft(order=order, lines=wanted, by=request.actor, at=timezone.now(), **form.cleaned_data)
        except Conflict as error:
            return show(request, find(request, number), status=409, conflict=error)
        except Refused as error:
            form.add_error(_place(error, form), error.message)
        else:
            messages.success(request, _("The draft was saved."))
            return redirect(order)
    return _page(request, form, lines, status=422, order=order)


def resolved(lines: Any, manufacturer_id: int) -> Lines:
    """(part id, quantity) of the filled lines; an unknown number is an error of its line.

    Raises Refused when a number is not in the manufacturer's catalogue; the line's form then says so too.
    """
    filled = [form for form in lines if form.cleaned_data.get("number")]
    numbers = {form.cleaned_data["number"] for form in filled}
    known = dict(Part.objects.filter(manufacturer_id=manufacturer_id, number__in=numbers).values_list("number", "pk"))
    unknown = False
    for form in filled:
        if form.cleaned_data["number"] not in known:
            unknown = True
            message = _("%(part)s is not in this manufacturer's catalogue. Check the number.")
            form.add_error("number", message % {"part": form.cleaned_data["number"]})
    if unknown:
        raise Refused(_("A part number is not in this manufacturer's catalogue: see the line."), field="lines")
    return [(known[form.cleaned_data["number"]], form.cleaned_data["quantity"]) for form in filled]


def more_lines(request: ScopedRequest) -> BaseFormSet[LineForm]:
    """The lines as typed, unjudged, with some empty ones behind them."""
    data = request.POST.copy()
    total = data.get("lines-TOTAL_FORMS", "")
    count = int(total) if total.isdecimal() and len(total) < 5 else 0
    typed = [
        {"number": data.get(f"lines-{n}-number", "")[:60], "quantity": data.get(f"lines-{n}-quantity", "")[:12]}
        for n in range(min(count, MOST_LINES))
    ]
    kept = [row for row in typed if row["number"] or row["quantity"]]
    return LineFormSet(prefix="lines", initial=kept)


def _unjudged(form: Any) -> Any:
    """The same form with what was typed, before anybody judges it."""
    typed = {name: form.data.get(name, "") for name in form.fields}
    if isinstance(form, OrderForm):
        return OrderForm(initial=typed, appointments=form.appointments.values())
    return DraftForm(initial=typed)


def _wished_maker(request: ScopedRequest, appointments: list[Any]) -> dict[str, Any]:
    wished = request.GET.get("maker", "")
    found = [row.pk for row in appointments if str(row.manufacturer_id) == wished]
    return {"appointment": found[0]} if found else {}


def _place(error: Refused, form: Any) -> str | None:
    return {"manufacturer": "appointment"}.get(error.field, error.field if error.field in form.fields else None)


def _page(
    request: ScopedRequest,
    form: Any,
    lines: Any,
    *,
    order: PartsOrder | None = None,
    sums: list[Money] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "lines": lines, "order": order, "sums": sums, "empty_lines": EMPTY_LINES}
    return render(request, "parts/order_form.html", context, status=status)
