"""The whole way, in a real browser with a real worker: from the owner's car to the flag on the regulator's desk."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from apps.claims.models import Claim
from apps.compliance import runs, tallies
from apps.compliance.models import Flag, Tally
from apps.compliance.tasks import evaluate_nightly
from apps.duties.models import Clock, ObligationVersion
from apps.organizations.models import Organization
from apps.organizations.scope import system_scope
from apps.parts.models import Part
from tests.cast import Cast, build_cast
from tests.e2e.conftest import eventually
from tests.e2e.parts_way import part_by_part
from tests.e2e.person import Person
from tests.factories import make_maker_codes, make_plan, make_vehicle

pytestmark = [pytest.mark.browser, pytest.mark.services, pytest.mark.django_db(transaction=True)]
SIZES = [pytest.param((360, 740), id="phone"), pytest.param((1280, 900), id="desktop")]


@pytest.fixture
def scene() -> Cast:
    cast = build_cast()
    make_maker_codes(cast)
    make_plan(cast.maker_hanhai)
    with system_scope("e2e"):
        Part.objects.create(manufacturer=cast.maker_hanhai, number="OBC-11", name="On-board charger")
    return cast


@pytest.mark.parametrize("size", SIZES)
def test_the_whole_way(
    chromium: Any, live_server: Any, worker: Any, scene: Cast, size: tuple[int, int], settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    vehicle = make_vehicle(scene.maker_hanhai)

    def person(who: Any) -> Person:
        email = scene.staff[who.pk].email if isinstance(who, Organization) else who.email
        return Person(chromium, live_server.url, size, email)

    owner = person(scene.amina)
    _register(owner, vehicle.vin, scene)
    number = _file(owner, vehicle.vin, scene, tmp_path)
    dealer, maker = person(scene.dealer_nairobi), person(scene.maker_hanhai)
    dealer.go("/claims/queue/")
    assert number in dealer.page.content()
    dealer.step(number, "respond", message="Please bring it on Monday")
    dealer.step(number, "start_repair")
    dealer.step(number, "order_parts", number_1="OBC-11", quantity_1="2")
    part_by_part(maker, dealer, owner, number)
    eventually(lambda: _waiting_for(number) == "dealer")  # the worker heard that the part is in
    dealer.step(number, "complete", cause="Charger dead", correction="Charger replaced")
    dealer.step(number, "hand_back")
    owner.step(number, "close")
    with system_scope("e2e"):
        assert Claim.objects.get(number=number).status == Claim.Status.CLOSED
    eventually(_counted)
    for somebody in (owner, dealer, maker):
        somebody.close()
    _lag(scene)
    _flag_to_claim(person(scene.regulator_ke))


def _register(owner: Person, vin: str, scene: Cast) -> None:
    owner.go("/warranty/register/")
    owner.page.fill("[name=vin]", vin.lower())
    owner.page.select_option("[name=country]", "KE")
    owner.page.click("main form button[type=submit]")
    owner.page.fill("[name=delivered_on]", (timezone.now() - timedelta(days=30)).date().isoformat())
    owner.page.fill("[name=odometer_km]", "15")
    owner.page.select_option("[name=dealer]", str(scene.dealer_nairobi.pk))
    owner.page.click("main form button[type=submit]")
    owner.page.click('main form button[value="send"]')
    owner.page.wait_for_url("**/registered/**")
    owner.fits()


def _file(owner: Person, vin: str, scene: Cast, folder: Path) -> str:
    picture = folder / "photo.png"
    out = io.BytesIO()
    Image.new("RGB", (900, 600), (160, 40, 40)).save(out, "PNG")
    picture.write_bytes(out.getvalue())
    owner.go(f"/claims/new/?vin={vin}")
    owner.page.select_option("[name=component]", "charging")
    owner.page.fill("[name=complaint]", "It stops charging after ten minutes")
    owner.page.fill("[name=occurred_on]", (timezone.now() - timedelta(days=1)).date().isoformat())
    owner.page.fill("[name=odometer_km]", "700")
    owner.page.set_input_files("[name=photos]", str(picture))
    owner.page.click('main form button.button[value="check"]')
    owner.page.click('main form button[value="send"]')
    owner.page.wait_for_url("**/claims/C-*/")
    owner.fits()
    assert owner.page.locator('img[src*="/photos/"]').count() == 1
    return str(owner.page.url.rstrip("/").rsplit("/", 1)[1])


def _waiting_for(number: str) -> str:
    with system_scope("e2e"):
        return Claim.objects.get(number=number).waiting_for


def _counted() -> bool:
    with system_scope("e2e"):
        return Tally.objects.exists() and tallies.differences() == []


def _lag(scene: Cast) -> None:
    """A year of repairs, the last three months of them late; each of a claim that exists."""
    now = timezone.now()
    with system_scope("e2e"):
        claim = Claim.objects.get()
        version = ObligationVersion.objects.filter(obligation_id="repair", country="").get()
        Clock.objects.bulk_create(
            Clock(
                obligation_id="repair", version=version, subject_kind="claim", subject_id=claim.pk,
                subject_label=claim.number, responsible="dealer", started_at=now - timedelta(days=day + 20),
                due_at=now - timedelta(days=day, hours=n), ending="done",
                stopped_at=now - timedelta(days=day, hours=n) + timedelta(days=2 if day < 90 and n % 2 else -1),
                dealer=scene.dealer_nairobi, manufacturer=scene.maker_hanhai, country="KE",
            )
            for day in range(2, 365) for n in range(3)
        )  # fmt: skip
        tallies.rebuild()
    run, _fresh = runs.begin_nightly(at=now)

    evaluate_nightly.delay()
    eventually(_flagged)
    assert run.pk


def _flagged() -> bool:
    with system_scope("e2e"):
        return Flag.objects.filter(country="KE").exists()


def _flag_to_claim(regulator: Person) -> None:
    """From the desk to the flag, and from the flag to a claim: two clicks."""
    regulator.go("/compliance/")
    regulator.page.locator('main a[href*="/compliance/flags/F-"]').first.click()
    regulator.page.wait_for_url("**/compliance/flags/F-*/")
    regulator.fits()
    regulator.page.locator('#missed a[href*="/claims/C-"], main table a[href*="/claims/C-"]').first.click()
    regulator.page.wait_for_url("**/claims/C-*/")
    regulator.fits()
    regulator.close()
