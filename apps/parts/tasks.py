"""Celery entry points of spare parts; each may run twice without harm."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.organizations.models import Organization
from apps.organizations.scope import system_scope

from . import services


@shared_task
def end_silences() -> int:
    """Take as delivered what was sent and never spoken of. Returns how many orders."""
    with system_scope("parts that were sent and never spoken of"):
        return services.end_silences(at=timezone.now())


@shared_task
def end_overdue_requests() -> int:
    """Let requests between dealers lapse that nobody answered in time. Returns how many."""
    return services.end_overdue(at=timezone.now())


@shared_task
def lapse_returns() -> int:
    """Let returns lapse that were granted and not sent by their day. Returns how many."""
    with system_scope("returns of parts that were not sent in time"):
        return services.lapse_returns(at=timezone.now())


@shared_task
def advise_workshops() -> int:
    """Each night: a task for each workshop, so that one that fails hinders no other."""
    with system_scope("workshops to advise on their stock"):
        dealers = Organization.objects.filter(kind=Organization.Kind.DEALER)
        ids = list(dealers.order_by("pk").values_list("pk", flat=True))
    for dealer_id in ids:
        advise_workshop.delay(dealer_id)
    return len(ids)


@shared_task
def advise_workshop(dealer_id: int) -> int:
    with system_scope("what a workshop should have on its shelf"):
        return services.advise(dealer=Organization.objects.get(pk=dealer_id), at=timezone.now())
