"""What a desk's screen holds: rows, open filters, the menu; a phone's header is one row, a printed claim a record."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.claims import services
from apps.claims.models import Claim
from apps.organizations.scope import acting_as
from apps.vehicles.models import Vehicle
from tests.axe import violations
from tests.cast import Cast, build_cast
from tests.e2e.person import Person
from tests.factories import make_owned_vehicle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESKTOP = (360, 740), (1280, 800)
#: Rows of the first table that are seen whole.
_ROWS = (
    "[...document.querySelectorAll('main tbody tr')]"
    ".filter(row => row.getBoundingClientRect().bottom <= innerHeight).length"
)
_BOX = "(() => { const b = document.querySelector('main .scroll'); return b.scrollHeight > b.clientHeight + 1 })()"


@pytest.fixture
def scene() -> Cast:
    return build_cast()


@pytest.fixture
def claim(scene: Cast) -> Claim:
    """The last of twenty requests of Amina's."""
    car = make_owned_vehicle(scene.amina, scene.maker_hanhai, scene.dealer_nairobi)
    return [_filed(scene, car, n) for n in range(20)][-1]


def _filed(cast: Cast, car: Vehicle, n: int) -> Claim:
    at = timezone.now() - timedelta(hours=20 - n)
    with acting_as(cast.scope(cast.amina)):
        return services.file_claim(
            by=cast.actor(cast.amina),
            vehicle=car,
            dealer_id=cast.dealer_nairobi.pk,
            component=("steering", "electrical", "charging")[n % 3],
            complaint="It stops after ten minutes",
            occurred_on=at.date(),
            odometer_km=1_500 + n,
            immobilised=n % 4 == 0,
            request_key=str(uuid.uuid4()),
            at=at,
        )


def _dealer(chromium: Any, live_server: Any, cast: Cast, size: tuple[int, int], language: str = "en") -> Person:
    person = Person(chromium, live_server.url, size, cast.staff[cast.dealer_nairobi.pk].email)
    person.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    return person


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
def test_sixteen_rows_of_the_queue_are_seen_with_the_filters_open(
    chromium: Any, live_server: Any, scene: Cast, claim: Claim, language: str
) -> None:
    dealer = _dealer(chromium, live_server, scene, DESKTOP, language)
    dealer.go("/claims/queue/")
    assert dealer.page.evaluate(_ROWS) >= 16
    assert not dealer.page.evaluate(_BOX)
    assert dealer.page.locator("#filter_text").is_visible()
    dealer.page.fill("#filter_text", claim.vin[-6:])
    dealer.page.press("#filter_text", "Enter")
    dealer.page.wait_for_load_state()
    dealer.fits()
    chip = dealer.page.locator("a.chip--off")
    assert chip.count() == 1
    box = chip.bounding_box()
    dealer.page.mouse.click(box["x"] + 3, box["y"] + box["height"] / 2)
    dealer.page.wait_for_url(lambda url: "text=" not in url)
    dealer.close()


def test_notices_profile_and_help_keep_the_menu(chromium: Any, live_server: Any, scene: Cast) -> None:
    dealer = _dealer(chromium, live_server, scene, DESKTOP)
    for path in ("/notices/", "/profile/", "/help/"):
        dealer.go(path)
        assert dealer.page.locator(".side .nav").is_visible(), path
    dealer.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_phone_s_header_is_one_row_with_the_menu_in_it(
    chromium: Any, live_server: Any, scene: Cast, language: str
) -> None:
    dealer = _dealer(chromium, live_server, scene, PHONE, language)
    dealer.go("/claims/queue/")
    assert dealer.page.evaluate("document.querySelector('.bar').offsetHeight") <= 64
    dealer.page.locator("details.menu > summary").click()
    assert dealer.page.locator(".nav--menu a").first.is_visible()
    dealer.fits()
    dealer.close()


def test_a_printed_claim_is_a_record(chromium: Any, live_server: Any, scene: Cast, claim: Claim) -> None:
    dealer = _dealer(chromium, live_server, scene, DESKTOP)
    dealer.go(claim.get_absolute_url())
    dealer.page.emulate_media(media="print")
    text = dealer.page.locator("body").inner_text()
    assert f"record of claim {claim.number}" in text
    for part in ("It stops after ten minutes", claim.vin, "Request filed", "Amina Otieno"):
        assert part in text
    for left_out in ("Take the vehicle in", "Ask the owner", "Write a message", "Repair queue", "Sign out"):
        assert left_out not in text
    dealer.close()


@pytest.mark.parametrize(("size", "language"), [(PHONE, "ar"), (DESKTOP, "en")])
def test_axe_has_nothing_to_say(
    chromium: Any, live_server: Any, scene: Cast, claim: Claim, size: tuple[int, int], language: str
) -> None:
    dealer = _dealer(chromium, live_server, scene, size, language)
    for path in ("/", "/claims/queue/", "/claims/", claim.get_absolute_url(), "/vehicles/", "/notices/", "/help/",
                 f"/search/?text={claim.vin[:8]}"):  # fmt: skip
        dealer.go(path)
        assert violations(dealer.page) == [], path
    dealer.close()
