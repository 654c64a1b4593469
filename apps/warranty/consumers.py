"""What warranty does when a vehicle changes hands, workshop or manufacturer."""

from __future__ import annotations

from datetime import datetime

from apps.notifications.models import OutboxEvent
from apps.notifications.relay import consumer

from . import services


@consumer("warranty.follow_vehicle", "vehicle.sides_changed")
def follow_vehicle(event: OutboxEvent, at: datetime) -> None:
    services.follow_vehicle(event.payload["vehicle"], at=at)
