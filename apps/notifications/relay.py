"""From the outbox to the consumers: every event reaches each of its consumers at least once, and acts once."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from apps.organizations.scope import system_scope

from . import catalogue
from .consumers import mail, notify
from .models import Consumption, OutboxEvent

Consumer = Callable[[OutboxEvent, datetime], None]
#: Queues a task: the name of a consumer, the id of an event.
HandOut = Callable[[str, str], object]
#: How many tasks wait in the queue of a name (empty: that of everything else).
Queued = Callable[[str], int | None]

_consumers: dict[str, Consumer] = {"notices": notify, "mail": mail}
_topics: dict[str, list[str]] = defaultdict(list)
_queues: dict[str, str] = {}
_BATCH = 500
#: An event handed out this long ago that a consumer has not dealt with has lost its task (a queue without disk, a
#: killed worker) or its task keeps failing; either way it is handed out again.
LOST_AFTER = timedelta(minutes=10)
#: For how long an event is worth another try.
TRIED_FOR = timedelta(days=3)
#: While the queue is short, what is not done so soon was lost: a killed worker's tasks act again within the minute.
LOST_AFTER_QUIET = timedelta(seconds=40)
SHORT_QUEUE = 100
#: Tasks of one consumer handed out again at once, so that a long queue is not doubled.
_MOST_LOST = 2000


def consumer(name: str, *topics: str, queue: str = "") -> Callable[[Consumer], Consumer]:
    """Register a function as consumer ``name`` of ``topics``; it runs in the system's scope, in one transaction.

    Consumers live in each app's ``consumers.py``, imported by its AppConfig. One that talks to the world outside has
    a ``queue`` of its own, so that nothing else waits when the world does not answer.
    """

    def decorate(function: Consumer) -> Consumer:
        _consumers[name] = function
        _queues[name] = queue
        for topic in topics:
            if name not in _topics[topic]:
                _topics[topic].append(name)
        return function

    return decorate


def relay_waiting(*, at: datetime, hand_out: HandOut) -> int:
    """Hand each waiting event to each of its consumers, oldest first; two relays at once share the work."""
    total = 0
    while True:
        with system_scope("outbox relay"):
            events = list(
                OutboxEvent.objects.select_for_update(skip_locked=True)
                .filter(relayed_at=None)
                .order_by("occurred_at", "id")[:_BATCH]
            )
            # Queued before they are marked: a crash between the two repeats events, which consumers bear.
            for event in events:
                for name in consumers_of(event.topic):
                    hand_out(name, str(event.pk))
            OutboxEvent.objects.filter(pk__in=[event.pk for event in events]).update(relayed_at=at)
        total += len(events)
        if len(events) < _BATCH:
            return total


def relay_lost(*, at: datetime, hand_out: HandOut, queued: Queued = lambda _queue: None) -> int:
    """Hand out again what was never done; returns how many tasks. Redis may forget, PostgreSQL does not.

    ``queued``: how many tasks wait in a queue, None when nobody knows. In a long queue a task is late, not lost.
    """
    total = 0
    with system_scope("outbox relay: lost tasks"):
        waiting = OutboxEvent.objects.select_for_update(skip_locked=True).filter(
            relayed_at__gt=at - TRIED_FOR, occurred_at__gt=at - TRIED_FOR
        )
        again: set[uuid.UUID] = set()
        patience = {queue: _patience(queued(queue)) for queue in {"", *_queues.values()}}
        for name, topics in _topics_by_consumer().items():
            lost = waiting.filter(_undone_by(name, topics), relayed_at__lt=at - patience[queue_of(name)])
            events = lost.order_by("occurred_at", "id")[:_MOST_LOST]
            for event_id in events.values_list("pk", flat=True):
                hand_out(name, str(event_id))
                again.add(event_id)
                total += 1
        OutboxEvent.objects.filter(pk__in=again).update(relayed_at=at)
    return total


def given_up(*, at: datetime) -> Q:
    """Which events some consumer has not dealt with, and is not asked to any more."""
    undone = Q(pk__in=[])
    for name, topics in _topics_by_consumer().items():
        undone |= _undone_by(name, topics)
    return undone & Q(relayed_at__isnull=False, occurred_at__lte=at - TRIED_FOR)


def undone_consumers(event: OutboxEvent) -> list[str]:
    """Names of the consumers that have not dealt with an event."""
    done = set(Consumption.objects.filter(event_id=event.pk).values_list("consumer", flat=True))
    return [name for name in consumers_of(event.topic) if name not in done]


def hand_out_again(event: OutboxEvent, hand_out: HandOut) -> int:
    """Hand an event to the consumers that have not dealt with it; returns how many."""
    names = undone_consumers(event)
    for name in names:
        hand_out(name, str(event.pk))
    return len(names)


def _undone_by(name: str, topics: list[str]) -> Q:
    done = Consumption.objects.filter(consumer=name, event_id=OuterRef("pk"))
    return Q(~Exists(done), topic__in=topics)


def _patience(queued: int | None) -> timedelta:
    return LOST_AFTER_QUIET if queued is not None and queued < SHORT_QUEUE else LOST_AFTER


def queue_of(name: str) -> str:
    """The queue of a consumer; empty: that of everything else."""
    return _queues.get(name, "")


def _topics_by_consumer() -> dict[str, list[str]]:
    listed: dict[str, list[str]] = defaultdict(list)
    for topic in {*_topics, *catalogue.topics()}:
        for name in consumers_of(topic):
            listed[name].append(topic)
    return listed


def consume(name: str, event_id: uuid.UUID, *, at: datetime) -> bool:
    """Run consumer ``name`` for one event unless it has; the mark and the effect are one transaction."""
    with system_scope(f"consumer {name}"):
        event = OutboxEvent.objects.filter(pk=event_id).first()
        if event is None:
            return False
        _mark, fresh = Consumption.objects.get_or_create(consumer=name, event_id=event_id, defaults={"consumed_at": at})
        if fresh:
            _consumers[name](event, at)
        return fresh


def consumers_of(topic: str) -> list[str]:
    """Names of those who deal with a topic; notices and mail deal with what the catalogue lists."""
    told = ["notices", "mail"] if catalogue.entries(topic) else []
    return [*_topics.get(topic, ()), *told]
