"""A key of the API is shown once: whole, on a phone, in either direction of writing."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.cast import build_cast
from tests.e2e.person import Person
from tests.network.conftest import make_admin

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_new_key_is_seen_whole_on_a_phone(chromium: Any, live_server: Any, language: str) -> None:
    cast = build_cast()
    make_admin(cast, cast.dealer_nairobi)
    admin = Person(chromium, live_server.url, (360, 740), cast.staff[cast.dealer_nairobi.pk].email)
    admin.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    admin.go("/organization/keys/")
    admin.page.fill("input[name=name]", "Till")
    admin.page.locator("main form").last.locator("button").click()
    first = shown(admin)
    admin.page.locator("form[action$='/rotate/'] button").click()
    assert shown(admin) != first
    admin.close()


def shown(person: Person) -> str:
    """The key on the page, which scrolls nowhere sideways."""
    key = person.page.locator(".banner--ok .mono")
    key.wait_for()
    person.fits()
    text: str = key.inner_text()
    assert re.fullmatch(r"sb_[0-9a-f]{8}_[\w-]{43}", text)
    return text
