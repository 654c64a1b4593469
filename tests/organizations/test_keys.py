"""API keys: shown once, kept as a digest, revoked at once."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from apps.organizations.models import ApiKey, Membership
from apps.organizations.scope import system_scope
from tests.cast import Cast
from tests.pages import browser

KEYS = "/organization/keys/"
VEHICLES = "/api/v1/vehicles/"


@pytest.fixture
def admin(cast: Cast) -> Client:
    cast.make_admin(cast.maker_hanhai)
    return browser(cast, cast.maker_hanhai)


def make(admin: Client, **more: str) -> str:
    page = admin.post(KEYS, {"name": "Parts system", **more})
    assert page.status_code == 201
    found = re.search(r"sb_[0-9a-f]{8}_[\w-]{40,}", page.content.decode())
    assert found
    return found[0]


def api(key: str) -> Client:
    return Client(headers={"authorization": f"Api-Key {key}"})


def test_the_whole_key_is_shown_once_and_never_kept(admin: Client) -> None:
    whole = make(admin)
    assert whole not in admin.get(KEYS).content.decode()
    with system_scope("test"):
        row = ApiKey.objects.get()
    assert whole not in " ".join(str(value) for value in vars(row).values())
    assert row.prefix == whole.split("_")[1]


def test_a_key_works_until_it_is_revoked(admin: Client) -> None:
    whole = make(admin)
    assert api(whole).get(VEHICLES).status_code == 200
    with system_scope("test"):
        pk = ApiKey.objects.get().pk
    assert admin.post(f"{KEYS}{pk}/revoke/").status_code == 302
    assert admin.post(f"{KEYS}{pk}/revoke/").status_code == 302
    answer = api(whole).get(VEHICLES)
    assert answer.status_code == 401
    assert "revoked" in answer.json()["detail"]


@pytest.mark.parametrize("spoil", [lambda key: key[:-1] + "x", lambda key: "", lambda key: "sb_", lambda key: key * 50])
def test_a_wrong_key_is_refused(admin: Client, spoil) -> None:
    assert api(spoil(make(admin))).get(VEHICLES).status_code == 401


def test_a_key_opens_no_pages(admin: Client) -> None:
    assert api(make(admin)).get("/vehicles/").status_code == 302


def test_keys_of_others_are_not_found(cast: Cast, admin: Client) -> None:
    make(admin)
    with system_scope("test"):
        Membership.objects.filter(organization=cast.maker_lanting).update(role="admin")
        pk = ApiKey.objects.get().pk
    other = browser(cast, cast.maker_lanting)
    assert other.post(f"{KEYS}{pk}/revoke/").status_code == 404
    assert "Parts system" not in other.get(KEYS).content.decode()


def test_staff_make_and_revoke_no_keys(cast: Cast) -> None:
    staff = browser(cast, cast.dealer_nairobi)
    assert staff.get(KEYS).status_code == 200
    assert staff.post(KEYS, {"name": "mine"}).status_code == 403


def test_a_key_needs_a_name(admin: Client) -> None:
    assert admin.post(KEYS, {"name": " "}).status_code == 422
