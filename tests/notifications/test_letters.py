"""Mail goes by a letter box: nobody waits for a server, nothing is lost, nothing secret is kept."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection, send_mail
from django.db import transaction

from apps.notifications import relay
from apps.notifications.letters import QUEUE
from apps.notifications.models import Consumption, Letter, OutboxEvent
from apps.organizations.scope import Scope, Side, acting_as, system_scope
from tests.cast import NOW, Cast
from tests.mail_servers import mail_server

pytestmark = [pytest.mark.services, pytest.mark.django_db]
LOCAL = "django.core.mail.backends.locmem.EmailBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture(autouse=True)
def box(settings: Any) -> Any:
    settings.EMAIL_BACKEND = "apps.notifications.letters.LetterBackend"
    settings.POST_BACKEND = LOCAL
    return settings


def written() -> uuid.UUID:
    with system_scope("test"):
        return OutboxEvent.objects.get(topic="letter.written").pk


def letters() -> list[Letter]:
    with system_scope("test"):
        return list(Letter.objects.all())


def test_a_letter_is_posted_once_and_then_gone(box: Any) -> None:
    message = EmailMultiAlternatives("Good day", "Text", None, ["wanjiru@example.org"])
    message.attach_alternative("<p>Text</p>", "text/html")
    message.send()
    assert mail.outbox == []
    event = written()
    assert [relay.consume("post", event, at=NOW) for _ in range(2)] == [True, False]
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["wanjiru@example.org"], "Good day", "Text")
    assert isinstance(sent, EmailMultiAlternatives)
    assert [content for content, _kind in sent.alternatives] == ["<p>Text</p>"]
    assert letters() == []


def test_what_is_taken_back_is_never_posted(cast: Cast) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        send_mail("Good day", "Text", None, ["wanjiru@example.org"])
        1 / 0  # noqa: B018  (the transaction fails)
    assert letters() == []


def test_whoever_acts_may_cause_a_letter_and_read_none(cast: Cast) -> None:
    with acting_as(Scope(Side.OWNER, user_id=cast.amina.pk)):
        send_mail("Good day", "Text", None, ["wanjiru@example.org"])
        assert not Letter.objects.exists()
    assert [letter.to for letter in letters()] == [["wanjiru@example.org"]]


def test_a_line_break_in_a_name_silences_nothing(box: Any) -> None:
    send_mail("Falcon\r\nBcc: all@example.org", "Text", None, ["wanjiru@example.org"])
    relay.consume("post", written(), at=NOW)
    assert mail.outbox[0].subject == "Falcon Bcc: all@example.org"
    assert mail.outbox[0].recipients() == ["wanjiru@example.org"]


def test_what_a_letter_cannot_carry_is_said(box: Any) -> None:
    with pytest.raises(ValueError, match="no attachments and no copies"):
        EmailMessage("Good day", "Text", None, ["a@example.org"], cc=["b@example.org"]).send()
    assert letters() == []


@pytest.mark.parametrize(
    ("answer", "kept", "refused"),
    [("250 taken", False, False), ("550 no such mailbox", True, True), ("451 come again", True, False)],
)
def test_what_a_server_says(box: Any, answer: str, kept: bool, refused: bool) -> None:
    """Taken: gone. Refused for good: kept for operators, tried no more. Anything else: tried again."""
    box.POST_BACKEND = SMTP
    send_mail("Good day", "Text", None, ["wanjiru@example.org"])
    event = written()
    with mail_server(answer) as (port, told):
        box.EMAIL_PORT = port
        if kept and not refused:
            with pytest.raises(OSError, match="come again"):
                relay.consume("post", event, at=NOW)
        else:
            assert relay.consume("post", event, at=NOW)
    assert "rcpt TO:<wanjiru@example.org>" in told
    assert bool(letters()) is kept
    assert [bool(letter.refused_at) for letter in letters()] == [refused] * kept
    with system_scope("test"):
        assert Consumption.objects.filter(event_id=event).exists() is not (kept and not refused)


def test_a_server_that_says_nothing_holds_up_its_letter_only(box: Any) -> None:
    box.POST_BACKEND, box.EMAIL_TIMEOUT = SMTP, 0.2
    send_mail("Good day", "Text", None, ["wanjiru@example.org"])
    with mail_server("") as (port, _told):
        box.EMAIL_PORT = port
        with pytest.raises(OSError, match="timed out"):
            relay.consume("post", written(), at=NOW)
    assert len(letters()) == 1
    assert relay.queue_of("post") == QUEUE != relay.queue_of("mail")


def test_the_box_takes_many_at_once(box: Any) -> None:
    messages = [EmailMessage("Good day", "Text", None, [f"p{n}@example.org"]) for n in range(3)]
    assert get_connection().send_messages(messages) == 3
    assert len(letters()) == 3
