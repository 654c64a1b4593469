"""Facts reach their consumers once, whoever dies or repeats; people are told in their own language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils.translation import gettext_noop

from apps.notifications import catalogue, relay
from apps.notifications.models import Consumption, Notice, OutboxEvent
from apps.notifications.outbox import emit
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW, Cast

TOPIC = "test.happened"


@pytest.fixture(autouse=True)
def told() -> Iterator[None]:
    text = gettext_noop("Something happened to %(number)s")
    catalogue.list_notice(TOPIC, to="dealer", text=text, url_name="notifications:open", url_value="id")
    catalogue.list_notice(TOPIC, to="regulators", text=text, url_name="notifications:open", url_value="id")
    yield
    catalogue._entries.pop(TOPIC)


def happen(cast: Cast, **more: object) -> OutboxEvent:
    return emit(TOPIC, at=NOW, number="C-1", id=1, dealer=cast.dealer_nairobi.pk, country="KE", **more)


def test_each_side_is_told_and_nobody_else(cast: Cast) -> None:
    with system_scope("test"):
        event = happen(cast)
        assert relay.consume("notices", event.pk, at=NOW)
        told = set(Notice.objects.values_list("user__email", flat=True))
    assert told == {"staff@savanna.example", "staff@board-ke.example", "staff@licensing.example"}


def test_the_same_event_twice_tells_once(cast: Cast) -> None:
    with system_scope("test"):
        event = happen(cast)
        assert [relay.consume("mail", event.pk, at=NOW) for _ in range(3)] == [True, False, False]
    assert len(mail.outbox) == 3


def test_an_address_that_was_given_and_never_proven_gets_no_mail(cast: Cast) -> None:
    """Its mailbox may be a stranger's, and what happened may hold names that somebody chose."""
    dealer = cast.staff[cast.dealer_nairobi.pk]
    with system_scope("test"):
        EmailAddress.objects.create(user=dealer, email=dealer.email, verified=False, primary=True)
        relay.consume("mail", happen(cast).pk, at=NOW)
        relay.consume("notices", happen(cast).pk, at=NOW)
        assert Notice.objects.filter(user=dealer).exists()
    assert [dealer.email] not in [message.to for message in mail.outbox]
    assert len(mail.outbox) == 2


def test_who_acted_is_not_told(cast: Cast) -> None:
    actor = cast.staff[cast.dealer_nairobi.pk]
    with system_scope("test"):
        relay.consume("notices", happen(cast, by_user=actor.pk).pk, at=NOW)
        assert not Notice.objects.filter(user=actor).exists()


def test_a_consumer_that_fails_is_tried_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with system_scope("test"):
        event = happen(cast)
    monkeypatch.setitem(relay._consumers, "notices", lambda event, at: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        relay.consume("notices", event.pk, at=NOW)
    monkeypatch.undo()
    with system_scope("test"):
        assert Consumption.objects.count() == 0
        assert relay.consume("notices", event.pk, at=NOW)


def test_people_see_only_their_own_notices(cast: Cast) -> None:
    with system_scope("test"):
        relay.consume("notices", happen(cast).pk, at=NOW)
    with acting_as(cast.scope(cast.dealer_almaty)):
        assert Notice.objects.count() == 0


def test_an_event_is_lost_with_its_transaction(cast: Cast) -> None:
    with pytest.raises(ZeroDivisionError), system_scope("test"):
        happen(cast)
        _ = 1 / 0
    with system_scope("test"):
        assert not OutboxEvent.objects.exists()


def test_sides_may_say_facts_and_read_none(cast: Cast) -> None:
    with acting_as(cast.scope(cast.dealer_nairobi)):
        happen(cast)
        assert OutboxEvent.objects.count() == 0


def test_what_the_queue_forgot_is_handed_out_again(cast: Cast) -> None:
    queued: list[tuple[str, str]] = []

    def hand_out(name: str, event: str) -> None:
        queued.append((name, event))

    def lost(at: datetime) -> int:
        return relay.relay_lost(at=at, hand_out=hand_out)

    with system_scope("test"):
        event = happen(cast)
    relay.relay_waiting(at=NOW, hand_out=hand_out)
    with system_scope("test"):
        relay.consume("notices", event.pk, at=NOW)
    assert lost(NOW + timedelta(minutes=9)) == 0
    assert lost(NOW + timedelta(minutes=11)) == 1  # the mail; the notices are done
    assert lost(NOW + timedelta(minutes=20)) == 0  # it has ten minutes again
    assert queued == [("notices", str(event.pk)), ("mail", str(event.pk)), ("mail", str(event.pk))]
    with system_scope("test"):
        relay.consume("mail", event.pk, at=NOW)
    assert lost(NOW + timedelta(minutes=40)) == 0
    assert lost(NOW + timedelta(days=4)) == 0


@pytest.mark.parametrize(("queued", "found"), [(0, 2), (99, 2), (100, 0), (None, 0)])
def test_a_killed_workers_tasks_act_again_within_the_minute(cast: Cast, queued: int | None, found: int) -> None:
    """In a short queue a task that is not done is lost; in a long one it waits for its turn."""
    again: list[str] = []
    with system_scope("test"):
        happen(cast)
    relay.relay_waiting(at=NOW, hand_out=lambda *_task: None)
    at = NOW + timedelta(seconds=41)
    assert (
        relay.relay_lost(at=at, hand_out=lambda name, _event: again.append(name), queued=lambda _queue: queued) == found
    )
    assert sorted(again) == ["mail", "notices"][:found]
