"""Reads of orders and their lines."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects

from apps.duties.models import Clock
from apps.organizations.models import Appointment
from apps.organizations.scope import Actor, Side

from ..models import OrderLine, PartsOrder
from ..steps import GONE, OPEN

_LINES = Prefetch("lines", OrderLine.objects.select_related("part", "problem").prefetch_related("promises"))


@dataclass
class LineRow:
    """A line with its clocks, in the order they started."""

    line: OrderLine
    clocks: list[Clock] = field(default_factory=list)


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
    """The lines in the order of their parts, pieces after the line they were split from (2 queries)."""
    prefetch_related_objects([order], _LINES)
    lines = sorted(order.lines.all(), key=lambda line: (line.part.number, line.pk))
    rows = {line.pk: LineRow(line) for line in lines}
    clocks = Clock.objects.filter(subject_kind=Clock.Subject.ORDER_LINE, subject_id__in=rows.keys())
    for clock in clocks.select_related("obligation").order_by("started_at", "id"):
        rows[clock.subject_id].clocks.append(clock)
    return list(rows.values())


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


def orders_of_claim(*, dealer_id: int, claim_number: str) -> QuerySet[PartsOrder]:
    """The orders that a claim's repair waits for (index order_claim)."""
    return PartsOrder.objects.filter(dealer_id=dealer_id, claim_number=claim_number).order_by("created_at", "id")


def still_open_for_claim(*, dealer_id: int, claim_number: str, since: datetime | None = None) -> bool:
    """Whether any part ordered for the claim is not at the dealer's and not cancelled: also what is owed again.

    ``since``: what was ordered before is no longer waited for.
    """
    rows = open_lines_of_claim(dealer_id=dealer_id, claim_number=claim_number)
    return (rows if since is None else rows.filter(order__submitted_at__gt=since)).exists()


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
