"""Rules in a real browser: two people of the authority change a calendar, and axe has nothing to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.duties.models import CalendarRule, RuleChange
from apps.organizations.scope import system_scope
from tests.axe import violations
from tests.cast import Cast, build_cast
from tests.duties.changes import RAMADAN, VERSION, draft, published, second_person
from tests.e2e.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESKTOP = (360, 740), (1280, 900)
PAGES = ["/duties/", "/duties/repair/", "/duties/calendars/", "/duties/calendars/TR/?year=2026", "/duties/closures/"]
FORMS = [f"/duties/changes/new/{kind}/" for kind in ("duty", "week", "day")]


@pytest.fixture
def cast() -> Cast:
    return build_cast()


def soon(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_two_people_set_ramadan_hours(chromium: Any, live_server: Any, cast: Cast) -> None:
    second_person(cast)
    first = Person(chromium, live_server.url, PHONE, cast.staff[cast.authority.pk].email)
    second = Person(chromium, live_server.url, DESKTOP, "mei@licensing.example")
    first.go("/duties/changes/new/week/?country=SA")
    for name, value in {
        "name": "Ramadan", "effective_from": soon(10).isoformat(), "effective_to": soon(39).isoformat(),
        "instrument": "Labour Law, art. 98", "reason": "Six hours a day",
        **{f"day_{n}": "10:00–16:00" for n in range(4)},
    }.items():  # fmt: skip
        first.page.fill(f"[name={name}]", value)
    first.page.locator("main form button[type=submit]").click()
    first.page.wait_for_url("**/duties/changes/R-*/")
    first.fits()
    with system_scope("e2e"):
        address = RuleChange.objects.get().get_absolute_url()
    assert first.page.locator(f'form[action="{address}publish/"]').count() == 0
    second.go(address)
    form = second.page.locator(f'form[action="{address}publish/"]')
    second.page.locator("details", has=form).locator("summary").click()
    form.locator("[name=sure]").check()
    form.locator("button[type=submit]").click()
    second.page.wait_for_load_state()
    second.fits()
    with system_scope("e2e"):
        assert CalendarRule.objects.get().name == "Ramadan"
    second.go(f"/duties/calendars/SA/?year={soon(10).year}")
    assert "Ramadan" in second.page.locator("#notes").inner_text()
    first.close()
    second.close()


@pytest.mark.parametrize(("size", "language"), [(PHONE, "en"), (DESKTOP, "en"), (PHONE, "ar"), (DESKTOP, "zh-hans")])
def test_axe_has_nothing_to_say(
    chromium: Any, live_server: Any, cast: Cast, size: tuple[int, int], language: str
) -> None:
    now = timezone.now()
    change = draft(cast, replace(VERSION, effective_from=soon(30)), now)
    published(cast, replace(RAMADAN, effective_from=soon(10), effective_to=soon(20)), now)
    person = Person(chromium, live_server.url, size, cast.staff[cast.authority.pk].email)
    person.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    for path in [*PAGES, *FORMS, change.get_absolute_url(), f"{change.get_absolute_url()}edit/"]:
        person.go(path)
        assert violations(person.page) == [], path
    person.close()
