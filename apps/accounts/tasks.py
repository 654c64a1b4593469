"""Celery entry points of accounts."""

from __future__ import annotations

from contextlib import nullcontext

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from apps.core.db.bites import delete_in_bites


@shared_task
def forget_old_sessions() -> int:
    """Delete sessions that have ended; returns how many. Signing in comes before any scope."""
    at = timezone.now()
    return delete_in_bites(lambda: Session.objects.filter(expire_date__lt=at), scope=nullcontext)
