"""A passkey, an app and recovery codes in a real browser with an authenticator of its own (Chromium's WebAuthn)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from apps.accounts.models import User
from apps.organizations.models import Membership
from apps.organizations.scope import system_scope
from tests.axe import violations
from tests.cast import PASSWORD, Cast, build_cast
from tests.e2e.person import Person, prove

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESKTOP = (360, 740), (1280, 900)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
AMINA = "amina@example.org"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


class Key:
    """A security key, or a phone's own, in this browser."""

    def __init__(self, page: Any, *, kind: str = "internal", verifies: bool = True) -> None:
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": kind,
            "hasResidentKey": True,
            "hasUserVerification": verifies,
            "isUserVerified": verifies,
            "automaticPresenceSimulation": True,
        }
        self.id = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def credentials(self) -> list[Any]:
        found: list[Any] = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]
        return found


def confirm(person: Person) -> None:
    """The password, asked again."""
    person.page.fill("input[name=password]", PASSWORD)
    person.page.press("input[name=password]", "Enter")
    person.page.wait_for_url(lambda url: "reauthenticate" not in url)


def add_passkey(person: Person, *, passwordless: bool) -> None:
    person.go("/accounts/2fa/webauthn/add/")
    confirm(person)
    person.fits()
    if passwordless:
        person.page.check("input[name=passwordless]")
    person.page.fill("input[name=name]", "My phone")
    person.page.click("#mfa_webauthn_add")
    person.page.wait_for_url("**/accounts/2fa/recovery-codes/**")
    person.fits()


def sign_out(person: Person) -> None:
    person.go("/accounts/logout/")
    person.page.locator("main button[type=submit]").click()
    person.page.wait_for_url(lambda url: "logout" not in url)


def give_password(person: Person, email: str = AMINA) -> None:
    person.go("/accounts/login/")
    person.page.fill("input[name=login]", email)
    person.page.fill("input[name=password]", PASSWORD)
    person.page.press("input[name=password]", "Enter")


def arrived(person: Person) -> bool:
    person.page.wait_for_url(lambda url: "/accounts/" not in url)
    person.go("/profile/")
    return True


def test_a_passkey_signs_in_without_a_password(chromium: Any, live_server: Any, cast: Cast) -> None:
    amina = Person(chromium, live_server.url, PHONE, AMINA)
    key = Key(amina.page)
    add_passkey(amina, passwordless=True)
    assert len(key.credentials()) == 1
    amina.go("/accounts/2fa/webauthn/")
    assert "My phone" in amina.page.inner_text("main")
    assert violations(amina.page) == []
    sign_out(amina)
    amina.go("/accounts/login/")
    amina.page.click("#passkey_login")
    assert arrived(amina)
    amina.close()


def test_a_security_key_is_the_second_step(chromium: Any, live_server: Any, cast: Cast) -> None:
    amina = Person(chromium, live_server.url, DESKTOP, AMINA)
    Key(amina.page, kind="usb", verifies=False)
    add_passkey(amina, passwordless=False)
    sign_out(amina)
    give_password(amina)
    amina.page.wait_for_url("**/accounts/2fa/authenticate/")
    amina.fits()
    amina.page.click("#mfa_webauthn_authenticate")
    assert arrived(amina)
    amina.close()


def test_another_key_does_not_open(chromium: Any, live_server: Any, cast: Cast) -> None:
    base = live_server.url
    amina = Person(chromium, base, DESKTOP, AMINA)
    Key(amina.page)
    add_passkey(amina, passwordless=True)
    boris = Person(chromium, base, DESKTOP, "boris@example.org")
    Key(boris.page)
    sign_out(boris)
    give_password(boris, AMINA)
    boris.page.wait_for_url("**/accounts/2fa/authenticate/")
    boris.page.click("#mfa_webauthn_authenticate")
    boris.page.wait_for_timeout(1500)
    assert boris.page.url.endswith("/accounts/2fa/authenticate/")
    boris.page.goto(base + "/profile/")
    assert "/accounts/login/" in boris.page.url or "/accounts/2fa/" in boris.page.url
    amina.close()
    boris.close()


def test_a_regulator_whose_grace_is_over_sets_up_an_app_on_a_phone(chromium: Any, live_server: Any, cast: Cast) -> None:
    email = cast.staff[cast.regulator_ke.pk].email
    with system_scope("e2e"):
        Membership.objects.update(role_since=LONG_AGO)
    prove(email)
    grace = Person(chromium, live_server.url, PHONE, AMINA)
    context, page = grace.context, grace.page
    sign_out(grace)
    give_password(grace, email)
    page.wait_for_url(lambda url: url.endswith("/accounts/2fa/?asked"))
    grace.fits()
    assert "Your role asks for a second step" in page.content()
    page.goto(f"{live_server.url}/compliance/")
    assert page.url.endswith("/accounts/2fa/?asked")
    page.locator("a[href='/accounts/2fa/totp/activate/']").click()
    confirm(grace)
    secret = page.input_value("#authenticator_secret")
    page.fill("input[name=code]", format_hotp_value(hotp_value(secret, int(datetime.now(UTC).timestamp()) // 30)))
    page.press("input[name=code]", "Enter")
    page.wait_for_url("**/accounts/2fa/recovery-codes/")
    spare = page.input_value("#recovery_codes").split()
    assert len(spare) == 10
    grace.go("/compliance/")
    sign_out(grace)
    give_password(grace, email)
    page.wait_for_url("**/accounts/2fa/authenticate/")
    page.fill("input[name=code]", spare[0])
    page.press("input[name=code]", "Enter")
    assert arrived(grace)
    context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_axe_has_nothing_to_say(chromium: Any, live_server: Any, cast: Cast, size: Any, language: str) -> None:
    amina = Person(chromium, live_server.url, size, AMINA)
    amina.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    amina.go("/accounts/2fa/totp/activate/")
    confirm(amina)
    with system_scope("e2e"):
        user = User.objects.get(email=AMINA)
    pages = ["/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/", "/accounts/sessions/", "/accounts/email/",
             "/accounts/password/change/", "/accounts/2fa/?asked"]  # fmt: skip
    for path in pages:
        amina.go(path)
        assert violations(amina.page) == [], path
    with system_scope("e2e"):
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
        assert Authenticator.objects.count() == 1
    amina.go("/accounts/2fa/recovery-codes/generate/")
    amina.page.locator("main button[type=submit]").first.click()
    for path in ("/accounts/2fa/", "/accounts/2fa/recovery-codes/"):
        amina.go(path)
        assert violations(amina.page) == [], path
    sign_out(amina)
    give_password(amina)
    amina.page.wait_for_url("**/accounts/2fa/authenticate/")
    for path in ("/accounts/2fa/authenticate/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        amina.page.goto(live_server.url + path)
        amina.fits()
        assert violations(amina.page) == [], path
    amina.close()
