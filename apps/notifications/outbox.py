"""Say a fact: one row in the transaction that makes it true."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
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


def emit_once(topic: str, facts: Mapping[uuid.UUID, Mapping[str, Any]], *, at: datetime) -> int:
    """Write an event for each id that is not known yet, so that saying it again says it once; returns how many.

    For what the timetable notices: run it in the system's scope. The ids are made of what is told (``uuid5``).
    """
    known = set(OutboxEvent.objects.filter(pk__in=facts).values_list("pk", flat=True))
    fresh = [
        OutboxEvent(pk=pk, topic=topic, payload=dict(fact), occurred_at=at)
        for pk, fact in facts.items()
        if pk not in known
    ]
    OutboxEvent.objects.bulk_create(fresh, ignore_conflicts=True)
    transaction.on_commit(nudge_relay)
    return len(fresh)
