"""Say a fact: one row in the transaction that makes it true."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from apps.organizations.door import door

from .models import OutboxEvent
from .tasks import nudge_relay


def emit(topic: str, *, at: datetime, **payload: Any) -> OutboxEvent:
    """Write an event of ``topic`` (as ``claim.filed``) inside the caller's transaction.

    ``payload`` holds ids and plain values (JSON). The relay hands it to the consumers after the commit; if that
    nudge is lost, the relay's own timetable finds the row.
    """
    event = OutboxEvent(topic=topic, payload=payload, occurred_at=at)
    with door("notifications.outbox"):
        event.save(force_insert=True)
    transaction.on_commit(nudge_relay)
    return event
