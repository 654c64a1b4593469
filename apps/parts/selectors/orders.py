"""Reads of orders and their lines."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum, prefetch_related_objects

from apps.duties.models import Clock
from apps.organizations.models import Appointment
from apps.organizations.scope import Actor, Side

from ..models import DeliveryProblem, OrderLine, PartRequest, PartsOrder, Reservation
from ..steps import GONE, OF_PIECES, OPEN
from .order_prices import Priced, priced

_OF_A_LINE = ("promises", "offers__offered", "offers__ordered", "papers")
_LINES = Prefetch("lines", OrderLine.objects.select_related("part", "problem").prefetch_related(*_OF_A_LINE))


@dataclass
class LineRow:
    """A line with its clocks, in the order they started, and what it costs."""

    line: OrderLine
    clocks: list[Clock] = field(default_factory=list)
    price: Priced | None = None


def orders_seen_by(actor: Actor) -> QuerySet[PartsOrder]:
    """Orders of the actor's side, newest first, with both firms and the number of lines (1 query a page).

    The walls keep strangers' rows away; drafts are the dealer's own business. Indexes order_dealer_newest,
    order_maker_newest, order_country_newest.
    """
    rows = PartsOrder.objects.select_related("dealer", "manufacturer").order_by("-created_at", "-id")
    if actor.side is Side.DEALER:
        return rows
    return rows.exclude(status=PartsOrder.Status.DRAFT).filter(submitted_at__isnull=False)


def order_of(actor: Actor, number: str) -> PartsOrder | None:
    """One order by its number with its lines and their parts, or None when there is none for this actor."""
    return orders_seen_by(actor).prefetch_related(_LINES).filter(number=number).first()


def lines_with_clocks(order: PartsOrder) -> list[LineRow]:
    """The lines in the order of their parts, pieces after the line they were split from (3 queries)."""
    prefetch_related_objects([order], _LINES)
    lines = sorted(order.lines.all(), key=lambda line: (line.part.number, line.pk))
    costs = priced(lines)
    rows = {line.pk: LineRow(line, price=costs[line.pk]) for line in lines}
    clocks = Clock.objects.filter(subject_kind=Clock.Subject.ORDER_LINE, subject_id__in=rows.keys())
    for clock in clocks.select_related("obligation").order_by("started_at", "id"):
        rows[clock.subject_id].clocks.append(clock)
    return list(rows.values())


def ordered_of(order: PartsOrder) -> dict[int, int]:
    """How many of each part were ordered, by part id, whatever became of them since (1 query)."""
    lines = order.lines.exclude(status__in=OF_PIECES).exclude(problem__kind=DeliveryProblem.Kind.OVER).order_by()
    return dict(lines.values_list("part_id").annotate(Sum("quantity")))


def open_lines_of(orders: list[PartsOrder]) -> list[OrderLine]:
    """What is still to be sent of some orders, in their order, each line with its part and promises (2 queries)."""
    rows = OrderLine.objects.filter(order__in=orders, status__in=OPEN).select_related("part")
    known = {order.pk: order for order in orders}
    lines = list(rows.prefetch_related("promises").order_by("id"))
    for line in lines:
        line.order = known[line.order_id]
    places = {pk: place for place, pk in enumerate(known)}
    return sorted(lines, key=lambda line: (places[line.order_id], line.pk))


def orders_due_after(orders: QuerySet[PartsOrder], last: PartsOrder | None, most: int) -> list[PartsOrder]:
    """The next orders of a queue, by due time, behind ``last`` (1 query; index order_maker_due)."""
    if last is not None:
        here = Q(next_due_at=last.next_due_at, pk__gt=last.pk)
        orders = orders.filter(Q(next_due_at__gt=last.next_due_at) | here)
    return list(orders.order_by("next_due_at", "id")[:most])


def line_counts(orders: list[PartsOrder]) -> dict[int, tuple[int, int]]:
    """(lines, lines still open) by order id, for one page of a list (1 query)."""
    counted = (
        OrderLine.objects.filter(order_id__in=[order.pk for order in orders])
        .exclude(status__in=GONE)
        .values("order_id")
        .annotate(lines=Count("id"), waiting=Count("id", filter=Q(status__in=OPEN)))
        .order_by()
    )
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    found.update({row["order_id"]: (row["lines"], row["waiting"]) for row in counted})
    return found


def lines_of_orders(orders: QuerySet[PartsOrder]) -> QuerySet[OrderLine]:
    """The lines of some orders with what they are of, newest orders first (1 query)."""
    rows = OrderLine.objects.filter(order__in=orders.order_by().values("pk"))
    firms = ("order__manufacturer", "order__dealer", "part")
    return rows.select_related(*firms).order_by("-order__created_at", "-order_id", "id")


def orders_of_claim(*, dealer_id: int, claim_number: str) -> QuerySet[PartsOrder]:
    """The orders that a claim's repair waits for (index order_claim)."""
    return PartsOrder.objects.filter(dealer_id=dealer_id, claim_number=claim_number).order_by("created_at", "id")


def still_open_for_claim(*, dealer_id: int, claim_number: str, since: datetime | None = None) -> bool:
    """Whether any part ordered for the claim is not at the dealer's and not cancelled: also what is owed again.

    ``since``: what was ordered before is no longer waited for; nor is a part of which another dealer gave all.
    """
    rows = open_lines_of_claim(dealer_id=dealer_id, claim_number=claim_number)
    rows = rows.exclude(part_id__in=_from_elsewhere(dealer_id, claim_number))
    return (rows if since is None else rows.filter(order__submitted_at__gt=since)).exists()


def _from_elsewhere(dealer_id: int, claim_number: str) -> QuerySet[PartRequest, Any]:
    """Parts that came from another dealer for a claim in which nobody waits for one of them any more, by their ids."""
    mine = {"dealer_id": dealer_id, "claim_number": claim_number}
    waits = Reservation.objects.filter(**mine, status__in=Reservation.WAITS)
    came = PartRequest.objects.filter(**mine, received__gt=0).exclude(part_id__in=waits.values("part_id"))
    return came.order_by().values("part_id")


def open_lines_of_claim(*, dealer_id: int, claim_number: str) -> QuerySet[OrderLine]:
    """The lines ordered for a claim that neither came nor were cancelled, with part and order (index order_claim)."""
    done = (OrderLine.Status.DELIVERED, OrderLine.Status.RECEIVED, *GONE)
    lines = OrderLine.objects.filter(order__dealer_id=dealer_id, order__claim_number=claim_number)
    return lines.exclude(status__in=done).select_related("part", "order").order_by("order_id", "id")


def makers_of(*, dealer_id: int, at: datetime) -> QuerySet[Appointment]:
    """The appointments that a dealer holds at a moment, with the manufacturers' names."""
    return (
        Appointment.objects.at(at)
        .filter(dealer_id=dealer_id)
        .select_related("manufacturer")
        .order_by("manufacturer__name", "country", "id")
    )
