"""A firm with its administrator, and people who have proven their addresses."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from apps.network.addresses import prove
from apps.network.models import Invitation
from apps.notifications.models import OutboxEvent
from apps.notifications.relay import consume, consumers_of
from apps.organizations.models import Membership, Organization
from apps.organizations.scope import system_scope
from tests.cast import NOW, Cast
from tests.pages import browser

OWN = "/organization/"


@pytest.fixture
def admin(cast: Cast) -> Client:
    """The administrator of Savanna Motors at a browser."""
    make_admin(cast, cast.dealer_nairobi)
    return browser(cast, cast.dealer_nairobi)


@pytest.fixture
def amina(cast: Cast) -> Client:
    """Amina, whose address is proven."""
    prove(cast.amina, cast.amina.email)
    return browser(cast, cast.amina)


def make_admin(cast: Cast, firm: Organization) -> None:
    with system_scope("test"):
        Membership.objects.filter(user=cast.staff[firm.pk]).update(role="admin")


def invite(admin: Client, email: str = "amina@example.org", role: str = "staff") -> Invitation:
    """Invite somebody on the page; the open invitation."""
    answer = admin.post(f"{OWN}members/", {"email": email, "role": role, "language": "en"})
    assert answer.status_code == 302
    with system_scope("test"):
        return Invitation.objects.get(email=email.lower(), status="open")


def relay() -> None:
    """Do what the workers do with the facts that wait."""
    with system_scope("test"):
        events = list(OutboxEvent.objects.filter(relayed_at=None).order_by("occurred_at"))
    for event in events:
        for name in consumers_of(event.topic):
            consume(name, event.pk, at=NOW)


def link() -> str:
    """The path of the link in the last mail."""
    found = re.search(r"https?://[^/]+(/organization/invited/\w+/)", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def join(admin: Client, amina: Client, role: str = "staff") -> Membership:
    """Amina is invited and accepts."""
    made = invite(admin, role=role)
    amina.get(f"{OWN}mine/")
    assert amina.post(f"{OWN}invitations/{made.number}/accept/").status_code == 302
    with system_scope("test"):
        return (
            Membership.objects.active()
            .select_related("organization")
            .get(user__email="amina@example.org", organization=made.organization_id)
        )
