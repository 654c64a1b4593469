"""Celery entry points of the workshop's day; each may run twice without harm."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.organizations.scope import system_scope

from . import reminders


@shared_task
def remind_of_bookings() -> int:
    with system_scope("reminders of appointments"):
        return reminders.remind_of_bookings(at=timezone.now())
