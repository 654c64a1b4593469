"""The second factor: of whom it is asked, from when on, and what opens without."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from apps.accounts.models import User
from apps.network.services import change_role
from apps.organizations.models import Membership, Organization
from apps.organizations.scope import acting_as, system_scope
from tests.accounts.conftest import delivered, is_in
from tests.accounts.conftest import sign_in as try_to_sign_in
from tests.cast import PASSWORD, Cast

BEGAN = datetime(2027, 3, 1, 9, tzinfo=UTC)
GRACE = timedelta(days=14)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SETUP = "/accounts/2fa/?asked"


@pytest.fixture
def cast(proven: Cast) -> Cast:
    """Everybody's role began on the first of March."""
    with system_scope("test"):
        Membership.objects.update(role_since=BEGAN)
    return proven


def at(moment: datetime) -> Any:
    return time_machine.travel(moment, tick=False)


def code(moment: datetime, periods: int = 0) -> str:
    return format_hotp_value(hotp_value(SECRET, int(moment.timestamp()) // 30 + periods))


def person(cast: Cast, firm: Organization, role: str = "staff") -> User:
    with system_scope("test"):
        Membership.objects.filter(organization=firm).update(role=role)
    return cast.staff[firm.pk]


def give_app(user: User) -> Authenticator:
    with system_scope("test"):
        return TOTP.activate(user, SECRET).instance


def sign_in(user: User) -> Client:
    return try_to_sign_in(user.email)


@pytest.mark.parametrize(
    ("firm", "role", "asked"),
    [
        *(("regulator_ke", role, True) for role in ("viewer", "staff", "admin")),
        ("authority", "staff", True),
        ("dealer_nairobi", "admin", True),
        ("maker_hanhai", "admin", True),
        ("dealer_nairobi", "staff", False),
        ("maker_hanhai", "viewer", False),
    ],
)
def test_of_whom_it_is_asked_when_the_grace_is_over(cast: Cast, firm: str, role: str, asked: bool) -> None:
    user = person(cast, getattr(cast, firm), role)
    for moment, late in ((BEGAN + GRACE - timedelta(minutes=1), False), (BEGAN + GRACE, True)):
        with at(moment):
            answer = sign_in(user).get("/organization/mine/")
            assert (answer.status_code, answer.headers.get("Location")) == (
                (302, SETUP) if asked and late else (200, None)
            )
            assert ("Your role asks for a second step" in answer.content.decode()) is (asked and not late)


def test_without_it_nothing_opens_but_setting_it_up_help_and_signing_out(cast: Cast) -> None:
    with at(BEGAN + GRACE):
        client = sign_in(person(cast, cast.regulator_ke))
        for path in (
            "/",
            "/compliance/",
            "/claims/",
            "/profile/",
            "/notices/",
            "/organization/",
            "/vehicles/",
            "/jobs/",
        ):
            assert client.get(path).headers.get("Location") == SETUP, path
            assert client.post(path).headers.get("Location") == SETUP, path
        api = client.get("/api/v1/claims/")
        assert (api.status_code, api.json()["code"]) == (403, "second_factor")
        assert client.get("/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == SETUP
        for path in (
            "/help/",
            "/privacy/",
            "/accessibility/",
            "/accounts/email/",
            "/accounts/sessions/",
            "/accounts/2fa/",
        ):
            assert client.get(path, follow=True).status_code == 200, path
        assert "Your role asks for a second step" in client.get(SETUP).content.decode()
        assert client.post("/accounts/logout/").status_code == 302


def test_acting_for_oneself_is_no_way_around(cast: Cast) -> None:
    with at(BEGAN + GRACE):
        client = sign_in(person(cast, cast.regulator_ke))
        session = client.session
        session["acting_for"] = 0
        session.save()
        assert client.get("/").headers["Location"] == SETUP


def test_owners_are_offered_it_and_asked_nothing(cast: Cast) -> None:
    with at(BEGAN + timedelta(days=900)):
        client = sign_in(cast.amina)
        assert client.get("/").status_code == 200
        assert client.get("/accounts/2fa/").status_code == 200


def test_the_grace_of_a_new_administrator_runs_from_the_moment_they_became_one(cast: Cast) -> None:
    user = person(cast, cast.dealer_nairobi)
    promoted = BEGAN + timedelta(days=200)
    with system_scope("test"):
        other = User.objects.create_user("chief@savanna.example", PASSWORD, full_name="Chief")
        Membership.objects.create(user=other, organization=cast.dealer_nairobi, role="admin", person_name="Chief")
        membership = Membership.objects.get(user=user)
    by = cast.actor(cast.dealer_nairobi)
    by = type(by)(**{**vars(by), "user_id": other.pk, "role": "admin"})
    with at(promoted), acting_as(cast.scope(cast.dealer_nairobi)):
        change_role(membership=membership, role="admin", by=by, at=promoted)
    with at(promoted + GRACE - timedelta(minutes=1)):
        assert sign_in(user).get("/organization/mine/").status_code == 200
    with at(promoted + GRACE):
        assert sign_in(user).get("/organization/mine/").headers["Location"] == SETUP


def test_another_role_gives_nobody_of_a_regulator_more_days(cast: Cast) -> None:
    user = person(cast, cast.regulator_ke, "admin")
    with system_scope("test"):
        membership = Membership.objects.get(user=user)
        other = User.objects.create_user("chief@board.example", PASSWORD, full_name="Chief")
        Membership.objects.create(user=other, organization=cast.regulator_ke, role="admin", person_name="Chief")
    by = cast.actor(cast.regulator_ke)
    by = type(by)(**{**vars(by), "user_id": other.pk, "role": "admin"})
    later = BEGAN + timedelta(days=10)
    with at(later), acting_as(cast.scope(cast.regulator_ke)):
        change_role(membership=membership, role="staff", by=by, at=later)
    with at(BEGAN + GRACE):
        assert sign_in(user).get("/").headers["Location"] == SETUP


@pytest.mark.django_db(transaction=True)
def test_setting_it_up_opens_everything_at_once_and_sign_in_asks_for_it_from_then_on(cast: Cast) -> None:
    user = person(cast, cast.regulator_ke)
    with at(BEGAN + GRACE) as clock:
        client = sign_in(user)
        assert client.get("/accounts/2fa/totp/activate/").headers["Location"].startswith("/accounts/reauthenticate/")
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        page = client.get("/accounts/2fa/totp/activate/")
        secret = page.context["form"].secret
        now = int((BEGAN + GRACE).timestamp()) // 30
        done = client.post("/accounts/2fa/totp/activate/", {"code": format_hotp_value(hotp_value(secret, now))})
        assert done.headers["Location"] == "/accounts/2fa/recovery-codes/"
        assert client.get("/compliance/").status_code == 200
        again = sign_in(user)
        assert again.get("/compliance/").status_code == 302
        same = {"code": format_hotp_value(hotp_value(secret, now))}
        assert again.post("/accounts/2fa/authenticate/", same).status_code == 200, "the code of setting it up is spent"
        clock.shift(30)
        next_one = {"code": format_hotp_value(hotp_value(secret, now + 1))}
        assert again.post("/accounts/2fa/authenticate/", next_one).status_code == 302
        assert again.get("/compliance/").status_code == 200


@pytest.mark.parametrize("redis", [True, False])
def test_a_code_works_once(cast: Cast, settings: Any, redis: bool) -> None:
    if not redis:
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "unix:///nonexistent/redis.sock?db=1"}}
    give_app(cast.amina)
    with at(BEGAN) as clock:
        first, second = sign_in(cast.amina), sign_in(cast.amina)
        assert first.get("/profile/").status_code == 302
        assert first.post("/accounts/2fa/authenticate/", {"code": code(BEGAN)}).status_code == 302
        assert first.get("/profile/").status_code == 200
        for seconds in (0, 29, 15):
            clock.shift(seconds)
            cache.clear()
            assert second.post("/accounts/2fa/authenticate/", {"code": code(BEGAN)}).status_code == 200
        assert second.post("/accounts/2fa/authenticate/", {"code": code(BEGAN, -1)}).status_code == 200
        assert second.get("/profile/").status_code == 302
        assert second.post("/accounts/2fa/authenticate/", {"code": code(BEGAN, 1)}).status_code == 302


def test_a_phone_that_is_half_a_minute_off_gets_in(cast: Cast) -> None:
    give_app(cast.amina)
    for n, periods in enumerate((-1, 1)):
        moment = BEGAN + timedelta(hours=n)
        with at(moment):
            client = sign_in(cast.amina)
            assert client.post("/accounts/2fa/authenticate/", {"code": code(moment, periods)}).status_code == 302
            assert client.get("/profile/").status_code == 200


def test_a_recovery_code_works_once(cast: Cast) -> None:
    give_app(cast.amina)
    with system_scope("test"):
        spare = RecoveryCodes.activate(cast.amina).get_unused_codes()[0]
    with at(BEGAN):
        assert sign_in(cast.amina).post("/accounts/2fa/authenticate/", {"code": spare}).status_code == 302
        assert sign_in(cast.amina).post("/accounts/2fa/authenticate/", {"code": spare}).status_code == 200


def test_a_new_password_by_mail_is_no_way_around(cast: Cast) -> None:
    give_app(cast.amina)
    with at(BEGAN):
        client = Client()
        client.post("/accounts/password/reset/", {"email": cast.amina.email})
        link = next(word for word in delivered()[-1].body.split() if "/password/reset/key/" in word)
        form = client.get(link.removeprefix("http://testserver"), follow=True).redirect_chain[-1][0]
        new = {"password1": "another-long-password", "password2": "another-long-password"}
        assert client.post(form, new).headers["Location"] == "/accounts/2fa/authenticate/"
        assert not is_in(client)
        assert client.post("/accounts/2fa/authenticate/", {"code": code(BEGAN)}).status_code == 302
        assert is_in(client)


def test_whoever_takes_it_away_stands_outside_again_with_every_browser(cast: Cast) -> None:
    user = person(cast, cast.regulator_ke)
    give_app(user)
    with at(BEGAN + GRACE) as clock:
        clients = []
        for _n in range(2):
            clock.shift(60)
            client = sign_in(user)
            now = datetime.now(UTC)
            assert client.post("/accounts/2fa/authenticate/", {"code": code(now)}).status_code == 302
            clients.append(client)
        one, other = clients
        assert [client.get("/compliance/").status_code for client in clients] == [200, 200]
        one.post("/accounts/reauthenticate/", {"password": PASSWORD})
        assert one.post("/accounts/2fa/totp/deactivate/").status_code == 302
        assert one.get("/compliance/").headers["Location"] == SETUP
        assert other.get("/compliance/").headers["Location"].startswith("/accounts/login/")
