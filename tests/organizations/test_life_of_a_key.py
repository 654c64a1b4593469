"""Keys keep to their rooms, end on a day, are rotated with an overlap, and are counted when many are made at once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from apps.network import key_ends
from apps.notifications.models import OutboxEvent
from apps.organizations import services
from apps.organizations.models import ApiKey, Membership
from apps.organizations.scope import acting_as, system_scope
from config.api import router
from tests.cast import Cast
from tests.claims.test_at_once import together
from tests.organizations.test_keys import KEYS, VEHICLES, admin, api, make  # noqa: F401

DAY = timedelta(days=1)


def rows() -> list[ApiKey]:
    with system_scope("test"):
        return list(ApiKey.objects.order_by("pk"))


def status(whole: str, url: str = VEHICLES) -> int:
    return api(whole).get(url).status_code


def rotate(admin: Client, pk: int) -> str:  # noqa: F811
    page = admin.post(f"{KEYS}{pk}/rotate/")
    assert page.status_code == 201
    found = re.search(r"sb_[0-9a-f]{8}_[\w-]{40,}", page.content.decode())
    assert found
    return found[0]


def test_a_key_enters_only_its_rooms(admin: Client) -> None:  # noqa: F811
    page = admin.post(KEYS, {"name": "Parts system", "rooms": ["parts", "jobs"]})
    whole = re.search(r"sb_[0-9a-f]{8}_[\w-]{40,}", page.content.decode())[0]  # type: ignore[index]
    assert status(whole, "/api/v1/parts/") == status(whole, "/api/v1/jobs/") == 200
    assert status(whole, "/api/v1/service-points/") == 200, "the directory is open to all"
    refused = api(whole).get(VEHICLES)
    assert refused.status_code == 403
    assert "vehicles" in refused.json()["detail"]
    assert "Parts and orders" in admin.get(KEYS).content.decode()


def test_every_view_of_the_api_says_its_room() -> None:
    for _prefix, view, _name in router.registry:
        assert view.room is None or view.room in ApiKey.Room.values, view


def test_a_key_ends_on_its_day(admin: Client) -> None:  # noqa: F811
    day = (timezone.now() + 3 * DAY).date()
    whole = make(admin, expires_on=day.isoformat())
    with time_machine.travel(timezone.now() + 2 * DAY):
        assert status(whole) == 200
    with time_machine.travel(timezone.now() + 3 * DAY):
        answer = api(whole).get(VEHICLES)
        assert (answer.status_code, "ended" in answer.json()["detail"]) == (401, True)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_day_that_cannot_be_names_the_last_one(admin: Client, days: int) -> None:  # noqa: F811
    day = (timezone.now() + days * DAY).date().isoformat()
    page = admin.post(KEYS, {"name": "Parts system", "expires_on": day})
    assert page.status_code == 422
    assert (timezone.now() + 365 * DAY).date().isoformat() in page.content.decode()
    assert rows() == []


def test_without_a_day_a_key_lasts_as_long_as_it_may(admin: Client) -> None:  # noqa: F811
    make(admin)
    assert rows()[0].expires_on == (timezone.now() + 365 * DAY).date()


def test_administrators_are_told_once_before_a_key_ends(admin: Client) -> None:  # noqa: F811
    for days in (13, 20):
        make(admin, expires_on=(timezone.now() + days * DAY).date().isoformat())
    for _ in range(2):
        with system_scope("test"):
            key_ends.remind(at=timezone.now())
    with system_scope("test"):
        told = [event.payload for event in OutboxEvent.objects.filter(topic="key.ends_soon")]
    assert [fact["day"] for fact in told] == [(timezone.now() + 13 * DAY).date().isoformat()]
    assert "Ends soon" in admin.get(KEYS).content.decode()


def test_a_rotated_key_works_beside_its_successor_for_a_day(admin: Client) -> None:  # noqa: F811
    old = make(admin, may_write="on", rooms="vehicles")
    new = rotate(admin, rows()[0].pk)
    first, second = rows()
    assert (second.may_write, second.rooms, second.name) == (True, ["vehicles"], first.name)
    assert status(old) == status(new) == 200
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert (status(old), status(new)) == (401, 200)
    assert admin.post(f"{KEYS}{first.pk}/rotate/").status_code == 400, "once"
    assert admin.post(f"{KEYS}{first.pk}/revoke/").status_code == 302
    assert (status(old), status(new)) == (401, 200)


def test_a_key_stops_with_the_right_it_came_from(cast: Cast, admin: Client) -> None:  # noqa: F811
    old = make(admin)
    mine = Membership.objects.filter(organization=cast.maker_hanhai)
    with system_scope("test"):
        mine.update(role="staff")
    assert status(old) == 401
    with system_scope("test"):
        mine.update(role="admin", ended_at=timezone.now(), status="ended", preferred=False)
        person = cast.staff[cast.maker_hanhai.pk]
        Membership.objects.create(
            user=person, organization=cast.maker_hanhai, person_name="Back", role="admin", preferred=True
        )
    assert status(old) == 401, "whoever comes back makes another key"
    assert "no longer an administrator" in admin.get(KEYS).content.decode()
    new = rotate(admin, rows()[0].pk)
    assert (status(old), status(new)) == (401, 200)


@pytest.mark.django_db(transaction=True)
def test_of_many_made_at_once_no_more_than_twenty_are(cast: Cast) -> None:
    cast.make_admin(cast.dealer_nairobi)
    by = replace(cast.actor(cast.dealer_nairobi), role="admin")

    def one(_number: int = 0) -> Any:
        with acting_as(cast.scope(cast.dealer_nairobi)):
            return services.create_key(name="k", may_write=False, by=by, at=timezone.now())

    for _ in range(17):
        one()
    results = together(*[one] * 6)
    assert sum(isinstance(result, tuple) for result in results) == 3
    assert len(rows()) == 20
