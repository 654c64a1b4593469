"""From a licence over a manifest to a finding, and what the conduct log makes of it: the authority and a maker."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connections
from django.utils import timezone

from apps.exports.models import ConductEntry, ExportRecord, Finding
from apps.exports.services.findings import look
from apps.organizations.scope import system_scope
from apps.vehicles.models import Registration
from tests.axe import violations
from tests.cast import Cast, build_cast
from tests.e2e.person import Person
from tests.exports.making import HANHAI, SOURCE
from tests.exports.test_manifests import line, written
from tests.factories import make_maker_codes, make_owned_vehicle, make_vin

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESKTOP = (390, 844), (1280, 900)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


def fill(person: Person, path: str, **fields: str | bool) -> None:
    """Fill in and send the form of a page; where it leads is fit to be read."""
    person.go(path)
    read(person)
    for name, value in fields.items():
        field = person.page.locator(f"main [name={name}]").first
        if isinstance(value, bool):
            field.set_checked(value)
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    person.page.locator("main form button[type=submit]").first.click()
    person.page.wait_for_load_state()
    read(person)


def take(person: Person, verb: str, **fields: str) -> None:
    """Take a step on the page of a case."""
    form = person.page.locator(f'form[action$="/{verb}/"]')
    if not form.is_visible():
        person.page.locator("details", has=form).locator("summary").click()
    for name, value in fields.items():
        form.locator(f'[name$="{name}"]').fill(value)
    form.locator("button[type=submit]").click()
    person.page.wait_for_load_state()
    read(person)


def read(person: Person) -> None:
    """Nothing was refused, nothing scrolls sideways, and axe finds nothing."""
    refused = person.page.locator("[data-error-summary], .banner--bad")
    assert [each.inner_text() for each in refused.all()] == []
    person.fits()
    assert violations(person.page) == [], person.page.url


def apart(work: Any) -> None:
    """The browser's driver keeps an event loop in this thread."""

    def run() -> None:
        work()
        connections.close_all()

    with ThreadPoolExecutor(1) as worker:
        worker.submit(run).result()


def test_from_a_licence_to_a_finding_and_the_conduct_log(
    chromium: Any, live_server: Any, cast: Cast, tmp_path: Path
) -> None:
    make_maker_codes(cast)
    office = Person(chromium, live_server.url, DESKTOP, cast.staff[cast.authority.pk].email)
    fill(
        office, "/exports/exporters/new/", kind="maker", name=HANHAI, latin_name="Hanhai Motor (Group) Co., Ltd.",
        manufacturer=str(cast.maker_hanhai.pk), source=SOURCE, name_checked=True,
    )  # fmt: skip
    exporter = office.page.url.rstrip("/").rsplit("/", 1)[1]
    today = timezone.now().date()
    fill(
        office, "/exports/licences/new/", licence_number="26-100", exporter=exporter, vehicle_class="bev_car",
        destinations="KE", applied_on=str(today - timedelta(days=300)),
    )  # fmt: skip
    take(
        office,
        "verify",
        valid_from=str(today - timedelta(days=299)),
        valid_to=str(today + timedelta(days=400)),
        note="Compared with the list of the year.",
    )
    assert "Valid" in office.page.inner_text("main")

    maker = Person(chromium, live_server.url, PHONE, cast.staff[cast.maker_hanhai.pk].email)
    shipped = today - timedelta(days=3)
    file = tmp_path / "manifest.csv"
    file.write_bytes(
        written([line(1, exported_on=shipped, odometer_km=8), line(2, exported_on=shipped, licence_number="26-999")])
    )
    maker.go("/exports/manifests/")
    maker.page.set_input_files("input[name=file]", str(file))
    maker.page.locator("main form button[type=submit]").click()
    maker.page.wait_for_url("**/jobs/*/")
    read(maker)
    with system_scope("e2e"):
        assert ExportRecord.objects.count() == 2
    apart(lambda: look([make_vin(1), make_vin(2)], at=timezone.now()))
    with system_scope("e2e"):
        finding = Finding.objects.get(rule_id="licence_missing")
    maker.go(finding.get_absolute_url())
    take(maker, "explain", note="The number was read wrong; the licence is 26-100.")
    office.go(finding.get_absolute_url())
    take(office, "uphold", note="No licence of that number was ever given.")
    office.page.get_by_role("link", name="Make an entry in the conduct log").click()
    office.page.wait_for_load_state()
    fill(office, office.page.url.removeprefix(live_server.url), matter="licence", grounds="Shipped without a licence.")
    with system_scope("e2e"):
        entry = ConductEntry.objects.get()
    maker.go(entry.get_absolute_url())
    take(maker, "appeal", note="A licence was there under another number.")
    for person in (office, maker):
        for path in ("conduct/", "findings/", "findings/counted/", "records/"):
            person.go(f"/exports/{path}")
            read(person)
        person.close()


def test_a_car_changes_hands_on_two_phones(chromium: Any, live_server: Any, cast: Cast) -> None:
    vehicle = make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi)
    with system_scope("e2e"):
        held = Registration.objects.get(vehicle=vehicle)
    seller = Person(chromium, live_server.url, PHONE, cast.amina.email)
    seller.go(f"{held.get_absolute_url()}hand-over/")
    read(seller)
    seller.page.get_by_role("button", name="Make a link").click()
    seller.page.wait_for_load_state()
    read(seller)
    link = seller.page.locator("main .card a").inner_text()
    buyer = Person(chromium, live_server.url, PHONE, cast.boris.email)
    day = timezone.now().date() - timedelta(days=1)
    fill(buyer, urlsplit(link).path, delivered_on=str(day), odometer_km="41000")
    assert vehicle.vin[-6:] in buyer.page.inner_text("main")
    seller.go("/")
    assert vehicle.vin[-6:] not in seller.page.inner_text("main")
    for person in (seller, buyer):
        person.close()
