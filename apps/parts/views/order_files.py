"""The lines of orders as a file: what somebody lays beside its own books."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.core.tables.workbooks import workbook_answer
from apps.core.tables.writers import stream_csv
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from .. import selectors
from ..filters import OrderFilter
from ..models import OrderLine
from .orders import readers

_HEAD = (
    "order", "class", "manufacturer", "dealer", "country", "ordered", "part", "name", "pieces", "status", "promised",
    "sent", "received", "consignment",
)  # fmt: skip


@require_safe
@readers
def export(request: ScopedRequest, form: str) -> HttpResponseBase:
    """The lines of the chosen orders, newest orders first: CSV of any length, or a workbook."""
    side = request.actor.side
    chosen = OrderFilter(request.GET, selectors.orders_seen_by(request.actor), side=side, request=request)
    rows = selectors.lines_of_orders(chosen.qs)
    # Whose repair a part is for is the workshop's to know.
    head = [*_HEAD, "claim"] if side is Side.DEALER else list(_HEAD)
    lines = (row[: len(head)] for row in _lines(rows))
    if form == "csv":
        return stream_csv("orders.csv", head, lines)
    return workbook_answer(request, "orders.xlsx", chain([head], lines), back=reverse("parts:orders"))


def _lines(rows: QuerySet[OrderLine]) -> Iterator[list[Any]]:
    for line in rows.iterator(2_000):
        order, part = line.order, line.part
        yield [
            order.number, order.priority, str(order.manufacturer or ""), str(order.dealer or ""), str(order.country),
            _moment(order.submitted_at), part.number, part.name, line.quantity, line.status,
            line.promised_on.isoformat() if line.promised_on else "", _moment(line.dispatched_at),
            _moment(line.received_at), line.tracking, order.claim_number,
        ]  # fmt: skip


def _moment(at: datetime | None) -> str:
    """In UTC, and saying so: a file is read where its reader's clock is not known any more."""
    return at.astimezone(UTC).isoformat(timespec="minutes") if at else ""
