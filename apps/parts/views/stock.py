"""Stock: what the dealer has, what its manufacturers see of it, counts and suggested orders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.errors import Refused
from apps.core.form_answers import refuse
from apps.core.pagination import page_of
from apps.core.sent_twice import new_key
from apps.organizations.models import Appointment, Organization
from apps.organizations.permissions import dealers, for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from .. import selectors, services
from ..actors import firm_of
from ..filters import StockFilter
from ..forms import CountForm, LevelForm, MoveForm, SuggestionForm
from ..models import Part, PartsOrder, StockBalance
from ..services.orders import MOST_LINES

COVERS = (1, 2, 3, 6)
Act = Callable[[dict[str, Any], dict[str, Any]], Any]


@dataclass
class Group:
    """What is suggested of one manufacturer; without an appointment it cannot be ordered."""

    maker: Organization
    appointment: Appointment | None
    rows: list[selectors.Suggestion]
    request_key: str = field(default_factory=new_key)


@for_sides(Side.DEALER, Side.MANUFACTURER)
def listing(request: ScopedRequest) -> HttpResponse:
    """A dealer's own stock; for a manufacturer, the stock of its parts at its dealers."""
    chosen = StockFilter(request.GET, selectors.stock_seen_by(request.actor), side=request.actor.side, request=request)
    page = page_of(request, chosen.qs, ordering=("part_number", "id"))
    return render(request, "parts/stock.html", {"filter": chosen, "page": page})


@dealers
def part(request: ScopedRequest, pk: int) -> HttpResponse:
    return _show(request, _find(request, pk))


def _find(request: ScopedRequest, pk: int) -> Part:
    """A part that the dealer may order or has a shelf for, or 404."""
    return get_object_or_404(selectors.parts_of_dealer(request.actor, at=timezone.now()), pk=pk)


def _show(request: ScopedRequest, part: Part, *, status: int = 200, **forms: Any) -> HttpResponse:
    """A part at this dealer: figures, forms, ledger."""
    dealer_id = firm_of(request.actor)
    have = selectors.availability(dealer_id=dealer_id, part_ids=[part.pk])[part.pk]
    balance = StockBalance.objects.filter(dealer_id=dealer_id, part=part).first()
    level = balance.reorder_level if balance else 0
    context = {
        "part": part,
        "have": have,
        "level": level,
        "page": page_of(request, selectors.ledger(dealer_id=dealer_id, part_id=part.pk), ordering=("-id",)),
        "count_form": CountForm(initial={"seen": have.on_hand}, auto_id="count_%s"),
        "issue_form": MoveForm(auto_id="issue_%s"),
        "receive_form": MoveForm(auto_id="receive_%s"),
        "level_form": LevelForm(initial={"level": level}, auto_id="level_%s"),
        **forms,
    }
    return render(request, "parts/stock_part.html", context, status=status)


def _move(request: ScopedRequest, pk: int, form: Any, name: str, act: Act, done: Any) -> HttpResponse:
    """Check a form of the part's page and call its service; say what hinders with 422 or 409."""
    part = _find(request, pk)
    status = 422
    if form.is_valid():
        base = {
            "dealer_id": firm_of(request.actor),
            "part": part,
            "key": form.cleaned_data.get("request_key"),
            "by": request.actor,
            "at": timezone.now(),
        }
        try:
            act(form.cleaned_data, base)
        except Refused as error:
            status = refuse(form, error)
        else:
            messages.success(request, done)
            return redirect("parts:stock-part", pk)
    return _show(request, part, status=status, form=form, **{name: form})


@require_POST
@dealers
def count(request: ScopedRequest, pk: int) -> HttpResponse:
    def act(data: dict[str, Any], base: dict[str, Any]) -> Any:
        return services.count_stock(counted=data["counted"], reason=data["reason"], seen=data["seen"], **base)

    form = CountForm(request.POST, auto_id="count_%s")
    return _move(request, pk, form, "count_form", act, _("The count is in the ledger."))


@require_POST
@dealers
def issue(request: ScopedRequest, pk: int) -> HttpResponse:
    def act(data: dict[str, Any], base: dict[str, Any]) -> Any:
        return services.issue_stock(quantity=data["quantity"], reference=data["reference"], **base)

    form = MoveForm(request.POST, auto_id="issue_%s")
    return _move(request, pk, form, "issue_form", act, _("Taken off the stock."))


@require_POST
@dealers
def receive(request: ScopedRequest, pk: int) -> HttpResponse:
    def act(data: dict[str, Any], base: dict[str, Any]) -> Any:
        return services.receive_stock(quantity=data["quantity"], reference=data["reference"], **base)

    form = MoveForm(request.POST, auto_id="receive_%s")
    return _move(request, pk, form, "receive_form", act, _("Put into the stock."))


@require_POST
@dealers
def level(request: ScopedRequest, pk: int) -> HttpResponse:
    def act(data: dict[str, Any], base: dict[str, Any]) -> Any:
        return services.set_reorder_level(dealer_id=base["dealer_id"], part=base["part"], level=data["level"])

    form = LevelForm(request.POST, auto_id="level_%s")
    return _move(request, pk, form, "level_form", act, _("The reorder level was set."))


@require_http_methods(["GET", "HEAD", "POST"])
@dealers
def suggested(request: ScopedRequest) -> HttpResponse:
    """What to order, by manufacturer; one click makes a draft of a manufacturer's parts."""
    now, dealer_id = timezone.now(), firm_of(request.actor)
    wished = request.GET.get("cover", "")
    cover = int(wished) if wished.isdecimal() and wished in map(str, COVERS) else 2
    found = selectors.suggestions(dealer_id=dealer_id, at=now, cover_months=cover)
    appointments = {row.manufacturer_id: row for row in selectors.makers_of(dealer_id=dealer_id, at=now)}
    groups = [
        Group(maker, appointments.get(maker_id), list(rows))
        for (maker_id, maker), rows in groupby(found, key=lambda s: (s.part.manufacturer_id, s.part.manufacturer))
    ]
    if request.method == "POST":
        return _draft(request, [group for group in groups if group.appointment])
    return render(request, "parts/suggested.html", {"groups": groups, "cover": cover, "covers": COVERS})


def _draft(request: ScopedRequest, groups: list[Group]) -> HttpResponse:
    """Make a draft of the ticked parts of one manufacturer, in the suggested quantities."""
    offered = {group.appointment.pk: [row.part.pk for row in group.rows] for group in groups if group.appointment}
    form = SuggestionForm(request.POST, offered=offered)
    if not form.is_valid():
        messages.error(request, _("Choose at least one part of one list, as it stands now."))
        return redirect("parts:suggested")
    appointment_id, ticked = form.cleaned_data["appointment"], set(form.cleaned_data["parts"])
    group = next(group for group in groups if group.appointment and group.appointment.pk == appointment_id)
    assert group.appointment is not None
    order = services.create_order(
        by=request.actor,
        dealer_id=firm_of(request.actor),
        manufacturer_id=group.appointment.manufacturer_id,
        country=str(group.appointment.country),
        lines=[(row.part.pk, row.quantity) for row in group.rows if row.part.pk in ticked][:MOST_LINES],
        priority=PartsOrder.Priority.STOCK,
        request_key=form.cleaned_data["request_key"],
        at=timezone.now(),
    )
    messages.success(request, _("A draft was made. Look it over and send it."))
    return redirect(order)
