"""A regulator at a phone: what is masked fits the page, and saying why shows it; left to right and right to left."""

from __future__ import annotations

from typing import Any

import pytest

from apps.vehicles.masked_vins import masked
from tests.axe import violations
from tests.casework.cases import build_world
from tests.cast import Cast, build_cast
from tests.e2e.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESKTOP = (360, 740), (1280, 900)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


@pytest.mark.parametrize(("size", "language"), [(PHONE, "en"), (PHONE, "ar"), (DESKTOP, "zh-hans")])
def test_what_is_masked_is_shown_to_whoever_says_why(
    chromium: Any, live_server: Any, cast: Cast, size: tuple[int, int], language: str
) -> None:
    claim = build_world(cast).claim()
    regulator = Person(chromium, live_server.url, size, cast.staff[cast.regulator_ke.pk].email)
    regulator.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    for path in ("/claims/", claim.get_absolute_url(), "/vehicles/", f"/vehicles/{claim.vehicle_id}/"):
        regulator.go(path)
        text = regulator.page.locator("body").inner_text()
        assert masked(claim.vin) in text
        assert claim.vin not in text
        assert "Amina" not in text
        assert violations(regulator.page) == [], path
    regulator.step(claim.number, "see_vin", message="The recall is by serial numbers")
    assert claim.vin in regulator.page.locator("main").inner_text()
    regulator.step(claim.number, "see_contact", message="The recall letter came back")
    assert "Amina Otieno" in regulator.page.locator("main").inner_text()
    regulator.close()
