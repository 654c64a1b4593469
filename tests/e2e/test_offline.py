"""A request written without a network, in a real browser: kept on the phone, sent once, gone at sign-out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from apps.claims.models import Claim, Draft
from apps.organizations.scope import system_scope
from tests.cast import Cast, build_cast
from tests.e2e.person import Person
from tests.factories import make_owned_vehicle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: What the phone still keeps.
KEPT = """async () => (await indexedDB.databases()).length && new Promise((done) => {
  const opening = indexedDB.open("sanbao");
  opening.onsuccess = () => {
    const base = opening.result, store = base.objectStoreNames.contains("forms");
    if (!store) { base.close(); return done(0); }
    const all = base.transaction("forms").objectStore("forms").getAll();
    all.onsuccess = () => { base.close(); done(all.result.length); };
  };
})"""


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def photo_file(folder: Path) -> str:
    Image.new("RGB", (900, 600), (160, 40, 40)).save(folder / "photo.png", "PNG")
    return str(folder / "photo.png")


def claims() -> list[Claim]:
    with system_scope("e2e"):
        return list(Claim.objects.prefetch_related("photos"))


def test_what_is_written_without_a_network_is_sent_when_there_is_one(
    chromium: Any, live_server: Any, tmp_path: Path
) -> None:
    cast: Cast = build_cast()
    car = make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi)
    owner = Person(chromium, live_server.url, (390, 844), cast.amina.email)
    page, context = owner.page, owner.context
    owner.go(f"/claims/new/?vin={car.vin}")
    context.set_offline(True)
    page.select_option("[name=component]", "climate")
    page.fill("[name=complaint]", "The heating blows cold air")
    page.fill("[name=occurred_on]", timezone.now().date().isoformat())
    page.fill("[name=odometer_km]", "1500")
    page.check(f"[name=dealer][value='{cast.dealer_nairobi.pk}']")
    page.set_input_files("[name=photos]", photo_file(tmp_path))
    page.click("button.button[value=check]")
    page.locator("[data-offline]", has_text="is kept on this phone, with its photos").wait_for()
    assert claims() == []
    context.set_offline(False)
    page.get_by_role("heading", name="Check your answers").wait_for()
    assert page.locator("input[name=shown]").count() == 1
    # Sent without a network, and the phone put away; on the first page it goes by itself, once.
    context.set_offline(True)
    page.click("button[value=send]")
    page.locator("[data-offline]", has_text="is kept on this phone, with its photos").wait_for()
    page.close()
    assert claims() == []
    context.set_offline(False)
    page = owner.page = context.new_page()
    page.goto(live_server.url)
    page.locator("[data-offline]", has_text="that waited on this phone was sent").wait_for()
    page.click("[data-offline] a")
    (claim,) = claims()
    assert claim.number in page.url
    assert claim.photos.count() == 1
    assert page.evaluate(KEPT) == 0
    owner.said.clear()  # without a network the browser complained, rightly
    # A word or two, and the phone is lent to somebody else.
    owner.go(f"/claims/new/?vin={car.vin}")
    page.fill("[name=complaint]", "Nobody else shall read this")
    page.wait_for_function(f"async () => (await ({KEPT})()) === 1")
    page.goto(f"{live_server.url}/accounts/logout/")
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    assert page.evaluate(KEPT) == 0
    with system_scope("e2e"):
        assert not Draft.objects.exists()
    owner.close()
