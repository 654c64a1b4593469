"""Invitations: nobody is a member without having said yes, and the firm learns nothing of an address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User
from apps.network import services
from apps.network.addresses import prove
from apps.network.models import Invitation, InvitationEvent
from apps.network.services.invitations import MOST_MAILS, MOST_OPEN
from apps.notifications.models import Notice, OutboxEvent
from apps.organizations.models import Membership
from apps.organizations.scope import system_scope
from tests.cast import Cast
from tests.network.conftest import OWN, invite, join, link, make_admin, relay
from tests.pages import browser


def members_of(cast: Cast) -> int:
    with system_scope("test"):
        return Membership.objects.active().filter(organization=cast.dealer_nairobi).count()


def test_the_firm_is_told_the_same_for_every_address(admin: Client, amina: Client) -> None:
    told = []
    for email in ("amina@example.org", "nobody@example.org"):
        answer = admin.post(f"{OWN}members/", {"email": email, "role": "staff", "language": "en"}, follow=True)
        page = answer.content.decode()
        assert f"The invitation to {email} is on its way." in page
        with system_scope("test"):
            number = Invitation.objects.get(email=email).number
        relay()
        shown = admin.get(f"{OWN}invitations/{number}/").content.decode()
        # What differs from one page to the next of the same invitation is no difference.
        told.append(
            [line for line in shown.replace(email, "@").replace(number, "#").split("\n") if "value=" not in line]
        )
    first, second = ([line for line in page if "csrf" not in line and "<time" not in line] for page in told)
    assert first == second


def test_inviting_asks_the_same_of_the_database_for_every_address(admin: Client, amina: Client) -> None:
    invite(admin, "first@example.org")  # the first deed of somebody writes down who they are
    asked = []
    for email in ("amina@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            invite_page = admin.post(f"{OWN}members/", {"email": email, "role": "staff", "language": "en"})
        assert invite_page.status_code == 302
        assert not [query for query in queries if "account_emailaddress" in query["sql"]]
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_the_mail_names_firm_and_role_and_nothing_that_the_inviter_wrote(cast: Cast, admin: Client) -> None:
    with system_scope("test"):
        Membership.objects.filter(organization=cast.dealer_nairobi).update(person_name="Buy at spam.example")
    made = invite(admin, "nobody@example.org", "viewer")
    relay()
    (message,) = mail.outbox
    assert message.to == ["nobody@example.org"]
    assert "Savanna Motors" in message.subject
    assert "Viewer" in message.body
    assert "spam" not in message.subject + message.body
    token = link().rstrip("/").rpartition("/")[2]
    with system_scope("test"):
        kept = [str(vars(row)) for model in (Invitation, InvitationEvent, OutboxEvent) for row in model.objects.all()]
    assert token not in " ".join(kept)
    assert made.digest != token


def test_the_mail_is_written_in_the_language_that_the_firm_chose(admin: Client) -> None:
    admin.post(f"{OWN}members/", {"email": "nobody@example.org", "role": "staff", "language": "zh-hans"})
    relay()
    assert "Savanna Motors" in mail.outbox[0].subject
    assert "invites" not in mail.outbox[0].subject


def test_whoever_signs_up_with_the_address_finds_the_invitation(cast: Cast, admin: Client) -> None:
    invite(admin, "New@Example.org")
    relay()
    stranger = browser(cast)
    page = stranger.get(link())
    assert page.status_code == 200
    assert f"next={link()}" in page.content.decode()
    with system_scope("test"):
        new = User.objects.create_user("new@example.org", "a-long-test-password", full_name="Njoki")
    client = browser(cast, new)
    asked = client.get(link(), follow=True).content.decode()
    for words in ("Savanna Motors", "Savanna Motors staff", "Staff", "If you accept"):
        assert words in asked
    assert members_of(cast) == 1
    with system_scope("test"):
        number = Invitation.objects.get().number
    assert client.post(f"{OWN}invitations/{number}/accept/").status_code == 302
    assert members_of(cast) == 2
    relay()
    assert "new@example.org accepted your invitation" in admin.get("/notices/").content.decode()


def test_whoever_is_known_by_the_address_is_told_at_once(cast: Cast, admin: Client, amina: Client) -> None:
    made = invite(admin)
    relay()
    relay()
    assert len(mail.outbox) == 1
    assert amina.get("/").content.decode().count("Savanna Motors invites you") == 1
    assert "Savanna Motors invites you" in amina.get("/notices/").content.decode()
    with system_scope("test"):
        assert Notice.objects.filter(user=cast.amina).count() == 1
    assert amina.get(f"{OWN}invitations/{made.number}/").status_code == 200


def test_somebody_else_cannot_accept(cast: Cast, admin: Client, amina: Client) -> None:
    made = invite(admin)
    relay()
    prove(cast.boris, cast.boris.email)
    boris = browser(cast, cast.boris)
    page = boris.get(link())
    assert page.status_code == 200
    assert "signed in with another address" in page.content.decode()
    for verb in ("accept", "decline"):
        assert boris.post(f"{OWN}invitations/{made.number}/{verb}/").status_code == 404
    assert admin.post(f"{OWN}invitations/{made.number}/accept/").status_code == 404
    assert members_of(cast) == 1


def test_an_address_that_was_never_proven_is_nobodys(cast: Cast, admin: Client) -> None:
    made = invite(admin)
    unproven = browser(cast, cast.amina)
    unproven.get(f"{OWN}mine/")
    assert unproven.get(f"{OWN}invitations/{made.number}/").status_code == 404


def test_an_address_given_up_since_accepts_nothing(cast: Cast, admin: Client, amina: Client) -> None:
    made = invite(admin)
    amina.get(f"{OWN}mine/")
    with system_scope("test"):
        EmailAddress.objects.filter(user=cast.amina).delete()
    refused = amina.post(f"{OWN}invitations/{made.number}/accept/")
    assert refused.status_code == 409
    assert "no address of yours any more" in refused.content.decode()
    assert members_of(cast) == 1


def test_declined_is_declined(cast: Cast, admin: Client, amina: Client) -> None:
    made = invite(admin)
    amina.get(f"{OWN}mine/")
    assert amina.post(f"{OWN}invitations/{made.number}/decline/").status_code == 302
    late = amina.post(f"{OWN}invitations/{made.number}/accept/")
    assert late.status_code == 409
    assert members_of(cast) == 1
    relay()
    assert "amina@example.org declined your invitation" in admin.get("/notices/").content.decode()


def test_withdrawn_is_gone(cast: Cast, admin: Client, amina: Client) -> None:
    made = invite(admin)
    amina.get(f"{OWN}mine/")
    relay()
    address = link()
    assert admin.post(f"{OWN}invitations/{made.number}/withdraw/").status_code == 302
    assert amina.post(f"{OWN}invitations/{made.number}/accept/").status_code == 409
    assert browser(cast).get(address).status_code == 410
    assert browser(cast).get(f"{OWN}invited/{'0' * 64}/").status_code == 404


def test_it_expires(cast: Cast, admin: Client, amina: Client) -> None:
    made = invite(admin)
    amina.get(f"{OWN}mine/")
    with system_scope("test"):
        Invitation.objects.update(
            created_at=timezone.now() - timedelta(days=15), expires_at=timezone.now() - timedelta(days=1)
        )
    assert amina.post(f"{OWN}invitations/{made.number}/accept/").status_code == 409
    with system_scope("test"):
        assert services.expire_old(at=timezone.now()) == 1
        assert services.expire_old(at=timezone.now()) == 0
        made.refresh_from_db()
    assert (made.status, members_of(cast)) == ("expired", 1)


def test_the_same_address_twice_is_one_invitation(admin: Client) -> None:
    first = invite(admin, "nobody@example.org")
    assert invite(admin, "Nobody@Example.org").pk == first.pk
    relay()
    assert len(mail.outbox) == 1
    other = admin.post(f"{OWN}members/", {"email": "nobody@example.org", "role": "admin", "language": "en"})
    assert other.status_code == 409
    assert "invited as Staff already" in other.content.decode()


def test_nobody_is_written_to_again_and_again(admin: Client) -> None:
    for _mail in range(MOST_MAILS):
        made = invite(admin, "nobody@example.org")
        admin.post(f"{OWN}invitations/{made.number}/withdraw/")
    refused = admin.post(f"{OWN}members/", {"email": "nobody@example.org", "role": "staff", "language": "en"})
    assert refused.status_code == 422
    assert "ask them in another way" in refused.content.decode()


def test_a_firm_has_so_many_open_invitations(admin: Client) -> None:
    for place in range(MOST_OPEN):
        invite(admin, f"p{place}@example.org")
    refused = admin.post(f"{OWN}members/", {"email": "one@example.org", "role": "staff", "language": "en"})
    assert refused.status_code == 422
    assert f"{MOST_OPEN} invitations are open" in refused.content.decode()


@pytest.mark.parametrize(
    "changes", [{"email": "x"}, {"role": "owner"}, {"language": "tlh"}, {"email": ""}, {"role": ""}]
)
def test_nonsense_is_told(admin: Client, changes: dict[str, str]) -> None:
    sent = {"email": "nobody@example.org", "role": "staff", "language": "en", **changes}
    assert admin.post(f"{OWN}members/", sent).status_code == 422


def test_whoever_is_a_member_already_keeps_their_role(cast: Cast, admin: Client, amina: Client) -> None:
    member = join(admin, amina)
    made = invite(admin, role="admin")
    amina.get(f"{OWN}mine/")
    assert amina.post(f"{OWN}invitations/{made.number}/accept/").status_code == 302
    with system_scope("test"):
        member.refresh_from_db()
    assert (member.role, members_of(cast)) == ("staff", 2)


def test_somebody_who_acts_for_one_firm_accepts_for_another(cast: Cast, admin: Client, amina: Client) -> None:
    join(admin, amina)
    amina.post(f"{OWN}switch/", {"organization": str(cast.dealer_nairobi.pk)})
    make_admin(cast, cast.maker_hanhai)
    made = invite(browser(cast, cast.maker_hanhai))
    amina.get(f"{OWN}mine/")
    assert amina.post(f"{OWN}invitations/{made.number}/accept/").status_code == 302
    assert amina.get("/").context["actor"].organization_id == cast.dealer_nairobi.pk
