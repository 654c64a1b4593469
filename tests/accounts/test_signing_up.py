"""Signing up: who somebody is, where their clock stands, and what a stranger's mailbox may get of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.addresses import one_form
from apps.accounts.models import User
from apps.core.errors import Refused
from apps.core.texts import person_name
from apps.organizations.scope import system_scope
from tests.accounts.conftest import delivered, is_in, sign_in
from tests.cast import PASSWORD, Cast
from tests.pages import browser

NEW = {"full_name": "Somchai Dee", "country": "TH", "email": "somchai@mail.example", "password1": PASSWORD}


def sign_up(**changes: Any) -> tuple[int, str]:
    answer = Client().post("/accounts/signup/", {**NEW, **changes})
    return answer.status_code, answer.content.decode()


def confirm(client: Client) -> None:
    """Follow the link of the mail in the browser that signed up."""
    (message,) = delivered()
    link = next(word for word in message.body.split() if "/confirm-email/" in word)
    page = client.get(link.removeprefix("http://testserver"))
    assert page.status_code == 200
    assert client.post(page.request["PATH_INFO"]).status_code == 302


def everybody() -> list[User]:
    with system_scope("test"):
        return list(User.objects.order_by("id"))


@pytest.mark.parametrize(
    ("country", "zone"),
    [("TH", "Asia/Bangkok"), ("KE", "Africa/Nairobi"), ("RU", "Europe/Moscow"), ("AU", "Australia/Sydney")],
)
def test_the_clock_is_that_of_the_country_and_every_page_names_it(db: None, country: str, zone: str) -> None:
    client = Client()
    assert client.post("/accounts/signup/", {**NEW, "country": country}).status_code == 302
    assert [user.time_zone for user in everybody()] == [zone]
    confirm(client)
    assert f"Times on this page: <bdi>{zone} (UTC" in client.get("/").content.decode()


@pytest.mark.parametrize(("chosen", "kept"), [("ar", "ar"), ("zh-hans", "zh-hans"), ("", "en")])
def test_the_language_of_the_header_is_kept_with_the_account(db: None, chosen: str, kept: str) -> None:
    client = Client()
    if chosen:
        client.post("/i18n/setlang/", {"language": chosen, "next": "/"})
    assert client.post("/accounts/signup/", NEW).status_code == 302
    assert [user.language for user in everybody()] == [kept]
    confirm(client)
    assert f'lang="{kept}"' in client.get("/").content.decode()


def test_nobody_is_in_before_the_address_is_proven(db: None) -> None:
    client = Client()
    client.post("/accounts/signup/", NEW)
    assert not is_in(client)
    assert not is_in(sign_in(NEW["email"]))
    confirm(client)
    assert is_in(client)
    assert is_in(sign_in(NEW["email"]))


@pytest.mark.parametrize(
    "name",
    [
        "You won a car, collect it at http://prize.example/a1 today",
        "HTTPS://prize.example",
        "www.prize.example",
        "ｗｗｗ.prize.example",
        "write to me@prize.example",
        "Amina\nYou won a car",
        "Amina\r\nYou won a car",
        "Amina\u2028You won a car",
        "<b>Amina</b>",
        "\u202e\u200b",
        "12345",
        "\u3164",
    ],
)
def test_what_is_no_name_is_told_so_and_nobody_gets_mail(db: None, name: str) -> None:
    status, page = sign_up(full_name=name)
    assert "is no name" in page
    assert status in (200, 422)
    assert everybody() == []
    assert delivered() == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u202eevil", "evil"),
        ("Amina\u200b  Otieno\u200f", "Amina Otieno"),
        ("J.R.R. Tolkien-O’Brien", "J.R.R. Tolkien-O’Brien"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("王小明", "王小明"),
        ("Zoe\u0308", "Zoë"),
    ],
)
def test_names_are_kept_as_others_can_read_them(db: None, typed: str, kept: str) -> None:
    assert sign_up(full_name=typed)[0] == 302
    assert [user.full_name for user in everybody()] == [kept]


def test_the_profile_holds_names_to_the_same_rule(cast: Cast) -> None:
    data = {"phone": "", "country": "KE", "language": "en", "time_zone": "Africa/Nairobi", "mail_pace": "gathered"}
    answer = browser(cast, cast.amina).post("/profile/", {**data, "full_name": "see http://prize.example"})
    assert (answer.status_code, "is no name" in answer.content.decode()) == (422, True)
    assert browser(cast, cast.amina).post("/profile/", {**data, "full_name": ""}).status_code == 302


def test_the_mail_to_an_unknown_mailbox_holds_nothing_of_the_senders_own(db: None) -> None:
    assert sign_up(full_name="Prize Office Example")[0] == 302
    (message,) = delivered()
    assert "Prize" not in f"{message.subject}{message.body}"
    assert "If it was not you, do nothing." in message.body


@pytest.mark.parametrize("second", ["two@xn--ko-yqa.pl", "two@koł.pl", "TWO@KOŁ.PL"])
def test_one_mailbox_is_one_account(db: None, second: str) -> None:
    assert sign_up(email="two@koł.pl")[0] == 302
    sign_up(email=second)
    assert [user.email for user in everybody()] == ["two@xn--ko-yqa.pl"]
    for address in (second, "two@koł.pl"):
        assert Client().post("/accounts/login/", {"login": address, "password": PASSWORD}).status_code == 302


@given(st.text(max_size=40))
def test_any_text_has_one_form_and_is_a_name_or_none(text: str) -> None:
    assert one_form(one_form(text)) == one_form(text)
    try:
        name = person_name(text)
    except Refused:
        return
    assert person_name(name) == name
