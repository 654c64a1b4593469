"""Celery entry points of exports."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .services import findings


@shared_task
def look_at_exports() -> int:
    """Let every export be looked at anew: what ends by the day tells nobody. Returns how many cars."""
    return findings.look_at_all(at=timezone.now())
