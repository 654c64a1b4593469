"""Celery entry points of the regulators' desk."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.organizations.scope import system_scope

from . import safety_mail, signals


@shared_task
def tell_of_safety() -> int:
    """Mail people about safety-critical cases past their time; returns how many cases."""
    with system_scope("safety-critical cases past their time"):
        return safety_mail.tell(at=timezone.now())


@shared_task
def look_at_conduct() -> int:
    """Hold conduct up to the last midnight (UTC) against the peers'; returns how many signals began."""
    now = timezone.now()
    return signals.look(as_of=now.replace(hour=0, minute=0, second=0, microsecond=0), at=now)
