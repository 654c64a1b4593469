"""Tables of work do not grow without end, and nothing that still has to act is lost."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from apps.accounts.tasks import forget_old_sessions
from apps.casework import keys
from apps.casework.actors import record_of
from apps.casework.models import StepKey
from apps.core.db import bites
from apps.notifications import relay, upkeep
from apps.notifications.models import Consumption, Notice, OutboxEvent
from apps.organizations.scope import SYSTEM_ACTOR, system_scope
from tests.cast import NOW, Cast

DAY = timedelta(days=1)
pytestmark = [pytest.mark.services, pytest.mark.django_db]


def _event(*, told: timedelta | None, old: timedelta) -> uuid.UUID:
    relayed = None if told is None else NOW - told
    return OutboxEvent.objects.create(topic="claim.filed", occurred_at=NOW - old, relayed_at=relayed).pk


def test_events_told_long_ago_go_and_waiting_ones_stay(cast: Cast) -> None:
    with system_scope("test"):
        gone = _event(told=31 * DAY, old=31 * DAY)
        kept = {_event(told=29 * DAY, old=31 * DAY), _event(told=None, old=400 * DAY)}
    assert upkeep.forget_old(at=NOW) == 1
    with system_scope("test"):
        assert set(OutboxEvent.objects.values_list("pk", flat=True)) == kept
    assert relay.consume("notices", gone, at=NOW) is False, "an event that is gone acts no more"


def test_a_mark_outlives_its_event(cast: Cast) -> None:
    assert upkeep.MARKS_KEPT > upkeep.EVENTS_KEPT > relay.TRIED_FOR
    with system_scope("test"):
        for days in (39, 41):
            Consumption.objects.create(consumer="mail", event_id=uuid.uuid4(), consumed_at=NOW - days * DAY)
    assert upkeep.forget_old(at=NOW) == 1


@pytest.mark.parametrize(
    ("days", "read", "stays"), [(179, True, True), (181, True, False), (181, False, True), (366, False, False)]
)
def test_notices_go_by_age_and_unread_ones_later(cast: Cast, days: int, read: bool, stays: bool) -> None:
    with system_scope("test"):
        Notice.objects.create(
            user=cast.amina,
            event_id=uuid.uuid4(),
            key="x",
            url="/",
            created_at=NOW - days * DAY,
            read_at=NOW - DAY if read else None,
        )
    upkeep.forget_old(at=NOW)
    with system_scope("test"):
        assert Notice.objects.exists() is stays


def test_keys_of_steps_go_after_ninety_days(cast: Cast) -> None:
    with system_scope("test"):
        actor = record_of(SYSTEM_ACTOR)
        for days in (89, 91, 400):
            StepKey.objects.create(actor=actor, key=str(days), digest="0", kind="claim", taken_at=NOW - days * DAY)
    assert keys.forget_old(at=NOW) == 2
    assert keys.forget_old(at=NOW) == 0, "twice is safe"


def test_sessions_that_ended_go() -> None:
    for expiry in (-3600, 3600):
        store = SessionStore()
        store.set_expiry(expiry)
        store.save()
    assert forget_old_sessions() == 1
    assert Session.objects.get().expire_date > timezone.now()


def test_a_bite_is_a_transaction_and_the_next_goes_on(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with system_scope("test"):
        old = [OutboxEvent(topic="x", occurred_at=NOW, relayed_at=NOW - 60 * DAY) for _ in range(25)]
        OutboxEvent.objects.bulk_create(old)
    opened = []

    def scope() -> object:
        opened.append(1)
        return system_scope("test")

    gone = bites.delete_in_bites(lambda: OutboxEvent.objects.filter(relayed_at__lt=NOW), scope=scope, bite=10)  # type: ignore[arg-type]
    assert (gone, len(opened)) == (25, 3)
