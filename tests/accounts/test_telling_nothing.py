"""Sign-up, reset and sign-in say the same, and take as long, whether an address is known or not."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

import pytest
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth import hashers
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
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
def test_the_same_work(proven: Cast, ask: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as often, and the database is asked about as often."""
    settings.EMAIL_BACKEND = "apps.notifications.letters.LetterBackend"
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


def test_nobody_gets_mail_for_a_new_password_of_no_account(proven: Cast, settings: Any) -> None:
    asking_for_a_password(UNKNOWN)
    assert delivered() == []
    asking_for_a_password(KNOWN)
    (message,) = delivered()
    assert f"{settings.SITE_URL}/accounts/password/reset/key/" in message.body


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


@pytest.mark.parametrize("ask", ASKED)
def test_a_refusing_mail_server_tells_nothing(proven: Cast, ask: Any, settings: Any) -> None:
    """Nobody talks to it before the answer: the letter box takes everything."""
    settings.EMAIL_BACKEND = "apps.notifications.letters.LetterBackend"
    settings.POST_BACKEND = "nowhere.to.be.found"
    assert seen(ask, KNOWN) == seen(ask, UNKNOWN)
