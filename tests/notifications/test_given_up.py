"""The relay never gives up in silence: what no consumer took is told, shown to operators, and handed out again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.notifications import alarms, relay, tasks
from apps.notifications.models import Alarm, Consumption, OutboxEvent
from apps.organizations.scope import system_scope
from tests.cast import Cast
from tests.pages import browser

TOPIC = "test.given_up"


@pytest.fixture(autouse=True)
def consumers() -> Iterator[dict[str, int]]:
    """One consumer that works, one that fails until it is mended."""
    calls = {"good": 0, "bad": 0, "mended": 0}

    @relay.consumer("test_good", TOPIC)
    def good(event: OutboxEvent, at: Any) -> None:
        calls["good"] += 1

    @relay.consumer("test_bad", TOPIC)
    def bad(event: OutboxEvent, at: Any) -> None:
        if not calls["mended"]:
            raise RuntimeError("does not work yet")
        calls["bad"] += 1

    yield calls
    for name in ("test_good", "test_bad"):
        relay._consumers.pop(name)
    relay._topics.pop(TOPIC)


@pytest.fixture
def event(cast: Cast) -> OutboxEvent:
    """Told four days ago, and taken by one of its consumers."""
    then = timezone.now() - timedelta(days=4)
    with system_scope("test"):
        made = OutboxEvent.objects.create(topic=TOPIC, payload={"n": 1}, occurred_at=then, relayed_at=then)
        relay.consume("test_good", made.pk, at=then)
    return made


def test_an_alarm_is_sounded_until_somebody_settles_it(event: OutboxEvent, settings: Any) -> None:
    settings.ALARMS_TO = ["operator@sanbao.example"]
    now = timezone.now()
    assert [alarms.tell_of_given_up(at=now + timedelta(hours=n)) for n in range(3)] == [1, 1, 1]
    with system_scope("test"):
        alarm = Alarm.objects.get()
        assert (alarm.kind, alarm.about, alarm.times) == ("given-up", TOPIC, 3)
        assert [letter.subject for letter in mail.outbox] == [f"Sanbao: given-up, {TOPIC}"]
        assert alarms.settle([alarm], by="Op", at=now) == 1
    alarms.tell_of_given_up(at=now + timedelta(hours=3))
    with system_scope("test"):
        assert Alarm.objects.filter(settled_at=None).count() == 1
    assert len(mail.outbox) == 2


def test_what_is_still_tried_or_done_is_not_given_up(event: OutboxEvent) -> None:
    now = timezone.now()
    with system_scope("test"):
        OutboxEvent.objects.update(occurred_at=now - timedelta(days=2))
        assert not OutboxEvent.objects.filter(relay.given_up(at=now)).exists()
        OutboxEvent.objects.update(occurred_at=now - timedelta(days=4))
        assert OutboxEvent.objects.filter(relay.given_up(at=now)).exists()
        Consumption.objects.create(consumer="test_bad", event_id=event.pk, consumed_at=now)
        assert not OutboxEvent.objects.filter(relay.given_up(at=now)).exists()


def test_an_operator_sees_it_and_hands_it_out_again(
    event: OutboxEvent, cast: Cast, consumers: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with system_scope("test"):
        operator = User.objects.create_superuser("operator@sanbao.example", "a-password-of-four-words", full_name="Op")
    client: Client = browser(None, operator)
    page = client.get("/ops/notifications/undoneevent/").content.decode()
    assert TOPIC in page
    assert "test_bad" in page
    assert "test_good" not in page
    consumers["mended"] = 1
    handed: list[tuple[str, str]] = []
    monkeypatch.setattr(tasks, "_hand_out", lambda name, pk: handed.append((name, pk)))
    answer = client.post(
        "/ops/notifications/undoneevent/", {"action": "again", "_selected_action": [str(event.pk)]}, follow=True
    )
    assert "1 task handed out" in answer.content.decode()
    assert handed == [("test_bad", str(event.pk))]
    assert tasks.consume("test_bad", str(event.pk))
    assert TOPIC not in client.get("/ops/notifications/undoneevent/").content.decode()
    assert (consumers["good"], consumers["bad"]) == (1, 1)


def test_an_operator_settles_an_alarm(event: OutboxEvent, cast: Cast) -> None:
    alarms.tell_of_given_up(at=timezone.now())
    with system_scope("test"):
        operator = User.objects.create_superuser("operator@sanbao.example", "a-password-of-four-words", full_name="Op")
        pk = Alarm.objects.get().pk
    client: Client = browser(None, operator)
    answer = client.post("/ops/notifications/alarm/", {"action": "settle", "_selected_action": [pk]}, follow=True)
    assert "1 alarm settled" in answer.content.decode()
    with system_scope("test"):
        assert Alarm.objects.get().settled_by == "operator@sanbao.example"
