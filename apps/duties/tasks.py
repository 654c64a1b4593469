"""Celery entry points of calendars."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from . import pinning


@shared_task
def pin_holidays() -> int:
    """Write down the holidays of each year in use before anybody lives in it; returns how many countries."""
    return pinning.pin_years(at=timezone.now())
