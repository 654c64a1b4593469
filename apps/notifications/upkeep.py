"""Tables of work are emptied by age: what was told, and dealt with, long ago."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db.models import Q, QuerySet

from apps.core.db.bites import delete_in_bites
from apps.organizations.scope import system_scope

from .models import Consumption, Letter, MailLine, Notice, OutboxEvent

#: Events are worth another try for three days (relay.py); a month lets people look into what went wrong.
EVENTS_KEPT = timedelta(days=30)
#: Marks outlive their events: an event that is gone acts no more, one without its mark would act again.
MARKS_KEPT = timedelta(days=40)
#: What happened stands in the timelines of the cases; notices only point to them.
READ_KEPT, UNREAD_KEPT = timedelta(days=180), timedelta(days=365)
#: Letters that were refused, or tried in vain for as long as events are tried.
LETTERS_KEPT = timedelta(days=30)


def forget_old(*, at: datetime) -> int:
    """Delete events, marks, notices, letters and their lines that are old enough; returns how many rows."""
    scope = partial(system_scope, "events and notices that are old enough to be forgotten")
    kinds = (_events, _marks, _notices, _letters, _lines)
    return sum(delete_in_bites(partial(rows, at), scope=scope) for rows in kinds)


def _events(at: datetime) -> QuerySet[OutboxEvent]:
    """Handed out a month ago; one that still waits is never deleted."""
    return OutboxEvent.objects.filter(relayed_at__lt=at - EVENTS_KEPT)


def _marks(at: datetime) -> QuerySet[Consumption]:
    return Consumption.objects.filter(consumed_at__lt=at - MARKS_KEPT)


def _notices(at: datetime) -> QuerySet[Notice]:
    old = Q(read_at__isnull=False, created_at__lt=at - READ_KEPT)
    return Notice.objects.filter(old | Q(created_at__lt=at - UNREAD_KEPT))


def _letters(at: datetime) -> QuerySet[Letter]:
    return Letter.objects.filter(written_at__lt=at - LETTERS_KEPT)


def _lines(at: datetime) -> QuerySet[MailLine]:
    """As long as their events: an event that is told again finds its line."""
    return MailLine.objects.filter(occurred_at__lt=at - MARKS_KEPT, sent_at__isnull=False)
