"""Mails at a person's own pace: what comes close together is one mail, what is urgent never waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils.translation import gettext_noop

from apps.accounts.models import User
from apps.notifications import catalogue, digests, relay, upkeep
from apps.notifications.models import MailLine
from apps.notifications.outbox import emit
from apps.organizations.scope import system_scope
from tests.cast import NOW, Cast
from tests.claims.test_at_once import together

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TOPIC, URGENT = "test.news", "test.urgent"


def _next(fact: Any) -> str:
    return f"Next: look at {fact['number']}."


@pytest.fixture(autouse=True)
def told() -> Iterator[None]:
    place = {"url_name": "notifications:open", "url_value": "id"}
    text = gettext_noop("The workshop asks you something about %(number)s")
    catalogue.list_notice(TOPIC, to="owner", text=text, next_words=_next, **place)
    catalogue.list_notice(URGENT, to="owner", text="Now: %(number)s", urgent=True, **place)
    yield
    catalogue._entries.pop(TOPIC)
    catalogue._entries.pop(URGENT)


@pytest.fixture
def amina(cast: Cast) -> User:
    return cast.amina


def choose(person: User, **fields: Any) -> None:
    with system_scope("test"):
        User.objects.filter(pk=person.pk).update(**fields)


def happen(person: User, number: int, at: datetime, *, topic: str = TOPIC, times: int = 1) -> None:
    with system_scope("test"):
        event = emit(topic, at=at, number=f"C-{number}", id=number, owner=person.pk)
        for _ in range(times):
            relay.consume("mail", event.pk, at=at)


def subjects() -> list[str]:
    return [str(message.subject) for message in mail.outbox]


def test_the_first_comes_at_once_and_what_follows_in_one_mail(amina: User) -> None:
    for n in range(22):
        happen(amina, n, NOW + n * MINUTE)
    assert subjects() == ["The workshop asks you something about C-0"]
    assert digests.post_due(at=NOW + 59 * MINUTE) == 0
    assert [digests.post_due(at=NOW + HOUR) for _ in range(3)] == [1, 0, 0]
    assert subjects()[1:] == ["The workshop asks you something about C-1, and 20 more"]
    body = str(mail.outbox[1].body)
    for n in range(1, 22):
        assert f"Number: C-{n}\nWhen: " in body
        assert f"Next: look at C-{n}.\nOpen it here: http" in body
    assert body.index("C-1\n") < body.index("C-21\n")
    # An hour after that mail the next one comes at once again.
    happen(amina, 30, NOW + HOUR + 30 * MINUTE)
    assert len(mail.outbox) == 2
    assert digests.post_due(at=NOW + 2 * HOUR) == 1
    happen(amina, 31, NOW + 5 * HOUR)
    assert subjects()[3] == "The workshop asks you something about C-31"


def test_each_person_has_a_pace_of_their_own(cast: Cast) -> None:
    choose(cast.boris, mail_pace="at_once")
    for person in (cast.amina, cast.boris):
        for n in range(3):
            happen(person, n, NOW + n * MINUTE)
    assert [message.to for message in mail.outbox].count([cast.amina.email]) == 1
    assert [message.to for message in mail.outbox].count([cast.boris.email]) == 3


def test_daily_mail_comes_at_seven_where_its_reader_is(amina: User) -> None:
    choose(amina, mail_pace="daily", time_zone="Asia/Almaty", language="zh-hans")
    evening = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)  # 20:30 in Almaty
    happen(amina, 1, evening)
    happen(amina, 2, datetime(2026, 3, 5, 1, 59, tzinfo=UTC))
    seven = datetime(2026, 3, 5, 2, tzinfo=UTC)
    assert digests.post_due(at=seven - MINUTE) == 0
    assert digests.post_due(at=seven) == 1
    (message,) = mail.outbox
    assert "C-1" in message.body and "C-2" in message.body and "C-3" not in message.body
    assert "2026年3月4日 20:30" in message.body
    assert "编号" in message.body
    happen(amina, 3, seven)
    assert digests.post_due(at=seven + 23 * HOUR) == 0
    assert digests.post_due(at=seven + 24 * HOUR) == 1


def test_seven_is_seven_when_the_clocks_change(amina: User) -> None:
    choose(amina, mail_pace="daily", time_zone="Europe/Berlin")
    happen(amina, 1, datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert digests.post_due(at=datetime(2026, 3, 29, 4, 59, tzinfo=UTC)) == 0
    assert digests.post_due(at=datetime(2026, 3, 29, 5, 0, tzinfo=UTC)) == 1


def test_what_is_urgent_never_waits(amina: User) -> None:
    choose(amina, mail_pace="daily")
    happen(amina, 1, NOW)
    happen(amina, 2, NOW, topic=URGENT, times=3)
    assert subjects() == ["Now: C-2"]


def test_urgent_are_a_question_that_waits_a_warning_and_access() -> None:
    urgent = {topic for topic in catalogue.topics() for entry in catalogue.entries(topic) if entry.urgent}
    assert {"claim.ask_owner", "claim.safety_alert", "flag.ask_statement", "membership.remove"} <= urgent


def test_the_same_event_again_is_told_once(amina: User) -> None:
    happen(amina, 1, NOW)
    happen(amina, 2, NOW + MINUTE, times=3)
    assert digests.post_due(at=NOW + HOUR) == 1
    assert str(mail.outbox[1].body).count("Number:") == 1


def test_who_left_or_never_proved_the_address_gets_nothing(cast: Cast) -> None:
    for person in (cast.amina, cast.boris):
        happen(person, 1, NOW)
        happen(person, 2, NOW + MINUTE)
    mail.outbox.clear()
    choose(cast.amina, is_active=False)
    with system_scope("test"):
        EmailAddress.objects.create(user=cast.boris, email=cast.boris.email, verified=False, primary=True)
    assert digests.post_due(at=NOW + HOUR) == 0
    assert mail.outbox == []


def test_a_server_that_fails_loses_nothing(amina: User, monkeypatch: pytest.MonkeyPatch) -> None:
    happen(amina, 1, NOW)
    happen(amina, 2, NOW + MINUTE)
    monkeypatch.setattr(digests, "get_connection", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        digests.post_due(at=NOW + HOUR)
    monkeypatch.undo()
    assert digests.post_due(at=NOW + HOUR) == 1


def test_lines_are_forgotten_by_age(amina: User) -> None:
    happen(amina, 1, NOW)
    happen(amina, 2, NOW + MINUTE)
    upkeep.forget_old(at=NOW + timedelta(days=41))
    with system_scope("test"):
        # What was never sent is not lost by age.
        assert [line.values["number"] for line in MailLine.objects.all()] == ["C-2"]


def test_the_pace_is_chosen_in_the_profile(amina: User) -> None:
    browser = Client()
    browser.force_login(amina, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get("/profile/").content.decode()
    assert 'name="mail_pace"' in page
    data = {"full_name": "Amina", "phone": "", "country": "KE", "language": "en", "time_zone": "UTC"}
    assert browser.post("/profile/", data | {"mail_pace": "daily"}).status_code == 302
    assert browser.post("/profile/", data | {"mail_pace": "never"}).status_code == 422
    with system_scope("test"):
        amina.refresh_from_db()
    assert amina.mail_pace == "daily"


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_send_one_mail(transactional_db: None) -> None:
    from tests.cast import build_cast

    amina = build_cast().amina
    with system_scope("test"):
        events = [emit(TOPIC, at=NOW, number=f"C-{n}", id=n, owner=amina.pk) for n in range(8)]
    together(*(lambda event=event: relay.consume("mail", event.pk, at=NOW) for event in events))
    assert len(mail.outbox) == 1
    answers = together(*(lambda: digests.post_due(at=NOW + HOUR) for _ in range(4)))
    assert sorted(answers) == [0, 0, 0, 1]
    assert str(mail.outbox[1].body).count("Number:") == 7
