"""Views that people keep of lists: of their own, for whom they act, of lists that they may open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from apps.core.errors import Refused
from apps.desks import services
from apps.desks.lists import desk_lists
from apps.desks.models import SavedView
from apps.desks.queries import kept_query
from apps.organizations.models import Membership
from apps.organizations.scope import acting_as, system_scope
from tests.cast import Cast
from tests.pages import browser

KEEP = "/views/keep/"
QUEUE, ORDERS = "workshop:queue", "parts:orders"


def keep(cast: Cast, who: Any, **given: Any) -> SavedView:
    with acting_as(replace(cast.scope(who), user_id=cast.staff[who.pk].pk)):
        return services.keep_view(
            **{"listed": desk_lists()[ORDERS], "name": "Late", "query": "status=draft", "by": cast.actor(who)} | given
        )


def names(cast: Cast) -> set[tuple[str, str, str]]:
    with system_scope("test: what is kept"):
        return set(SavedView.objects.values_list("list", "name", "query"))


def test_a_view_keeps_filters_and_order_and_comes_back_with_both(cast: Cast) -> None:
    client = browser(cast, cast.dealer_nairobi)
    sent = {"list": QUEUE, "name": " Late  ones ", "query": "sort=-due&late=true&cursor=x&text="}
    assert client.post(KEEP, sent)["Location"] == "/claims/queue/?late=true&sort=-due"
    page = client.get("/claims/queue/?sort=-due&late=true").content.decode()
    assert 'href="?late=true&amp;sort=-due" aria-current="true"' in page
    assert "Late ones" in client.get("/claims/queue/").content.decode()
    assert "Late ones" not in client.get("/parts/orders/").content.decode()


def test_a_name_takes_the_newer_query_and_a_query_the_newer_name(cast: Cast) -> None:
    keep(cast, cast.dealer_nairobi)
    keep(cast, cast.dealer_nairobi, query="status=sent")
    assert names(cast) == {(ORDERS, "Late", "status=sent")}
    keep(cast, cast.dealer_nairobi, name="Sent", query="status=sent&cursor=x")
    assert names(cast) == {(ORDERS, "Sent", "status=sent")}


@pytest.mark.parametrize(
    ("given", "field", "told"),
    [
        ({"name": "  "}, "name", "name"),
        ({"query": "cursor=x&text="}, "query", "filter or sort"),
        ({"query": "text=" + "x" * 600}, "query", "too long"),
    ],
)
def test_what_cannot_be_kept_is_told(cast: Cast, given: dict[str, str], field: str, told: str) -> None:
    with pytest.raises(Refused, match=told) as refused:
        keep(cast, cast.dealer_nairobi, **given)
    assert refused.value.field == field


def test_twelve_of_a_list_and_no_more(cast: Cast) -> None:
    for number in range(services.MOST_VIEWS):
        keep(cast, cast.dealer_nairobi, name=f"View {number}", query=f"q={number}")
    with pytest.raises(Refused, match="12"):
        keep(cast, cast.dealer_nairobi, name="One more")
    keep(cast, cast.dealer_nairobi, name="View 3", query="q=other")
    keep(cast, cast.dealer_nairobi, listed=desk_lists()[QUEUE])
    client = browser(cast, cast.dealer_nairobi)
    page = client.post(KEEP, {"list": ORDERS, "name": "One more", "query": "q=more"})
    assert page.status_code == 422
    assert 'value="One more"' in page.content.decode()
    assert 'href="/parts/orders/?q=more"' in page.content.decode()


def test_a_view_is_for_its_person_and_for_whom_they_act(cast: Cast) -> None:
    view = keep(cast, cast.dealer_nairobi)
    person, there = cast.staff[cast.dealer_nairobi.pk], cast.staff[cast.dealer_almaty.pk]
    gone = f"/views/{view.pk}/remove/"
    with system_scope("test: a colleague, and the same person elsewhere"):
        Membership.objects.create(organization=cast.dealer_nairobi, user=cast.boris, role=Membership.Role.ADMIN)
    colleague = browser(cast, cast.boris)
    colleague.post("/organization/switch/", {"organization": cast.dealer_nairobi.pk})
    for other in (browser(cast, there), browser(cast, cast.maker_hanhai), colleague):
        assert other.post(gone).status_code == 404
        assert other.post(KEEP, {"list": ORDERS, "name": "Late", "query": "q=mine"}).status_code == 302
    with acting_as(replace(cast.scope(cast.dealer_almaty), user_id=person.pk)):
        assert not SavedView.objects.exists()
    assert (ORDERS, "Late", "status=draft") in names(cast)
    assert browser(cast, cast.dealer_nairobi).post(gone)["Location"] == "/parts/orders/"
    with system_scope("test: each kept its own"):
        assert SavedView.objects.filter(name="Late", query="q=mine").count() == 3


def test_lists_that_somebody_may_not_open_or_that_are_none_cannot_be_kept(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        keep(cast, cast.maker_hanhai, listed=desk_lists()[QUEUE])
    maker = browser(cast, cast.maker_hanhai)
    assert maker.post(KEEP, {"list": QUEUE, "name": "a", "query": "q=1"}).status_code == 403
    for route in ("https://example.org/", "//example.org", "portal:home", "admin:index", ""):
        assert maker.post(KEEP, {"list": route, "name": "a", "query": "q=1"}).status_code == 404
    assert browser(cast, cast.amina).post(KEEP, {"list": ORDERS, "name": "a", "query": "q=1"}).status_code == 403
    assert names(cast) == set()


def test_who_only_reads_keeps_views_too(cast: Cast) -> None:
    with system_scope("test: a reader"):
        Membership.objects.filter(organization=cast.regulator_ke).update(role=Membership.Role.VIEWER)
    client = browser(cast, cast.regulator_ke)
    assert client.post(KEEP, {"list": "claims:list", "name": "Open", "query": "status=filed"}).status_code == 302
    assert "Open" in client.get("/claims/?status=filed").content.decode()


def test_every_list_with_filters_can_be_kept_by_those_who_may_open_it() -> None:
    for listed in desk_lists().values():
        assert listed.sides, listed.route
        assert listed.address.endswith("/")
    for path in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        text = path.read_text()
        if "{% filter_panel " in text and '{% extends "desk.html" %}' in text:
            assert "{% kept_views %}" in text, path


def test_the_same_filters_are_the_same_text() -> None:
    assert kept_query("b=2&a=1&page=4&c=") == kept_query("a=1&b=2") == "a=1&b=2"
    assert kept_query("q=%E5%88%B6%26") == "q=%E5%88%B6%26"
