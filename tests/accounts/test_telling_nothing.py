"""Sign-up, reset and sign-in say the same, and take as long, whether an address is known or not."""

from __future__ import annotations

import smtplib
import time
from datetime import timedelta
from statistics import median
from typing import Any

import pytest
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth import hashers
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import Letter, User
from apps.accounts.sending import send_waiting
from apps.organizations.scope import system_scope
from tests.accounts.conftest import delivered
from tests.cast import PASSWORD, Cast

KNOWN, UNKNOWN = "amina@example.org", "nobody@example.org"


def signing_up(email: str, client: Client | None = None) -> Any:
    cache.clear()
    form = {"full_name": "Somebody", "country": "KE", "email": email, "password1": PASSWORD}
    return (client or Client()).post("/accounts/signup/", form)


def asking_for_a_password(email: str, client: Client | None = None) -> Any:
    cache.clear()
    return (client or Client()).post("/accounts/password/reset/", {"email": email})


def wrong_password(email: str, client: Client | None = None) -> Any:
    cache.clear()
    return (client or Client()).post("/accounts/login/", {"login": email, "password": "wrong-password"})


ASKED = [signing_up, asking_for_a_password, wrong_password]


def seen(ask: Any, email: str) -> tuple[Any, ...]:
    """All that a stranger's browser is told, and the page it ends on."""
    client = Client()
    answer = ask(email, client)
    page = client.get(answer.headers["Location"]) if answer.status_code == 302 else answer
    text = page.content.decode().replace(email, "ADDRESS")
    for line in (line for line in text.splitlines() if "csrf" in line):
        text = text.replace(line, "")
    return answer.status_code, answer.headers.get("Location"), sorted(client.cookies), page.status_code, text


@pytest.mark.parametrize("ask", ASKED)
def test_the_same_words(proven: Cast, ask: Any) -> None:
    assert seen(ask, KNOWN) == seen(ask, UNKNOWN)


@pytest.mark.parametrize("ask", ASKED)
def test_the_same_work(proven: Cast, ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as often, and the database is asked about as often."""
    hasher, made = type(hashers.get_hasher()), []
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda *a, **k: (made.append("a hash"), encode(*a, **k))[1])
    found = {}
    for email in (KNOWN, UNKNOWN):
        made.clear()
        with CaptureQueriesContext(connection) as queries:
            ask(email)
        found[email] = (len(made), len(queries))
    assert found[KNOWN][0] == found[UNKNOWN][0]
    assert abs(found[KNOWN][1] - found[UNKNOWN][1]) <= 2, found


def test_the_same_time_with_the_hash_of_a_real_site(proven: Cast, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    for n in range(7):
        for kind, email in (("known", KNOWN), ("unknown", f"nobody{n}@example.org")):
            began = time.perf_counter()
            signing_up(email)
            took[kind].append(time.perf_counter() - began)
    known, unknown = median(took["known"]), median(took["unknown"])
    assert 0.5 < known / unknown < 2, (known, unknown)


def test_the_owner_of_a_known_address_is_told_by_mail(proven: Cast) -> None:
    signing_up(KNOWN)
    (message,) = delivered()
    assert "already exists" in message.body
    assert message.to == [KNOWN]
    with system_scope("test"):
        assert User.objects.filter(email__endswith="invalid").count() == 0


def test_nobody_gets_mail_for_a_new_password_of_no_account(proven: Cast) -> None:
    asking_for_a_password(UNKNOWN)
    assert delivered() == []
    asking_for_a_password(KNOWN)
    (message,) = delivered()
    assert "http://testserver/accounts/password/reset/key/" in message.body
    assert not Letter.objects.exists(), "no link lies about once it is sent"


def test_both_of_two_accounts_of_one_mailbox_are_found_by_mail(db: None) -> None:
    """From before addresses had one form; whoever holds the mailbox gets into both, and gives one another address."""
    with system_scope("test"):
        made = [User.objects.create_user(f"two{n}@example.org", PASSWORD) for n in range(3)]
        for user, email in zip(made, ("two@xn--ko-yqa.pl", "two@koł.pl", "two@kół.pl"), strict=True):
            User.objects.filter(pk=user.pk).update(email=email)
    asking_for_a_password("two@KOŁ.pl")
    messages = delivered()
    assert [message.to for message in messages] == [["two@xn--ko-yqa.pl"]] * 2
    keys = {message.body.split("/password/reset/key/")[1].split("-")[0] for message in messages}
    assert keys == {user_pk_to_url_str(user) for user in made[:2]}
    assert all("two accounts of this mailbox" in message.body for message in messages)


class Refusing:
    """A mail server that refuses, for now or for good."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.tries = 0

    def send_messages(self, messages: Any) -> int:
        self.tries += 1
        raise self.error


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Any:
    def to(error: Exception) -> Refusing:
        server = Refusing(error)
        monkeypatch.setattr(mail.EmailMessage, "get_connection", lambda self, fail_silently=False: server)
        return server

    return to


@pytest.mark.parametrize("ask", ASKED)
def test_a_refusing_mail_server_tells_nothing(proven: Cast, ask: Any, refusing: Any) -> None:
    refusing(smtplib.SMTPRecipientsRefused({KNOWN: (550, b"no such user")}))
    assert seen(ask, KNOWN) == seen(ask, UNKNOWN)


def test_a_server_that_is_away_is_tried_again_for_two_days_and_then_no_more(proven: Cast, refusing: Any) -> None:
    server = refusing(ConnectionRefusedError())
    asking_for_a_password(KNOWN)
    now = timezone.now()
    assert send_waiting(at=now) == 1
    assert send_waiting(at=now) == 0, "not again at once"
    for hour in range(1, 60):
        send_waiting(at=now + timedelta(hours=hour))
    assert not Letter.objects.exists()
    assert 40 < server.tries < 60


def test_what_is_refused_for_good_is_not_tried_again(proven: Cast, refusing: Any) -> None:
    server = refusing(smtplib.SMTPRecipientsRefused({KNOWN: (550, b"no such user")}))
    asking_for_a_password(KNOWN)
    for hour in range(3):
        send_waiting(at=timezone.now() + timedelta(hours=hour))
    assert (server.tries, Letter.objects.count()) == (1, 0)
