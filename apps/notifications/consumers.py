"""First consumers of the outbox: in-app notices and e-mail, for whatever the catalogue lists."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.today import zone_named
from apps.organizations.models import Jurisdiction, Membership, MembershipQuerySet, Organization

from . import catalogue
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
    """The same in a letter, in each reader's language (see letters.py for its way to the server)."""
    messages = [
        _message(person, entry, event)
        for entry in catalogue.entries(event.topic)
        for person in _reachable(recipients(event, entry))
    ]
    if messages:
        get_connection().send_messages(messages)


def _reachable(people: list[User]) -> list[User]:
    """Without those who gave an address and never proved it: its mailbox may be a stranger's, and these mails hold
    names that others chose.
    """
    rows = EmailAddress.objects.filter(user__in=people, verified=False, email=F("user__email"))
    strangers = set(rows.values_list("user_id", flat=True))
    return [person for person in people if person.email and person.pk not in strangers]


def _message(person: User, entry: Words, event: OutboxEvent) -> EmailMessage:
    with translation.override(person.language), timezone.override(zone_named(person.time_zone)):
        sentence = entry.say(event.payload)
        body = "\n\n".join([sentence, *_details(entry, event), str(settings.SITE_NAME)])
        return EmailMessage(subject=sentence, body=body, to=[person.email])


def _details(entry: Words, event: OutboxEvent) -> list[str]:
    """Number and moment, what happens next, and where to look."""
    here = timezone.localtime(event.occurred_at)
    lines = [_("When: %(moment)s (%(zone)s)") % {"moment": date_format(here, "DATETIME_FORMAT"), "zone": here.tzinfo}]
    if event.payload.get("number"):
        lines.insert(0, _("Number: %(number)s") % event.payload)
    following = entry.next_words(event.payload) if entry.next_words else ""
    address = settings.SITE_URL.rstrip("/") + entry.url(event.payload)
    return ["\n".join(lines), *filter(None, [following]), _("Open it here: %(url)s") % {"url": address}]


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
