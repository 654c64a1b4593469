"""One person a role, each with a password of this installation's own."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings

from apps.accounts.models import User
from apps.core.today import zones_of
from apps.organizations.models import Jurisdiction, Membership, Organization
from apps.organizations.scope import system_scope

FILE = "demo_logins.json"


@dataclass
class People:
    """The demo's people and firms."""

    owner: User
    dealer: Organization
    maker: Organization
    regulator: Organization
    authority: Organization
    staff: dict[int, User]
    #: Publishes what the first person of the authority drafts.
    second: User
    #: Answers objections to what the first person of the manufacturer denied.
    colleague: User


def create(maker: Organization, dealer: Organization) -> People:
    """Make sign-ins for an owner, the staff of a dealer and a maker, and two regulators; keep them in var/."""
    kinds = Organization.Kind
    regulator, _made = Organization.objects.get_or_create(
        slug="board-ke",
        defaults={"kind": kinds.REGULATOR, "name": "Vehicle Service Board of Kenya (demo)", "country": "KE"},
    )
    Jurisdiction.objects.get_or_create(regulator=regulator, country="KE")
    authority, _made = Organization.objects.get_or_create(
        slug="licensing",
        defaults={
            "kind": kinds.REGULATOR,
            "name": "Export Licensing Office (demo)",
            "country": "CN",
            "worldwide": True,
        },
    )
    logins: list[dict[str, str]] = []
    owner = _person("owner@demo.example", "Amina Otieno", "Vehicle owner", "KE", logins)
    staff = {}
    for organization, email, name, role in (
        (dealer, "dealer@demo.example", "Daudi Mwangi", "Dealer"),
        (maker, "maker@demo.example", "Lin Xia", "Manufacturer"),
        (regulator, "regulator@demo.example", "Grace Njeri", "Regulator of Kenya"),
        (authority, "authority@demo.example", "Chen Wei", "Export authority, all countries"),
    ):
        person = _person(email, name, f"{role}: {organization.name}", str(organization.country), logins)
        Membership.objects.get_or_create(
            user=person,
            organization=organization,
            defaults={"person_name": name, "role": Membership.Role.ADMIN, "preferred": True},
        )
        staff[organization.pk] = person
    second = _person("authority2@demo.example", "Zhao Mei", "Export authority, second person", "CN", logins)
    Membership.objects.get_or_create(
        user=second, organization=authority, defaults={"person_name": "Zhao Mei", "preferred": True}
    )
    colleague = _person("maker2@demo.example", "Wu Jing", "Manufacturer, second person", "CN", logins)
    Membership.objects.get_or_create(
        user=colleague, organization=maker, defaults={"person_name": "Wu Jing", "preferred": True}
    )
    _keep(logins)
    return People(owner, dealer, maker, regulator, authority, staff, second, colleague)


def _person(email: str, name: str, role: str, country: str, logins: list[dict[str, str]]) -> User:
    password = secrets.token_urlsafe(9)
    user = User.objects.filter(email=email).first() or User(email=email, full_name=name, country=country)
    user.time_zone = zones_of(country)[0]
    user.set_password(password)
    user.save()
    logins.append({"role": role, "email": email, "password": password})
    return user


def _keep(logins: list[dict[str, str]]) -> None:
    path = Path(settings.VAR_DIR) / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(logins, indent=1))


def begin_anew(at: datetime) -> None:
    """Give the demo's people their days of grace again, and addresses that are proven: they have no mailboxes."""
    emails = [login["email"] for login in logins()]
    with system_scope("demo: days of grace"):
        Membership.objects.active().filter(user__email__in=emails).update(role_since=at)
        for user in User.objects.filter(email__in=emails):
            EmailAddress.objects.update_or_create(
                user=user, email=user.email, defaults={"verified": True, "primary": True}
            )


def logins() -> list[dict[str, str]]:
    """The sign-ins of this installation; empty when the demo was never made here."""
    path = Path(settings.VAR_DIR) / FILE
    return json.loads(path.read_text()) if path.exists() else []
