"""A signed-in browser of one of the cast, as page tests use it."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from apps.accounts import second_factor
from apps.accounts.models import User
from apps.organizations.models import Organization
from tests.cast import Cast

_FORMS = re.compile(rb"<form\b[^>]*\bmethod=\"post\".*?</form>", re.S)


class Browser(Client):
    """Test clients send forms without a token and are not refused; real ones are. So each page is asked for it."""

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        if not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
            bare = [form[:200] for form in _FORMS.findall(answer.content) if b"csrfmiddlewaretoken" not in form]
            assert not bare, f"a form that no browser could send: {bare}"
        return answer


def browser(cast: Cast | None, who: User | Organization | None = None, **defaults: Any) -> Client:
    """A client signed in, with a second factor, as a person or as the staff of an organisation; nobody: a stranger."""
    client = Browser(**defaults)
    if who is not None:
        client.force_login(_person(cast, who), _BACKEND)
        session = client.session
        session[second_factor.SESSION_KEY] = True
        session.save()
    return client


def _person(cast: Cast | None, who: User | Organization) -> User:
    if isinstance(who, User):
        return who
    assert cast is not None, "the staff of an organisation are the cast's"
    return cast.staff[who.pk]


_BACKEND = "django.contrib.auth.backends.ModelBackend"
