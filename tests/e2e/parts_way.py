"""The part of a repair in a real browser: promised, sent in two boxes, one of them broken, sent again, and told."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format

from tests.e2e.conftest import eventually
from tests.e2e.person import Person

BROKEN = "The housing is cracked at the plug."


def part_by_part(maker: Person, dealer: Person, owner: Person, claim: str) -> None:
    """Two pieces are ordered. The owner reads each day as it is promised; when all is over both are on the shelf."""
    here = timezone.localdate()
    maker.go("/parts/orders/")
    maker.page.click("tbody th a")
    maker.page.wait_for_url("**/parts/orders/PO-*/")
    order = maker.page.url.removeprefix(maker.base)
    line = str(maker.page.locator("input[name^=promised_]").first.get_attribute("name")).removeprefix("promised_")
    _send(maker, order, "confirm", {f"promised_{line}": (here + timedelta(days=3)).isoformat()})
    _reads(owner, claim, here + timedelta(days=3))
    _send(maker, order, "dispatch", {f"quantity_{line}": "1", "tracking": "AWB 1"})
    dealer.go(order)
    sent = str(dealer.page.locator('form[action$="/report/"] [name^=quantity_]').first.get_attribute("name"))
    _send(dealer, order, "report", {sent: "1", "note": BROKEN}, problem="damaged")
    maker.go(order)
    assert BROKEN in maker.page.content()
    _send(maker, order, "confirm", {f"promised_{line}": (here + timedelta(days=6)).isoformat()}, reason="transport")
    _reads(owner, claim, here + timedelta(days=6))
    _send(maker, order, "dispatch", {f"quantity_{line}": "2", "tracking": "AWB 2"})
    _send(dealer, order, "receive", {})


def _send(person: Person, address: str, verb: str, fields: dict[str, str], **choices: str) -> None:
    """Fill in and send the form of a step on an order."""
    person.go(address)
    form = person.page.locator(f'form[action$="/{verb}/"]').first
    if not form.is_visible():
        person.page.locator("details", has=form).locator("summary").first.click()
    for name, value in fields.items():
        form.locator(f'[name="{name}"]').fill(value)
    for name, value in choices.items():
        form.locator(f'[name="{name}"]').select_option(value)
    form.locator("button[type=submit]").last.click()
    person.page.wait_for_load_state()
    person.fits()


def _reads(owner: Person, claim: str, promised: date) -> None:
    """The owner's page says the day, as soon as a worker has brought it there."""

    def told() -> bool:
        owner.go(f"/claims/{claim}/")
        return date_format(promised) in owner.page.locator("main").inner_text()

    eventually(told)
