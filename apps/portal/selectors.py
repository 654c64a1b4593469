"""What the home page of each side shows: what waits for me, what is at risk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from apps.claims.models import Claim
from apps.duties.models import Clock
from apps.parts.models import PartsOrder
from apps.vehicles.models import Vehicle
from apps.vehicles.selectors import with_cover

_OVER = (Claim.Status.CLOSED, Claim.Status.DENIED, Claim.Status.WITHDRAWN)


@dataclass(frozen=True)
class ClockCounts:
    """Running clocks of the side in scope: all, past due, due within a day, due within a week."""

    running: int
    late: int
    today: int
    week: int


def clock_counts(*, responsible: str, at: datetime) -> ClockCounts:
    """Count the running clocks that ``responsible`` must act on (indexes clock_dealer_open, clock_maker_open)."""
    figures = Clock.objects.filter(stopped_at=None, responsible=responsible).aggregate(
        running=Count("id"),
        late=Count("id", filter=Q(due_at__lt=at)),
        today=Count("id", filter=Q(due_at__gte=at, due_at__lt=at + timedelta(days=1))),
        week=Count("id", filter=Q(due_at__gte=at, due_at__lt=at + timedelta(days=7))),
    )
    return ClockCounts(**figures)


def most_urgent(*, responsible: str, limit: int = 10) -> QuerySet[Clock]:
    """The clocks to act on first, due ones before paused ones."""
    rows = Clock.objects.filter(stopped_at=None, responsible=responsible).select_related("obligation")
    return rows.order_by(F("due_at").asc(nulls_last=True), "id")[:limit]


def owner_vehicles() -> QuerySet[Vehicle]:
    """The owner's cars with what covers them (2 queries)."""
    return with_cover(Vehicle.objects.all()).order_by("-created_at", "-id")


def owner_open_claims() -> QuerySet[Claim]:
    return Claim.objects.exclude(status__in=_OVER).order_by("-filed_at", "-id")


def open_orders(limit: int = 10) -> QuerySet[PartsOrder]:
    """Orders on their way, newest first."""
    over = (PartsOrder.Status.RECEIVED, PartsOrder.Status.CANCELLED, PartsOrder.Status.DRAFT)
    return PartsOrder.objects.exclude(status__in=over).order_by("-created_at", "-id")[:limit]
