"""Reminders of appointments a day before, once for each time that was agreed."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from apps.notifications.outbox import emit_once

from .models import Booking
from .steps import KIND, fact_of

_NAMESPACE = uuid.UUID("0f3f6a0e-6b0a-4c57-9a8b-64f0b6c0f1aa")
_AHEAD = timedelta(days=1)


def remind_of_bookings(*, at: datetime) -> int:
    """Say ``booking.tomorrow`` for what is agreed within a day; run in the system's scope (index booking_agreed_ahead).

    The event's id is made from appointment and time, so running twice says it once. Returns how many were new.
    """
    near = Booking.objects.filter(status=Booking.Status.AGREED, starts_at__gt=at, starts_at__lte=at + _AHEAD)
    facts = {_event_id(booking): _fact(booking) for booking in near.select_related("claim", "service_point")}
    return emit_once("booking.tomorrow", facts, at=at)


def _event_id(booking: Booking) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, f"{booking.pk} {booking.starts_at.isoformat()}")


def _fact(booking: Booking) -> dict[str, object]:
    sides = {name.removesuffix("_id"): value for name, value in KIND.sides(booking).items()}
    return {
        **sides,
        "country": str(booking.country),
        **fact_of(booking),
        "booking": booking.pk,
        "number": booking.number,
    }
