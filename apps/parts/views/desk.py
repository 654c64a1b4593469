"""The manufacturer's desk: lines of many orders by due time, answered or sent off together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.casework.views import import_page
from apps.core.pagination import page_of
from apps.core.tables.writers import csv_answer, csv_lines
from apps.organizations.permissions import manufacturers
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Scope, acting_as

from .. import selectors, services
from ..desk_columns import DESK_COLUMNS
from ..filters import OrderFilter
from ..forms_desk import PROMISE, DeskForm
from ..models import OrderLine, PartsOrder
from ..selectors.orders import open_lines_of
from ..services.desk import Told
from ..services.desk_files import DESK
from ..services.order_work import NOT_NOW
from ..steps import OPEN

#: Orders that are read at a time for the file.
_CHUNK = 500


@require_http_methods(["GET", "HEAD", "POST"])
@manufacturers
def desk(request: ScopedRequest) -> HttpResponse:
    """Open lines of a page of orders, those due first above; one form for those that are ticked."""
    chosen = OrderFilter(request.GET, selectors.orders_seen_by(request.actor), side=request.actor.side, request=request)
    rows = chosen.qs.filter(next_due_at__isnull=False, status__in=OPEN)
    page = page_of(request, rows, ordering=("next_due_at", "id"))
    lines = open_lines_of(page.items)
    form = DeskForm(request.POST or None, offered=lines)
    if request.method == "POST" and form.is_valid():
        _tell(request, _done(request, form.cleaned_data))
        return redirect(request.get_full_path())
    context = {
        "filter": chosen,
        "page": page,
        "lines": lines,
        "ticked": set(request.POST.getlist("lines")),
        "form": form,
        "now": timezone.now(),
        "not_now": NOT_NOW,
    }
    return render(request, "parts/desk.html", context, status=422 if form.errors else 200)


@require_safe
@manufacturers
def export(request: ScopedRequest) -> StreamingHttpResponse:
    """The open lines of the desk as CSV, those due first above; the same columns are read again with answers."""
    chosen = OrderFilter(request.GET, selectors.orders_seen_by(request.actor), side=request.actor.side, request=request)
    rows = chosen.qs.filter(next_due_at__isnull=False, status__in=OPEN)
    return csv_answer("open-lines.csv", csv_lines(_rows(request.scope, rows)))


@require_http_methods(["GET", "HEAD", "POST"])
@manufacturers
def import_answers(request: ScopedRequest) -> HttpResponse:
    """Send the list back with answers; the page of its job tells row by row what came of it."""
    return import_page(request, DESK, "parts/import_desk.html")


def _rows(scope: Scope, orders: QuerySet[PartsOrder]) -> Iterator[list[str]]:
    """The rows, some orders at a time, each in a scope of its own: no slow reader holds a transaction open."""
    yield [column.name for column in DESK_COLUMNS]
    last: PartsOrder | None = None
    while True:
        with acting_as(scope):
            piece = selectors.orders_due_after(orders, last, _CHUNK)
            lines = open_lines_of(piece)
        yield from (_row(line) for line in lines)
        if len(piece) < _CHUNK:
            return
        last = piece[-1]


def _row(line: OrderLine) -> list[str]:
    """A line as it stands, with its answers empty where there are none."""
    order, due = line.order, line.order.next_due_at
    known = {
        "order": order.number,
        "line": str(line.pk),
        "version": str(order.version),
        "part": line.part.number,
        "pieces": str(line.quantity),
        "dealer": order.dealer.name if order.dealer else "",
        "due": "" if due is None or due == NOT_NOW else due.isoformat(timespec="minutes"),
        "promised_on": line.promised_on.isoformat() if line.promised_on else "",
    }
    return [known.get(column.name, "") for column in DESK_COLUMNS]


def _done(request: ScopedRequest, data: dict[str, Any]) -> list[Told]:
    common = {"line_ids": data["lines"], "key": data["request_key"], "by": request.actor, "at": timezone.now()}
    if data["deed"] == PROMISE:
        return services.promise_many(day=data["day"], reason=data["reason"], note=data["note"], **common)
    return services.dispatch_many(tracking=data["tracking"], **common)


def _tell(request: ScopedRequest, told: list[Told]) -> None:
    """Say how many lines moved, and of each order that did not, why."""
    done = sum(row.lines for row in told if not row.refused)
    if done:
        text = ngettext("%(n)d line was written.", "%(n)d lines were written.", done) % {"n": done}
        messages.success(request, text)
    for row in told:
        if row.refused:
            messages.error(request, _("Order %(order)s: %(why)s") % {"order": row.order.number, "why": row.refused})
