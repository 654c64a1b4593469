"""People with proven addresses, fresh limits of tries, and a postman."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from apps.accounts.models import User
from apps.organizations.scope import system_scope
from tests.cast import PASSWORD, Cast
from tests.network.conftest import relay


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """All tests sign up and in from one address, which may do so but so often."""
    cache.clear()


@pytest.fixture
def proven(cast: Cast) -> Cast:
    """The cast, each with an address that is proven."""
    with system_scope("test"):
        for user in User.objects.all():
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return cast


def sign_in(email: str, password: str = PASSWORD, client: Client | None = None, **more: Any) -> Client:
    """A browser after its try to sign in; ``client.answer`` is what it was told."""
    client = client or Client(**more)
    client.answer = client.post("/accounts/login/", {"login": email, "password": password})  # type: ignore[attr-defined]
    return client


def is_in(client: Client) -> bool:
    """Whether this browser is signed in."""
    return client.get("/profile/").status_code == 200


def delivered() -> list[Any]:
    """The mails that have left by now."""
    relay()
    return mail.outbox
