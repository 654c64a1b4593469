"""The operators' pages have no sign-in of their own: one way in, a second factor, and a list of addresses."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from apps.accounts import second_factor
from apps.accounts.models import User
from apps.organizations.scope import system_scope
from config.environment import networks
from tests.accounts.conftest import is_in, sign_in
from tests.cast import PASSWORD, Cast
from tests.pages import browser

OPERATOR = "operator@sanbao.example"


@pytest.fixture
def operator(proven: Cast) -> User:
    with system_scope("test"):
        return User.objects.create_superuser(OPERATOR, PASSWORD, full_name="Op Erator")


def with_factor(user: User) -> Client:
    client = browser(None, user)
    assert client.session[second_factor.SESSION_KEY]
    return client


def test_a_password_alone_opens_nothing_however_often_it_is_tried(operator: User) -> None:
    """Django's own page took forty wrong passwords, and then the right one of somebody with a second factor."""
    with system_scope("test"):
        TOTP.activate(operator, "JBSWY3DPEHPK3PXP")
    client = Client()
    for password in (*(f"guess-{n}" for n in range(40)), PASSWORD):
        answer = client.post("/ops/login/?next=/ops/", {"username": OPERATOR, "password": password})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?next=/ops/")
    assert client.get("/ops/").status_code == 302
    assert not is_in(client)
    client = sign_in(OPERATOR)
    assert client.answer.headers["Location"] == "/accounts/2fa/authenticate/"  # type: ignore[attr-defined]
    assert client.get("/ops/", follow=True).redirect_chain[-1][0] == "/accounts/2fa/authenticate/"


def test_an_operator_without_a_second_factor_sets_one_up_first(operator: User) -> None:
    client = sign_in(OPERATOR)
    assert client.get("/ops/", follow=True).redirect_chain[-1] == ("/accounts/2fa/?asked", 302)
    with system_scope("test"):
        TOTP.activate(operator, "JBSWY3DPEHPK3PXP")
    assert client.get("/ops/").status_code == 200


@pytest.mark.parametrize("address", ["198.51.100.7", "2001:db8::7"])
def test_only_addresses_of_the_list_are_let_in(operator: User, settings: Any, address: str) -> None:
    settings.OPERATOR_ADDRESSES = networks("X", ["198.51.100.0/24", "2001:db8::/32"])
    client = with_factor(operator)
    assert client.get("/ops/", REMOTE_ADDR=address).status_code == 200
    for path in ("/ops/", "/ops/accounts/user/", "/ops/jsi18n/"):
        answer = client.get(path, REMOTE_ADDR="203.0.113.9", follow=True)
        assert answer.status_code == 403
        assert "203.0.113.9 is none of the addresses" in answer.content.decode()
    forged = client.get("/ops/", REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": address}, follow=True)
    assert forged.status_code == 403


def test_nobody_else_gets_in(proven: Cast) -> None:
    assert browser(proven, proven.amina).get("/ops/", follow=True).status_code == 403
    assert Client().get("/ops/").status_code == 302


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_signing_in_leads_nowhere_else(operator: User, wanted: str) -> None:
    client = with_factor(operator)
    assert client.get("/ops/login/", {"next": wanted}).headers["Location"] == "/ops/"


def test_all_pages_of_the_operators_open(operator: User, proven: Cast) -> None:
    client = with_factor(operator)
    index = client.get("/ops/")
    models = [model for app in index.context["app_list"] for model in app["models"]]
    assert len(models) > 10
    for model in models:
        assert client.get(model["admin_url"]).status_code == 200, model["admin_url"]
    assert client.get("/ops/password_change/").headers["Location"] == "/accounts/password/change/"


def test_somebody_who_lost_everything_is_freed_of_the_factor_and_signed_out(operator: User, proven: Cast) -> None:
    with system_scope("test"):
        factor = TOTP.activate(proven.amina, "JBSWY3DPEHPK3PXP").instance
    amina, client = browser(proven, proven.amina), with_factor(operator)
    page = client.get(f"/ops/mfa/authenticator/{factor.pk}/change/").content.decode()
    assert "JBSWY3DPEHPK3PXP" not in page
    assert client.post(f"/ops/mfa/authenticator/{factor.pk}/delete/", {"post": "yes"}).status_code == 302
    with system_scope("test"):
        assert not Authenticator.objects.exists()
    assert not is_in(amina)
    assert is_in(sign_in("amina@example.org"))


def test_who_makes_an_operator_vouches_for_the_address(operator: User) -> None:
    with system_scope("test"):
        assert EmailAddress.objects.get(user=operator).verified
