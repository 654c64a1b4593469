"""Celery entry points of the outbox."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from celery import current_app, shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from apps.core.later import soon

from . import alarms, digests, relay, upkeep
from .models import OutboxEvent

logger = logging.getLogger("sanbao.outbox")


@shared_task
def relay_outbox() -> int:
    """Hand waiting events to the consumers' tasks; returns how many."""
    return relay.relay_waiting(at=timezone.now(), hand_out=_hand_out)


@shared_task
def relay_lost() -> int:
    """Hand out again what was handed out and lost; returns how many tasks."""
    return relay.relay_lost(at=timezone.now(), hand_out=_hand_out, queued=_queued)


def _hand_out(name: str, event_id: str) -> None:
    consume.apply_async((name, event_id), queue=relay.queue_of(name) or current_app.conf.task_default_queue)


def _queued(queue: str) -> int | None:
    """How many tasks wait; None when the broker does not tell."""
    try:
        with current_app.connection_for_write() as broker:
            channel: Any = broker.default_channel
            return int(channel.queue_declare(queue or current_app.conf.task_default_queue).message_count)
    except (OperationalError, OSError):
        return None


# Quick tries here; slow ones, for three days, by ``relay_lost``.
@shared_task(autoretry_for=(Exception,), retry_backoff=5, max_retries=5)
def consume(consumer: str, event_id: str) -> bool:
    """Let one consumer deal with one event; False when it already had."""
    return relay.consume(consumer, uuid.UUID(event_id), at=timezone.now())


@shared_task
def tell_of_given_up() -> int:
    """Sound alarms for events that were given up; returns for how many topics."""
    return alarms.tell_of_given_up(at=timezone.now())


def hand_out_again(events: list[OutboxEvent]) -> int:
    """Hand out events that were given up; returns how many tasks."""
    return sum(relay.hand_out_again(event, _hand_out) for event in events)


@shared_task
def post_gathered() -> int:
    """Send what was gathered for people's next mails; returns how many mails."""
    return digests.post_due(at=timezone.now())


@shared_task
def forget_old() -> int:
    """Delete events, marks and notices by age; returns how many rows."""
    return upkeep.forget_old(at=timezone.now())


def nudge_relay() -> None:
    """Ask for a relay soon; no request waits for Redis, and when it is away the timetable finds the event later."""
    soon("relay", _ask_for_relay)


def _ask_for_relay() -> None:
    try:
        relay_outbox.apply_async(expires=30, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("relay not nudged, the timetable will find the events: %s", error)
