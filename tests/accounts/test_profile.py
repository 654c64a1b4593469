"""One's own page: language and time zone hold at once."""

from __future__ import annotations

from django.test import Client

from apps.accounts.models import User
from tests.cast import Cast
from tests.pages import browser

PROFILE = {
    "full_name": "Amina Otieno",
    "phone": "",
    "country": "KE",
    "language": "ar",
    "time_zone": "Africa/Nairobi",
    "mail_pace": "daily",
}


def test_language_and_zone(cast: Cast) -> None:
    client = browser(cast, cast.amina)
    saved = client.post("/profile/", PROFILE)
    assert saved.status_code == 302
    assert saved.cookies["django_language"].value == "ar"
    page = client.get("/profile/")
    assert 'lang="ar"' in page.content.decode()
    assert 'dir="rtl"' in page.content.decode()
    assert (page["Content-Language"], User.objects.get(pk=cast.amina.pk).time_zone) == ("ar", "Africa/Nairobi")


def test_nonsense_is_told_and_changes_nothing(cast: Cast) -> None:
    client = browser(cast, cast.amina)
    for field, value in (("language", "xx"), ("time_zone", "Moon/Base"), ("country", "XX"), ("full_name", "x" * 151)):
        response = client.post("/profile/", {**PROFILE, field: value})
        assert response.status_code == 422, field
    assert User.objects.get(pk=cast.amina.pk).language == "en"


def test_strangers_sign_in_first(db: None) -> None:
    assert Client().get("/profile/").status_code == 302
