"""Celery entry points of the network; safe to run twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.organizations.scope import system_scope

from . import key_ends, services


@shared_task
def expire_invitations() -> int:
    """Close invitations that nobody answered in time; returns how many."""
    with system_scope("invitations that nobody answered in time"):
        return services.expire_old(at=timezone.now())


@shared_task
def remind_of_keys() -> int:
    """Tell firms of keys of the API that end soon; returns how many keys."""
    with system_scope("keys of the API that end soon"):
        return key_ends.remind(at=timezone.now())
