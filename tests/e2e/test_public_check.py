"""Somebody without an account at a phone, without scripts: a car without a record is checked, reported, registered."""

from __future__ import annotations

from typing import Any

import pytest

from apps.exports.models import OrphanReport
from apps.organizations.scope import system_scope
from apps.vehicles.models import Registration
from tests.axe import violations
from tests.cast import Cast, build_cast
from tests.e2e.person import Person
from tests.e2e.test_masked_pages import PHONE
from tests.factories import make_maker_codes, make_plan, make_vehicle, make_vin

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    made = build_cast()
    make_maker_codes(made)
    make_plan(made.maker_hanhai)
    make_vehicle(made.maker_hanhai)
    return made


def fits(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_axe_has_nothing_to_say(chromium: Any, live_server: Any, cast: Cast) -> None:
    context = chromium.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    context.add_cookies([{"name": "django_language", "value": "ar", "url": live_server.url}])
    page = context.new_page()
    for vin, more in ((make_vin(1), False), (make_vin(2), True)):
        page.goto(f"{live_server.url}/check/")
        page.fill("input[name=vin]", vin)
        page.press("input[name=vin]", "Enter")
        page.wait_for_selector("dl")
        assert violations(page) == []
        fits(page)
        if more:
            page.locator('form[action="/check/report/"] button').click()
            page.wait_for_selector("input[name=seller]")
            assert violations(page) == []
            fits(page)
    context.close()


def test_from_the_front_page_to_a_report_and_a_registration(chromium: Any, live_server: Any, cast: Cast) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(live_server.url)
    page.fill("input[name=vin]", make_vin(2).lower())
    page.get_by_role("button", name="Check", exact=True).click()
    assert "We hold no record of this car." in page.locator("main").inner_text()
    assert "VIN" not in page.url
    page.get_by_role("button", name="Report who sells it").click()
    page.select_option("select[name=country]", "KE")
    page.fill("input[name=seller]", "Horizon Motors")
    page.check("input[name=consent]")
    page.get_by_role("button", name="Send the report").click()
    with system_scope("e2e"):
        kept = OrphanReport.objects.get()
    assert kept.number in page.locator("main").inner_text()
    context.close()
    amina = Person(chromium, live_server.url, (360, 740), cast.amina.email)
    amina.go("/check/")
    amina.page.fill("input[name=vin]", make_vin(2))
    amina.page.get_by_role("button", name="Check", exact=True).click()
    amina.page.get_by_role("link", name="The car is mine: register it").click()
    amina.page.get_by_role("button", name="Continue").click()
    amina.page.fill("input[name=delivered_on]", "2026-02-10")
    amina.page.fill("input[name=odometer_km]", "20")
    amina.page.get_by_role("button", name="Continue").click()
    amina.page.locator('button[value="send"]').click()
    amina.page.wait_for_url("**/warranty/registered/**")
    text = amina.page.locator("main").inner_text()
    assert "No delivery list of its manufacturer names it" in text
    amina.fits()
    with system_scope("e2e"):
        assert Registration.objects.get().vin == make_vin(2)
    amina.close()
