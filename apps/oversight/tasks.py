"""Celery entry points of the regulators' desk."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.organizations.scope import system_scope

from . import safety_mail


@shared_task
def tell_of_safety() -> int:
    """Mail people about safety-critical cases past their time; returns how many cases."""
    with system_scope("safety-critical cases past their time"):
        return safety_mail.tell(at=timezone.now())
