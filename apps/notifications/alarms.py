"""Alarms: what needs a person's hand stands on the operators' pages, and is mailed when it first happens."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Count, F

from apps.organizations.scope import system_scope

from . import relay
from .models import Alarm, OutboxEvent

logger = logging.getLogger("sanbao.alarms")


def sound(kind: str, about: str, said: str, *, at: datetime) -> Alarm:
    """Sound an alarm; one of the same ``kind`` and ``about`` that nobody has settled goes on. In the system's scope."""
    logger.error("%s, %s: %s", kind, about, said)
    alarm, fresh = Alarm.objects.get_or_create(
        kind=kind, about=about, settled_at=None, defaults={"said": said, "first_at": at, "last_at": at}
    )
    if not fresh:
        Alarm.objects.filter(pk=alarm.pk).update(said=said, last_at=at, times=F("times") + 1)
    elif settings.ALARMS_TO:
        EmailMessage(f"Sanbao: {kind}, {about}", f"{said}\n", to=list(settings.ALARMS_TO)).send()
    return alarm


def settle(alarms: list[Alarm], *, by: str, at: datetime) -> int:
    """Say that alarms were seen to; returns how many. The next time is a new alarm."""
    return Alarm.objects.filter(pk__in=[one.pk for one in alarms], settled_at=None).update(settled_at=at, settled_by=by)


def tell_of_given_up(*, at: datetime) -> int:
    """Sound an alarm for each topic of which events were given up; returns how many topics."""
    with system_scope("events that were given up"):
        given_up = OutboxEvent.objects.filter(relay.given_up(at=at)).values_list("topic")
        topics = list(given_up.annotate(number=Count("pk")).order_by("topic"))
        for topic, number in topics:
            sound("given-up", topic, f"{number} events were tried for three days in vain: hand them out again", at=at)
    return len(topics)
