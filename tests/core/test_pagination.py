"""Lists are walked whole, in both directions, however many rows share one sort value."""

from __future__ import annotations

import uuid
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import Client, RequestFactory

from apps.accounts.models import User
from apps.core.pagination import Keyset, Page, page_of
from apps.notifications.models import Notice
from apps.organizations.scope import Scope, Side, acting_as, system_scope
from apps.vehicles.models import Vehicle
from tests.cast import NOW, Cast
from tests.factories import make_vin

NEWEST = ("-created_at", "-id")
OLDEST = ("created_at", "id")
HOUR = timedelta(hours=1)
MIXED = ("created_at", "-id")
#: As other lists, another program, or nobody would write them.
ODD = [
    "cD0xMg==",
    "cD1hYmM=",
    "%00",
    "a\x00b",
    "é",
    "a",
    "x" * 5000,
    urlsafe_b64encode(b"[" * 5000).decode(),
    urlsafe_b64encode(b"null").decode(),
]


def _notices(user: User, count: int) -> list[int]:
    """So many notices of three moments only."""
    rows = [
        Notice(user=user, event_id=uuid.uuid4(), key="x", url="/", created_at=NOW + timedelta(hours=number % 3))
        for number in range(count)
    ]
    Notice.objects.bulk_create(rows)
    return [row.pk for row in rows]


def _page(cursor: str | None, ordering: tuple[str, ...]) -> Page:
    request = RequestFactory().get("/", {"cursor": cursor} if cursor else {})
    return page_of(request, Notice.objects.all(), ordering=ordering, size=50)


@pytest.mark.parametrize("ordering", [NEWEST, OLDEST, MIXED])
def test_ties_are_walked_whole_there_and_back(cast: Cast, ordering: tuple[str, ...]) -> None:
    with system_scope("test"):
        _notices(cast.amina, 3_600)
        wanted = list(Notice.objects.order_by(*ordering).values_list("pk", flat=True))
        there, pages = [], [_page(None, ordering)]
        while pages[-1].next_cursor:
            pages.append(_page(pages[-1].next_cursor, ordering))
        there = [row.pk for page in pages for row in page.items]
        back, page = [], pages[-1]
        while page.previous_cursor:
            page = _page(page.previous_cursor, ordering)
            back.append([row.pk for row in page.items])
    assert there == wanted
    assert len(pages) == 72
    assert back[::-1] == [[row.pk for row in each.items] for each in pages[:-1]]


@pytest.mark.parametrize("seen", [("KE",), ("KE", "UG", "ZM"), ("KE", "TZ", "UG", "ZM")])
@pytest.mark.parametrize("ordering", [NEWEST, OLDEST])
def test_a_regulators_countries_are_walked_as_one(
    cast: Cast, ordering: tuple[str, ...], seen: tuple[str, ...], django_assert_max_num_queries: Any
) -> None:
    """Country by country underneath, with moments that many rows of several countries share."""
    cars = [
        Vehicle(vin=make_vin(n), country=("KE", "UG", "ZM", "KZ")[n % 4], created_at=NOW + HOUR * (n % 3))
        for n in range(400)
    ]
    with system_scope("test"):
        Vehicle.objects.bulk_create(cars)
    scope = Scope(Side.REGULATOR, organization_id=cast.regulator_ke.pk, countries=seen)
    with acting_as(scope), django_assert_max_num_queries(1 + 2 * 20):
        wanted = list(Vehicle.objects.order_by(*ordering).values_list("pk", flat=True))
        pages = [_cars(None, ordering)]
        while pages[-1].next_cursor:
            pages.append(_cars(pages[-1].next_cursor, ordering))
        back, page = [], pages[-1]
        while page.previous_cursor:
            page = _cars(page.previous_cursor, ordering)
            back.append([row.pk for row in page.items])
    assert len(wanted) == 100 * len({"KE", "UG", "ZM"} & set(seen))
    assert [row.pk for page in pages for row in page.items] == wanted
    assert back[::-1] == [[row.pk for row in each.items] for each in pages[:-1]]


def _cars(cursor: str | None, ordering: tuple[str, ...]) -> Page:
    request = RequestFactory().get("/", {"cursor": cursor} if cursor else {})
    return page_of(request, Vehicle.objects.select_related("dealer"), ordering=ordering, size=40)


@pytest.mark.parametrize("cursor", ODD)
def test_what_is_no_cursor_is_not_found(cast: Cast, cursor: str) -> None:
    with system_scope("test"), pytest.raises(Http404):
        _page(cursor, NEWEST)


def test_a_cursor_of_another_list_is_not_found(cast: Cast) -> None:
    with system_scope("test"):
        _notices(cast.amina, 51)
        other = _page(None, OLDEST).next_cursor
        with pytest.raises(Http404):
            _page(other, NEWEST)


@pytest.mark.parametrize(
    "key", [["x", "1"], ["2026-01-01", "1"], [NOW.isoformat(), "9" * 30], [NOW.isoformat(), "\ud800"], ["", ""]]
)
def test_a_key_that_no_row_can_have_is_not_found(cast: Cast, key: list[str]) -> None:
    cursor = Keyset(Notice, NEWEST).cursor(key, back=False)
    with system_scope("test"), pytest.raises(Http404):
        _page(cursor, NEWEST)


@pytest.mark.parametrize("cursor", ODD)
@pytest.mark.parametrize("address", ["/api/v1/claims/", "/api/v1/vehicles/", "/api/v1/orders/", "/parts/orders/"])
def test_lists_answer_a_foreign_cursor_with_404(cast: Cast, client: Client, address: str, cursor: str) -> None:
    client.force_login(cast.staff[cast.dealer_nairobi.pk], "django.contrib.auth.backends.ModelBackend")
    assert client.get(address, {"cursor": cursor}).status_code == 404


def test_rules_which_are_ordered_both_ways_are_walked_whole(cast: Cast, client: Client) -> None:
    client.force_login(cast.staff[cast.dealer_nairobi.pk], "django.contrib.auth.backends.ModelBackend")
    wanted = [row["id"] for row in client.get("/api/v1/rules/", {"page_size": 200}).json()["results"]]
    walked, address = [], "/api/v1/rules/?page_size=2"
    while address:
        answer = client.get(address).json()
        walked += [row["id"] for row in answer["results"]]
        address = answer["next"]
    assert len(wanted) > 4
    assert walked == wanted
