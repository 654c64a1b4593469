"""Where one is signed in: seen, ended, and closed to whoever has no password at hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from apps.accounts.sessions import device_name
from apps.accounts.tasks import forget_old_sessions
from apps.organizations.scope import system_scope
from tests.accounts.conftest import delivered, is_in, sign_in
from tests.cast import PASSWORD, Cast

AMINA = "amina@example.org"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
PHONE = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36"
PAGE = "/accounts/sessions/"


def desk() -> Client:
    return sign_in(AMINA, headers={"User-Agent": FIREFOX}, REMOTE_ADDR="198.51.100.77")


def phone() -> Client:
    return sign_in(AMINA, headers={"User-Agent": PHONE}, REMOTE_ADDR="203.0.113.5")


def listed(client: Client) -> list[tuple[str, str, bool]]:
    rows = client.get(PAGE).context["rows"]
    return [(row["device"], row["place"], row["current"]) for row in rows]


def test_each_browser_is_listed_with_device_and_place(proven: Cast) -> None:
    mine = desk()
    phone()
    assert sorted(listed(mine)) == [
        ("Chrome · Android", "203.0.*.*", False),
        ("Firefox · Linux", "198.51.*.*", True),
    ]
    page = mine.get(PAGE).content.decode()
    assert "203.0.113.5" not in page
    assert listed(sign_in("boris@example.org")) == [("Unknown device", "127.0.*.*", True)]


def test_one_is_ended_and_is_out_at_once(proven: Cast) -> None:
    mine, other = desk(), phone()
    row = next(row["session"] for row in mine.get(PAGE).context["rows"] if not row["current"])
    for _twice in range(2):
        assert mine.post(f"{PAGE}{row.pk}/end/").status_code == 302
    assert (is_in(mine), is_in(other)) == (True, False)
    assert len(listed(mine)) == 1


def test_all_others_are_ended(proven: Cast) -> None:
    mine, others = desk(), [phone(), phone()]
    boris = sign_in("boris@example.org")
    mine.post(f"{PAGE}end/")
    assert [is_in(client) for client in (mine, *others, boris)] == [True, False, False, True]


def test_nobody_ends_a_strangers_session(proven: Cast) -> None:
    mine, boris = desk(), sign_in("boris@example.org")
    row = UserSession.objects.get(user=proven.amina)
    assert boris.post(f"{PAGE}{row.pk}/end/").status_code == 302
    assert is_in(mine)
    assert Client().post(f"{PAGE}{row.pk}/end/").headers["Location"].startswith("/accounts/login/")


def test_last_seen_is_noted_every_few_minutes_and_not_with_each_request(
    proven: Cast, django_assert_num_queries: Any
) -> None:
    mine = desk()
    before = UserSession.objects.get().last_seen_at
    mine.get("/profile/")
    assert UserSession.objects.get().last_seen_at == before
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        mine.get("/profile/", REMOTE_ADDR="192.0.2.8")
        assert listed(mine) == [("Firefox · Linux", "192.0.*.*", True)]
    assert UserSession.objects.get().last_seen_at - before >= timedelta(minutes=6)


def test_a_session_from_before_this_list_was_kept_is_on_it_too(proven: Cast) -> None:
    mine = desk()
    UserSession.objects.all().delete()
    session = mine.session
    del session["seen_at"]
    session.save()
    assert len(listed(mine)) == 1


def test_signing_out_and_time_take_sessions_off_the_list(proven: Cast) -> None:
    mine, other = desk(), phone()
    other.post("/accounts/logout/")
    assert len(listed(mine)) == 1
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        forget_old_sessions()
    assert not UserSession.objects.exists()


def test_a_new_password_ends_all_other_sessions_and_is_told(proven: Cast) -> None:
    mine, other = desk(), phone()
    new = "another-long-password"
    changed = mine.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert changed.status_code == 302
    assert (is_in(mine), is_in(other)) == (True, False)
    assert [row[:2] for row in listed(mine)] == [("Firefox · Linux", "198.51.*.*")]
    (message,) = delivered()
    assert message.to == [AMINA]
    assert "198.51.100.77 (Firefox · Linux)" in message.body


def confirmed(client: Client) -> Client:
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def test_an_address_is_added_only_by_who_knows_the_password(proven: Cast) -> None:
    mine = desk()
    new = {"action_add": "", "email": "thief@example.org"}
    asked = mine.post("/accounts/email/", new)
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    with system_scope("test"):
        assert EmailAddress.objects.filter(user=proven.amina).count() == 1
    assert mine.post("/accounts/reauthenticate/", {"password": "wrong"}).status_code == 200
    assert mine.get("/accounts/2fa/totp/activate/").headers["Location"].startswith("/accounts/reauthenticate/")


def test_the_old_address_is_told_of_a_new_one_and_of_the_change(proven: Cast) -> None:
    mine = confirmed(desk())
    assert mine.post("/accounts/email/", {"action_add": "", "email": "new@example.org"}).status_code == 302
    told, proof = sorted(delivered(), key=lambda message: str(message.to))
    assert (told.to, proof.to) == ([AMINA], ["new@example.org"])
    assert "The address new@example.org was added to your account." in told.body
    link = next(word for word in proof.body.split() if "/confirm-email/" in word)
    mine.post(link.removeprefix("http://testserver"))
    delivered().clear()
    mine.post("/accounts/email/", {"action_primary": "", "email": "new@example.org"})
    (changed,) = delivered()
    assert changed.to == [AMINA]
    assert "new@example.org" in changed.body
    delivered().clear()
    mine.post("/accounts/email/", {"action_remove": "", "email": AMINA})
    assert [message.to for message in delivered()] == [["new@example.org"]]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (FIREFOX, "Firefox · Linux"),
        (PHONE, "Chrome · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17 Safari/605", "Safari · macOS"),
        ("You won a car http://prize.example", ""),
        ("", ""),
    ],
)
def test_devices_are_called_by_our_own_words(said: str, name: str) -> None:
    assert device_name(said) == name
