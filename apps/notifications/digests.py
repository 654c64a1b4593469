"""Mail at a person's own pace: what comes close together goes out as one mail; what is urgent never waits.

Every mail of a person that may wait is a line first. The first one goes out at once; what follows while the pace lasts
is gathered, and goes out as one mail when it is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F, Max

from apps.accounts.models import User
from apps.core.db.turns import take_turn
from apps.core.today import zone_named
from apps.organizations.scope import system_scope

from . import catalogue
from .catalogue import Words
from .mails import Told, message
from .models import MailLine, OutboxEvent

#: When a daily mail goes out, where its reader is.
MORNING = time(7)
_PEOPLE_AT_ONCE = 200


def tell(person: User, entry: Words, event: OutboxEvent, *, at: datetime) -> None:
    """Mail a person now, or keep the line for their next mail. The same event twice tells once."""
    if entry.urgent or person.mail_pace == User.MailPace.AT_ONCE:
        _send(person, [Told(entry, event.payload, event.occurred_at)])
        return
    take_turn("mail", person.pk)
    line = MailLine(
        user=person,
        event_id=event.pk,
        key=catalogue.key_of(event.topic, entry),
        values=event.payload,
        occurred_at=event.occurred_at,
        due_at=_due(person, at),
    )
    MailLine.objects.bulk_create([line], ignore_conflicts=True)
    _post_due(person.pk, at=at)


def post_due(*, at: datetime) -> int:
    """Send the mails whose time has come, each person's in a transaction of its own; returns how many."""
    posted = 0
    while True:
        with system_scope("people with a mail that is due"):
            due = MailLine.objects.filter(sent_at=None, due_at__lte=at).order_by("user_id")
            people = list(due.values_list("user_id", flat=True).distinct()[:_PEOPLE_AT_ONCE])
        for user_id in people:
            with transaction.atomic(), system_scope("a mail of what was gathered"):
                take_turn("mail", user_id)
                posted += _post_due(user_id, at=at)
        if len(people) < _PEOPLE_AT_ONCE:
            return posted


def reachable(people: Iterable[User]) -> list[User]:
    """Without those who gave an address and never proved it: its mailbox may be a stranger's, and these mails hold
    names that others chose.
    """
    known = list(people)
    rows = EmailAddress.objects.filter(user__in=known, verified=False, email=F("user__email"))
    strangers = set(rows.values_list("user_id", flat=True))
    return [person for person in known if person.email and person.pk not in strangers]


def _due(person: User, at: datetime) -> datetime:
    """When a line of now goes out: at once unless a mail went out lately; daily ones in the morning."""
    if person.mail_pace == User.MailPace.DAILY:
        return _next_morning(person, at)
    last = MailLine.objects.filter(user=person).aggregate(at=Max("sent_at"))["at"]
    return at if last is None else max(at, last + timedelta(hours=settings.MAIL_GATHER_HOURS))


def _next_morning(person: User, at: datetime) -> datetime:
    here = at.astimezone(zone_named(person.time_zone))
    morning = datetime.combine(here.date(), MORNING, here.tzinfo)
    return morning if morning > here else datetime.combine(here.date() + timedelta(days=1), MORNING, here.tzinfo)


def _post_due(user_id: int, *, at: datetime) -> int:
    """One mail of all that is due for a person, under their turn; returns how many mails that were (none or one)."""
    lines = list(MailLine.objects.filter(user_id=user_id, sent_at=None, due_at__lte=at).order_by("occurred_at", "pk"))
    if not lines:
        return 0
    MailLine.objects.filter(pk__in=[line.pk for line in lines]).update(sent_at=at)
    told = [Told(words, line.values, line.occurred_at) for line in lines if (words := catalogue.words_of(line.key))]
    people = reachable(User.objects.filter(pk=user_id, is_active=True))
    if not told or not people:
        return 0
    _send(people[0], told)
    return 1


def _send(person: User, told: Sequence[Told]) -> None:
    """Put it into the letter box (letters.py), in this transaction."""
    get_connection().send_messages([message(person, told)])
