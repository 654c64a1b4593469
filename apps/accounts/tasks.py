"""Celery entry points of accounts; signing in comes before any scope."""

from __future__ import annotations

from contextlib import nullcontext

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from apps.core.db.bites import delete_in_bites

from . import sessions


@shared_task
def forget_old_sessions() -> int:
    """Delete sessions that have ended, and what their people saw of them; returns how many rows."""
    at = timezone.now()
    ended = delete_in_bites(lambda: Session.objects.filter(expire_date__lt=at), scope=nullcontext)
    return ended + delete_in_bites(sessions.over, scope=nullcontext)
