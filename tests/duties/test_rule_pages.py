"""Pages and API of rules: everybody reads what holds, two people of the authority change it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from apps.accounts.models import User
from apps.duties.models import ObligationVersion, RuleChange
from apps.organizations.scope import system_scope
from tests.cast import NOW, Cast
from tests.core.face import markup_errors
from tests.duties.changes import HOLIDAY, RAMADAN, draft, published, second_person
from tests.pages import browser

SIDES = ["amina", "dealer_nairobi", "maker_hanhai", "regulator_ke", "authority"]
VERSION = {
    "obligation": "repair", "country": "KE", "amount": "10", "unit": "working_days", "target_share": "0.92",
    "calendar": "destination",
    "basis": "policy", "effective_from": "2026-04-01", "instrument": "Notice 7 of 2026", "reason": "Too slow by far",
}  # fmt: skip
WEEK = {
    "country": "SA", "name": "Ramadan", "effective_from": "2026-03-09", "effective_to": "2026-03-18",
    **{f"day_{n}": "10:00–16:00" for n in (0, 1, 2, 3, 6)}, "instrument": "Labour Law", "reason": "Six hours a day",
}  # fmt: skip


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def second_browser(cast: Cast) -> Client:
    client = Client()
    user = second_person(cast).user_id
    with system_scope("tests"):
        client.force_login(User.objects.get(pk=user), "django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    text = answer.content.decode()
    assert markup_errors(text) == []
    return text


@pytest.mark.parametrize("who", SIDES)
def test_everybody_reads_what_holds(cast: Cast, who: str) -> None:
    published(cast)
    published(cast, RAMADAN)
    client = browser(cast, getattr(cast, who))
    assert "Notice 7 of 2026" in page(client, "/duties/")
    assert "Notice 7 of 2026" in page(client, "/duties/repair/")
    assert "/duties/calendars/SA/" in page(client, "/duties/calendars/")
    assert "Ramadan" in page(client, "/duties/calendars/SA/?year=2026")


@pytest.mark.parametrize("who", SIDES[:-1])
def test_nobody_else_sees_drafts_or_forms(cast: Cast, who: str) -> None:
    change = draft(cast)
    client = browser(cast, getattr(cast, who))
    for address in ("/duties/", "/duties/repair/", "/duties/calendars/", "/duties/calendars/KE/"):
        text = page(client, address)
        assert change.number not in text
        assert "/duties/changes/" not in text
    assert client.get("/duties/changes/new/duty/").status_code == 403
    assert client.get(change.get_absolute_url()).status_code == 403
    assert client.post(f"{change.get_absolute_url()}publish/").status_code == 403


def test_a_rule_from_draft_to_force(cast: Cast) -> None:
    first, second = browser(cast, cast.authority), second_browser(cast)
    page(first, "/duties/changes/new/duty/?obligation=repair")
    answer = first.post("/duties/changes/new/duty/", VERSION)
    address = answer["Location"]
    text = page(first, address)
    assert "second person" in text
    assert "publish/" not in text
    assert first.post(f"{address}publish/", {"version": 1, "sure": "on"}).status_code == 422
    assert address in page(first, "/duties/")

    page(first, f"{address}edit/")
    first.post(f"{address}edit/", {**VERSION, "amount": "12", "version": "1"})
    text = page(second, address)
    assert "<del>10</del>" in text
    assert second.post(f"{address}publish/", {"version": 1, "sure": "on"}).status_code == 409
    assert second.post(f"{address}publish/", {"version": 2, "sure": "on"}).status_code == 302
    assert "No clock runs there" in page(second, address)
    with system_scope("tests"):
        version = ObligationVersion.objects.get(obligation="repair", country="KE")
    assert (version.amount, version.set_by) == (12, "Mei Zhao, Export Licensing Office")
    assert "Begins later" in page(second, "/duties/repair/")
    assert first.post(f"{address}edit/", VERSION).status_code == 409


def test_today_is_refused_beside_its_field(cast: Cast) -> None:
    client = browser(cast, cast.authority)
    answer = client.post("/duties/changes/new/duty/", {**VERSION, "effective_from": "2026-03-04"})
    assert answer.status_code == 422
    assert "takes effect from a later day" in answer.content.decode()
    assert markup_errors(answer.content.decode()) == []
    with system_scope("tests"):
        assert not RuleChange.objects.exists()


def test_ramadan_hours_from_draft_to_calendar(cast: Cast) -> None:
    first, second = browser(cast, cast.authority), second_browser(cast)
    page(first, "/duties/changes/new/week/?country=SA")
    address = first.post("/duties/changes/new/week/", WEEK)["Location"]
    page(first, f"{address}edit/")
    assert "10:00–16:00" in page(first, address)
    assert second.post(f"{address}publish/", {"version": 1, "sure": "on"}).status_code == 302
    text = page(second, "/duties/calendars/SA/?year=2026")
    assert "<strong>9</strong> <span>S 6</span>" in text
    assert "Founding Day" in text


@pytest.mark.parametrize("hours", ["9 to 5", "09:00", "25:00–26:00", "13:00–09:00", "09:00–13:00, 12:00–15:00"])
def test_hours_that_are_none_are_refused(cast: Cast, hours: str) -> None:
    client = browser(cast, cast.authority)
    day = {**WEEK, "kind": "hours", "hours": hours, "effective_to": ""}
    answer = client.post("/duties/changes/new/day/", day)
    assert answer.status_code == 422
    assert markup_errors(answer.content.decode()) == []
    assert client.post("/duties/changes/new/week/", {**WEEK, "day_0": hours}).status_code == 422


def test_holiday_shows_its_name_in_the_calendar(cast: Cast) -> None:
    published(cast, HOLIDAY)
    text = page(browser(cast, cast.regulator_ke), "/duties/calendars/KE/")
    assert "Day of mourning" in text
    assert "<strong>6</strong> <span>H </span>" in text
    assert "Good Friday" in text


def test_withdrawal_asks_why(cast: Cast) -> None:
    address = draft(cast).get_absolute_url()
    client = browser(cast, cast.authority)
    assert client.post(f"{address}withdraw/", {"version": 1}).status_code == 422
    assert client.post(f"{address}withdraw/", {"version": 1, "note": "Not needed"}).status_code == 302
    assert "Not needed" in page(client, address)


@pytest.mark.parametrize("address", ["nowhere/", "calendars/XX/", "changes/R-0/", "changes/new/feast/"])
def test_what_there_is_not(cast: Cast, address: str) -> None:
    assert browser(cast, cast.authority).get(f"/duties/{address}").status_code == 404


def test_pages_speak_chinese_and_arabic(cast: Cast) -> None:
    address = draft(cast).get_absolute_url()
    for language in ("zh-hans", "ar"):
        client = browser(cast, cast.authority)
        client.cookies["django_language"] = language
        for place in ("/duties/", "/duties/calendars/TR/", address, "/duties/changes/new/week/"):
            page(client, place)


def test_lists_cost_the_same_however_long(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = browser(cast, cast.authority)
    for number in range(5):
        draft(cast, amount=number + 1)
    with django_assert_max_num_queries(30):
        client.get("/duties/")
    with django_assert_max_num_queries(30):
        client.get("/duties/repair/")
    with django_assert_max_num_queries(30):
        client.get("/duties/calendars/KE/")


# The API.


def test_software_reads_rules_in_force(cast: Cast) -> None:
    published(cast)
    client = browser(cast, cast.dealer_nairobi)
    rows = client.get("/api/v1/rules/?obligation=repair&country=KE&on=2026-04-01").json()["results"]
    assert [row["amount"] for row in rows] == [10]
    assert client.get("/api/v1/rules/?obligation=repair&country=KE&on=2026-03-31").json()["results"] == []
    assert client.get(f"/api/v1/rules/{rows[0]['id']}/").json()["source"].startswith("Notice 7")
    assert client.get("/api/v1/rules/?on=soon").status_code == 400


def test_software_reads_a_calendar(cast: Cast) -> None:
    published(cast, RAMADAN)
    client = browser(cast, cast.amina)
    assert client.get("/api/v1/calendars/").json() == ["SA"]
    year = client.get("/api/v1/calendars/SA/?year=2026").json()
    assert [rule["name"] for rule in year["rules"]] == ["Ramadan"]
    assert "2026-09-23" in year["holidays"]
    assert client.get("/api/v1/calendars/TR/?year=2026").json()["early"]["2026-10-28"] == "13:00:00"
    assert client.get("/api/v1/calendars/XX/").status_code == 404
    assert client.get("/api/v1/calendars/SA/?year=soon").status_code == 400


def test_rule_by_api_from_draft_to_force(cast: Cast) -> None:
    first, second = browser(cast, cast.authority), second_browser(cast)
    made = first.post("/api/v1/rule-changes/", {**VERSION, "kind": "obligation"}, "application/json")
    assert made.status_code == 201, made.json()
    address = f"/api/v1/rule-changes/{made.json()['number']}/"
    edited = first.put(address, {**VERSION, "kind": "obligation", "amount": 11, "version": 1}, "application/json")
    assert edited.json()["version"] == 2
    refused = first.post(f"{address}publish/", {}, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (400, "second_person")
    assert second.post(f"{address}publish/", {"version": 1}, "application/json").status_code == 409
    answer = second.post(f"{address}publish/", {"version": 2}, "application/json").json()
    assert answer["status"] == "published"
    assert [event["kind"] for event in answer["events"]] == ["drafted", "edit", "publish"]
    assert first.post(f"{address}withdraw/", {"note": "not needed"}, "application/json").status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "feast"},
        {**VERSION, "kind": "obligation", "effective_from": "2026-03-04"},
        {**WEEK, "kind": "week"},
    ],
)
def test_bad_body_is_told(cast: Cast, body: dict[str, Any]) -> None:
    answer = browser(cast, cast.authority).post("/api/v1/rule-changes/", body, "application/json")
    assert answer.status_code == 400
    assert answer.json()


@pytest.mark.parametrize("who", SIDES[:-1])
def test_others_have_no_business_with_changes(cast: Cast, who: str) -> None:
    client = browser(cast, getattr(cast, who))
    assert client.get("/api/v1/rule-changes/").status_code == 403
    assert client.post("/api/v1/rule-changes/", VERSION, "application/json").status_code == 403


def test_a_change_for_all_countries_is_listed_with_an_empty_code(cast: Cast) -> None:
    client = browser(cast, cast.authority)
    body = {**VERSION, "kind": "obligation", "country": ""}
    made = client.post("/api/v1/rule-changes/", body, "application/json")
    assert (made.status_code, made.json()["country"]) == (201, "")
    assert [row["country"] for row in client.get("/api/v1/rule-changes/").json()["results"]] == [""]
