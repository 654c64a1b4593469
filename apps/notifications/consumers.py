"""First consumers of the outbox: in-app notices and e-mail, for whatever the catalogue lists."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from apps.accounts.models import User
from apps.organizations.models import Jurisdiction, Membership, MembershipQuerySet, Organization

from . import catalogue, digests
from .catalogue import Words
from .models import Notice, OutboxEvent


def notify(event: OutboxEvent, at: datetime) -> None:
    """One notice for each person the catalogue names; the person who acted is not told of it."""
    Notice.objects.bulk_create(
        (
            Notice(
                user=person,
                event_id=event.pk,
                key=catalogue.key_of(event.topic, entry),
                values=event.payload,
                url=entry.url(event.payload),
                created_at=at,
            )
            for entry in catalogue.entries(event.topic)
            for person in recipients(event, entry)
        ),
        ignore_conflicts=True,
    )


def mail(event: OutboxEvent, at: datetime) -> None:
    """The same by mail, at each reader's pace (digests.py)."""
    told = [
        (person, entry)
        for entry in catalogue.entries(event.topic)
        for person in digests.reachable(recipients(event, entry))
    ]
    # In one order, so that two events never wait for each other's turns.
    for person, entry in sorted(told, key=lambda pair: pair[0].pk):
        digests.tell(person, entry, event, at=at)


def recipients(event: OutboxEvent, entry: Words) -> list[User]:
    """People of the entry's side, without the one who acted (``by_user`` of the payload)."""
    fact = event.payload
    people = User.objects.filter(is_active=True).exclude(pk=fact.get("by_user"))
    if entry.to == "owner":
        return list(people.filter(pk=fact.get("owner")))
    members = _members(fact, entry).values("user_id")
    return list(people.filter(pk__in=members).order_by("pk"))


def _members(fact: dict[str, Any], entry: Words) -> MembershipQuerySet:
    """Who acts for those that an entry tells."""
    rows = Membership.objects.active()
    if entry.to == "regulators":
        return rows.filter(organization_id__in=_regulators(fact.get("country") or ""))
    if entry.to == "administrators":
        return rows.filter(organization_id__in=[fact.get("organization")], role=Membership.Role.ADMIN)
    return rows.filter(organization_id__in=[fact.get(entry.to)])


def _regulators(country: str) -> list[int]:
    """Regulators who watch a country, and those who watch the world."""
    watching = Jurisdiction.objects.filter(country=country).values("regulator_id")
    rows = Organization.objects.filter(kind=Organization.Kind.REGULATOR).filter(Q(worldwide=True) | Q(pk__in=watching))
    return list(rows.values_list("pk", flat=True))
