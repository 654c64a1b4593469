"""The desk in a real browser: a flag goes there and back, one country only, and axe has nothing to say."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from apps.compliance.models import Dispute, Flag
from apps.duties.models import Clock
from apps.organizations.models import Organization
from apps.organizations.scope import system_scope
from tests.axe import violations
from tests.cast import Cast, build_cast
from tests.e2e.person import Person
from tests.histories import write_history

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESKTOP = (360, 740), (1280, 900)
PAGES = [
    "/compliance/", "/compliance/manufacturers/hanhai/", "/compliance/manufacturers/hanhai/measures/",
    "/compliance/compare/?a=hanhai&b=lanting",
    "/compliance/report/", "/compliance/cells/", "/compliance/flags/", "/compliance/signals/",
    "/compliance/evaluations/",
    "/compliance/measures/service_point_coverage/?manufacturer=hanhai",
]  # fmt: skip


@pytest.fixture
def scene() -> Cast:
    """Hanhai lags in Kenya for twelve weeks, Lanting keeps its duties in Kenya and in Kazakhstan."""
    cast, yesterday = build_cast(), (timezone.now() - timedelta(days=1)).date()
    _history(cast, cast.maker_hanhai, "KE", [0.95] * 48 + [0.65] * 12, yesterday)
    _history(cast, cast.maker_lanting, "KE", [0.97] * 60, yesterday)
    _history(cast, cast.maker_lanting, "KZ", [0.97] * 60, yesterday)
    call_command("compliance_sweep", stdout=StringIO())
    return cast


def _history(cast: Cast, maker: Organization, country: str, kept: list[float], last_day: date) -> None:
    write_history(cast, maker.pk, country, weekly=20, kept=kept, last_day=last_day)


def _person(chromium: Any, live_server: Any, cast: Cast, who: Any, size: tuple[int, int]) -> Person:
    return Person(chromium, live_server.url, size, cast.staff[who.pk].email)


def _flag() -> Flag:
    with system_scope("e2e"):
        return Flag.objects.get(scope_kind="country")


def test_a_manufacturer_answers_and_disputes(chromium: Any, live_server: Any, scene: Cast) -> None:
    regulator = _person(chromium, live_server, scene, scene.regulator_ke, DESKTOP)
    maker = _person(chromium, live_server, scene, scene.maker_hanhai, PHONE)
    url = f"/compliance/flags/{_flag().number}/"
    _take(regulator, url, "ask_statement", "Two in three of your repairs are late. What happened?")
    maker.go("/compliance/own/")
    maker.page.wait_for_selector("#closer #measures")  # comes after the page
    maker.page.locator(f'main a[href="{url}"]').first.click()
    maker.page.wait_for_url(f"**{url}")
    maker.fits()
    _take(maker, url, "answer", "Our warehouse in Mombasa was flooded; parts come by air now.")
    _dispute(maker, url)
    regulator.go("/compliance/")
    assert "The manufacturer has answered" in regulator.page.locator("#worklist").inner_text()
    regulator.go(url)
    regulator.page.locator('main a[href*="/decide/"]').click()
    regulator.page.check('[name=upheld][value="1"]')
    regulator.page.fill("[name=note]", "The workshop's log shows it.")
    regulator.page.locator("main form button[type=submit]").click()
    regulator.page.wait_for_url(f"**{url}")
    regulator.fits()
    with system_scope("e2e"):
        assert _flag().status == Flag.Status.ANSWERED
        assert Dispute.objects.get().status == Dispute.Status.UPHELD
    regulator.close()
    maker.close()


def _take(person: Person, url: str, verb: str, note: str) -> None:
    person.go(url)
    form = person.page.locator(f'form[action="{url}{verb}/"]')
    if not form.is_visible():
        person.page.locator("details", has=form).locator("summary").click()
    form.locator("[name=note]").fill(note)
    form.locator("button[type=submit]").click()
    person.page.wait_for_url(f"**{url}")
    person.fits()


def _dispute(maker: Person, url: str) -> None:
    with system_scope("e2e"):
        ids = _flag().evidence.get().clock_ids
        clock = Clock.objects.filter(pk__in=ids, stopped_at__gt=F("due_at")).order_by("-due_at")[0]
    maker.page.locator(f'a[href="{url}dispute/{clock.pk}/"]').click()
    maker.page.fill("[name=reason]", "The owner did not bring the car in.")
    maker.page.locator("main form button[type=submit]").click()
    maker.page.wait_for_url(f"**{url}")
    maker.fits()


def test_a_regulator_sees_its_country_only(chromium: Any, live_server: Any, scene: Cast) -> None:
    here = _person(chromium, live_server, scene, scene.regulator_ke, DESKTOP)
    there = _person(chromium, live_server, scene, scene.regulator_kz, DESKTOP)
    for somebody, sees, never in ((here, "Kenya", "Kazakhstan"), (there, "Kazakhstan", "Kenya")):
        somebody.go("/compliance/?period=365")
        text = somebody.page.locator("main").inner_text()
        assert sees in text
        assert never not in text
    assert "Hanhai Motor" not in there.page.locator("main").inner_text()
    there.page.goto(f"{live_server.url}/compliance/flags/{_flag().number}/")
    assert "Hanhai" not in there.page.content()
    here.close()
    there.close()


@pytest.mark.parametrize(("size", "language"), [(PHONE, "en"), (DESKTOP, "en"), (PHONE, "ar"), (DESKTOP, "zh-hans")])
def test_axe_has_nothing_to_say(
    chromium: Any, live_server: Any, scene: Cast, size: tuple[int, int], language: str
) -> None:
    regulator = _person(chromium, live_server, scene, scene.regulator_ke, size)
    regulator.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    flag = f"/compliance/flags/{_flag().number}/"
    for path in [*PAGES, flag, f"{flag}cases/"]:
        regulator.go(path)
        assert violations(regulator.page) == [], path
    regulator.close()
