"""Somebody is asked to act for a firm, signs up, accepts, acts for it and leaves: in a real browser, on a phone."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from apps.organizations.models import Membership
from apps.organizations.scope import system_scope
from tests.axe import violations
from tests.cast import Cast, build_cast
from tests.e2e.person import Person
from tests.network.conftest import make_admin, relay

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESKTOP = (360, 740), (1280, 900)


@pytest.fixture
def cast() -> Cast:
    made = build_cast()
    make_admin(made, made.dealer_nairobi)
    return made


@pytest.fixture
def mails(settings: Any, tmp_path: Path, live_server: Any) -> Path:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.SITE_URL = live_server.url
    return tmp_path / "mail"


def link_in(folder: Path) -> str:
    """The link of the invitation's mail, as somebody finds it in the folder."""
    (file,) = [file for file in folder.iterdir() if b"/organization/invited/" in file.read_bytes().replace(b"=\n", b"")]
    message = message_from_bytes(file.read_bytes().partition(b"\n---")[0], policy=policy.default)
    found = re.search(r"http\S+/organization/invited/\w+/", message.get_content())
    assert found
    return found[0]


def press(person: Any, label: str) -> None:
    person.get_by_role("button", name=label, exact=True).click()
    person.wait_for_load_state()


def test_from_the_invitation_to_leaving(chromium: Any, live_server: Any, cast: Cast, mails: Path) -> None:
    admin = Person(chromium, live_server.url, DESKTOP, cast.staff[cast.dealer_nairobi.pk].email)
    admin.go("/organization/")
    admin.page.fill("#invite_email", "njoki@example.org")
    press(admin.page, "Invite")
    assert "The invitation to njoki@example.org is on its way." in admin.page.content()
    admin.fits()
    relay()

    context = chromium.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    page = context.new_page()
    page.goto(link_in(mails))
    page.get_by_role("link", name="Sign up").last.click()
    page.wait_for_load_state()
    page.fill("input[name=full_name]", "Njoki Kamau")
    page.select_option("select[name=country]", "KE")
    page.fill("input[name=email]", "njoki@example.org")
    page.fill("input[name=password1]", "a-long-test-password")
    page.press("input[name=password1]", "Enter")
    page.wait_for_load_state()
    page.goto(link_in(mails))
    assert "Savanna Motors invites you" in page.content()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    press(page, "Accept")
    with system_scope("e2e"):
        assert Membership.objects.active().filter(person_name="Njoki Kamau").count() == 1
        assert EmailAddress.objects.get(email="njoki@example.org").verified
    press(page, "Act for Savanna Motors")
    assert page.locator(".bar__acting").inner_text().strip().endswith("Savanna Motors")
    page.goto(f"{live_server.url}/organization/mine/")
    page.get_by_role("link", name="My membership").click()
    page.wait_for_load_state()
    page.locator("summary", has_text="Leave").click()
    page.locator("[name=sure]").check()
    press(page, "Leave")
    assert "You have left the organisation." in page.content()
    page.goto(live_server.url)
    assert page.locator("h1").inner_text() == "My vehicles"
    assert page.locator(".bar__acting").count() == 0
    context.close()
    admin.close()


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_axe_has_nothing_to_say(chromium: Any, live_server: Any, cast: Cast, mails: Path, size: Any) -> None:
    admin = Person(chromium, live_server.url, size, cast.staff[cast.dealer_nairobi.pk].email)
    admin.go("/organization/")
    admin.page.fill("#invite_email", "amina@example.org")
    press(admin.page, "Invite")
    relay()
    with system_scope("e2e"):
        member = Membership.objects.get(organization=cast.dealer_nairobi)
    amina = Person(chromium, live_server.url, size, "amina@example.org")
    amina.page.goto(link_in(mails))
    answer = amina.page.url.removeprefix(live_server.url)
    for who, path in (
        (admin, "/organization/"),
        (admin, "/organization/members/"),
        (admin, f"/organization/members/{member.pk}/"),
        (admin, answer),
        (amina, answer),
        (amina, "/organization/mine/"),
        (amina, "/"),
    ):
        who.go(path)
        assert violations(who.page) == [], path
